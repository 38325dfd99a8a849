import { tell } from '../messages.ts';
import { addResponseUrl, readAcknowledgement, show } from '../response-urls.ts';
import { SlackError } from '../slack-error.ts';
import { addTrigger } from '../workspace.ts';
import type { StoredChannel } from '../workspace.ts';
import type { Delivered } from '../envelope.ts';
import type { SlackUser } from '../state.ts';
import { answerOf, channelName, channelOf, deliverAll, person } from './actor.ts';
import type { Answer, Stage } from './actor.ts';

export interface CommandAct {
  readonly user: string;
  readonly channel: string;
  /** `/deploy prod` */
  readonly text: string;
  readonly deliveries: number;
}

export async function command(stage: Stage, act: CommandAct): Promise<Answer> {
  const { workspace } = stage;
  const user = person(workspace, act.user);
  const channel = channelOf(workspace, user, act.channel);
  const [, name = '', text = ''] = /^(\/\S+)\s*([\s\S]*)$/.exec(act.text.trim()) ?? [];
  if (!workspace.options.commands.some((known) => known.command === name)) {
    tell(workspace, channel, user.id, `\`${name || act.text}\` is not a valid command.`);
    return { status: 0, ms: 0, body: '', error: 'invalid_command' };
  }
  const payload = {
    token: 'sandbox-verification-token',
    team_id: user.teamId,
    team_domain: workspace.team.domain,
    channel_id: channel.id,
    channel_name: channelName(channel),
    user_id: user.id,
    user_name: user.name,
    command: name,
    text,
    api_app_id: workspace.appId,
    is_enterprise_install: 'false',
    response_url: addResponseUrl(workspace, await stage.origin(), {
      user: user.id,
      channel: channel.id,
      messageTs: undefined,
    }),
    trigger_id: addTrigger(workspace, user.id),
  };
  const deliveries = await deliverAll(stage, { kind: 'slash_commands', payload }, act.deliveries);
  for (const delivered of deliveries) take(stage, { name, user, channel, delivered });
  return answerOf(deliveries);
}

interface Taken {
  readonly name: string;
  readonly user: SlackUser;
  readonly channel: StoredChannel;
  readonly delivered: Delivered;
}

/** Shows the acknowledgement's words, or Slack's own where it failed. */
function take({ workspace }: Stage, { name, user, channel, delivered }: Taken): void {
  const fail = (error: string) =>
    tell(workspace, channel, user.id, `${name} failed with the error "${error}"`);
  if (delivered.error !== undefined) return fail(delivered.error);
  try {
    const given = readAcknowledgement(delivered.body);
    if (given !== undefined) show(workspace, { channel, user: user.id, given });
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    fail('invalid_command_response');
  }
}
