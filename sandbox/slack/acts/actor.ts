import type { Deliver } from '../deliver.ts';
import type { Delivered, Envelope } from '../envelope.ts';
import type { SlackUser } from '../state.ts';
import type { StoredChannel, Workspace } from '../workspace.ts';

/** What a person's act needs: where it happens and how the app hears of it. */
export interface Stage {
  readonly workspace: Workspace;
  readonly deliver: Deliver;
  /** Where `response_url`s point. */
  readonly origin: () => Promise<string>;
}

/** What the person asked for cannot be done in Slack's client. */
export class CannotAct extends Error {
  override readonly name = 'CannotAct';
}

/** The first delivery's answer; all of them where more than one was asked for. */
export interface Answer extends Delivered {
  readonly deliveries?: readonly Delivered[];
}

export async function deliverAll(
  { deliver }: Stage,
  envelope: Envelope,
  times: number,
): Promise<Delivered[]> {
  return Promise.all(Array.from({ length: times }, () => deliver(envelope)));
}

export function answerOf(deliveries: readonly Delivered[]): Answer {
  const [first] = deliveries;
  if (first === undefined) throw new RangeError('Nothing was delivered.');
  return deliveries.length === 1 ? first : { ...first, deliveries };
}

export function person(workspace: Workspace, id: string): SlackUser {
  const user = workspace.users.find((candidate) => candidate.id === id);
  if (user === undefined) throw new CannotAct(`There is no user ${id}.`);
  if (user.isBot) throw new CannotAct(`${user.realName} is not a person.`);
  if (user.deleted) throw new CannotAct(`The account of ${user.realName} is deactivated.`);
  return user;
}

export function channelOf(workspace: Workspace, user: SlackUser, id: string): StoredChannel {
  const channel = workspace.channels.find((candidate) => candidate.id === id);
  if (channel === undefined) throw new CannotAct(`There is no channel ${id}.`);
  if (!channel.members.includes(user.id)) throw new CannotAct(`${user.realName} is not in ${channel.name}.`);
  if (channel.archived) throw new CannotAct(`${channel.name} is archived.`);
  return channel;
}

/** Slack names no private places in payloads. */
export function channelName({ kind, name }: StoredChannel): string {
  if (kind === 'im') return 'directmessage';
  return kind === 'private' ? 'privategroup' : name;
}

/** The head of every interactive payload. */
export function interactive(workspace: Workspace, user: SlackUser) {
  return {
    user: { id: user.id, username: user.name, name: user.name, team_id: user.teamId },
    api_app_id: workspace.appId,
    token: 'sandbox-verification-token',
    team: { id: workspace.team.id, domain: workspace.team.domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}
