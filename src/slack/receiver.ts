import bolt from '@slack/bolt';
import type { App as BoltApp, CustomRoute, Receiver } from '@slack/bolt';
import type { KnownBlock, ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Commands } from '../commands/commands.ts';
import type { Accepted, Person } from '../commands/outcome.ts';
import type { SlackConnection } from '../config/env.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { FirstPosts } from './first-post.ts';
import { createSlackLogger } from './logger.ts';
import {
  type Action,
  actionIds,
  callbackIds,
  type FormValues,
  parseAction,
  parseSubmission,
} from './views/actions.ts';
import type { MessageView } from './views/blocks.ts';
import { refusalView } from './views/refusal.ts';

const { App, HTTPReceiver, SocketModeReceiver } = bolt;

export interface ReceiverOptions {
  readonly connection: SlackConnection;
  readonly apiUrl: string;
  readonly botToken: string;
  readonly port: number;
  /** Served beside Slack's own path; not used with Socket Mode. */
  readonly routes: CustomRoute[];
  readonly commands: Commands;
  readonly firstPosts: FirstPosts;
  readonly slack: WebClient;
  readonly log: Log;
}

export interface SlackReceiver {
  readonly port: number;
  close(): Promise<void>;
}

interface Log {
  warn(facts: object, text: string): void;
  error(facts: object, text: string): void;
}

/** Takes what people do in Slack: verified by Bolt, kept in Redis, acknowledged, and only then worked on. */
export async function startReceiver(options: ReceiverOptions): Promise<SlackReceiver> {
  const receiver = receiverOf(options);
  const app = new App({
    receiver,
    // Slack's Web API must not be needed to acknowledge: Bolt's own authorize asks it before it lets anything through.
    authorize: async () => ({ botToken: options.botToken }),
    clientOptions: { slackApiUrl: options.apiUrl },
    logger: createSlackLogger(options.log),
    ignoreSelf: false,
    // A memory of one process: not ours, and asked at every request.
    convoStore: false,
  });
  listen(app, options);
  const server = await app.start(options.port);
  const address = 'address' in Object(server) ? (server as { address(): unknown }).address() : undefined;
  const port = (address as { port?: number } | null | undefined)?.port ?? options.port;
  return { port, close: async () => void (await app.stop()) };
}

function receiverOf({ connection, port, routes, apiUrl, log }: ReceiverOptions): Receiver {
  const logger = createSlackLogger(log);
  if (connection.kind === 'http') {
    return new HTTPReceiver({
      signingSecret: connection.signingSecret,
      port,
      customRoutes: routes,
      logger,
    });
  }
  // Without its own HTTP server, which a request for `//` ends together with the process (5.1.0).
  return new SocketModeReceiver({
    appToken: connection.appToken,
    installerOptions: { clientOptions: { slackApiUrl: apiUrl } },
    logger,
  });
}

function listen(app: BoltApp, options: ReceiverOptions): void {
  const { commands, log } = options;

  app.command(/.*/, async ({ command, ack }) => {
    const person = { user: command.user_id, team: command.team_id, channel: command.channel_id };
    const asked = { ...person, name: command.command, text: command.text, delivery: command.trigger_id };
    const outcome = await commands.slash(asked);
    if (outcome.kind === 'told') return ack(ephemeral(outcome.view));
    await ack();
    if (outcome.kind === 'accepted') return follow(options, outcome);
    await openModal(options, { trigger: command.trigger_id, view: outcome.view, person });
  });

  app.action({ action_id: actionIds }, async ({ action, body, ack, respond }) => {
    if (body.type !== 'block_actions') return ack();
    const atHome = body.view?.type === 'home';
    const person = {
      user: body.user.id,
      team: body.user.team_id ?? body.team?.id ?? '',
      // A Home has no channel: what is to be said goes to the person's direct messages.
      channel: body.channel?.id ?? (atHome ? body.user.id : ''),
    };
    const pressed = pressedOf(action);
    if (!pressed || pressed.kind === 'open') return ack();
    if (pressed.kind === 'reject') {
      await ack();
      const view = await commands.rejectForm(pressed, person.channel);
      if (view.kind === 'modal')
        await openModal(options, { trigger: body.trigger_id, view: view.view, person });
      else await tellPrivately(respond, view.view, log);
      return undefined;
    }
    const outcome = await commands.click(pressed, { ...person, delivery: `click.${body.trigger_id}` });
    await ack();
    if (outcome.kind === 'accepted') follow(options, outcome);
    if (atHome) await drawHome(options, person.user);
    else if (outcome.kind === 'told') await tellPrivately(respond, outcome.view, log);
    return undefined;
  });

  app.view(callbackIds, async ({ body, view, ack }) => {
    const values = view.state.values as FormValues;
    const submitted = parseSubmission(view.callback_id, view.private_metadata, values);
    if (!submitted) return ack();
    if (submitted.kind === 'incomplete') return ack({ response_action: 'errors', errors: submitted.errors });
    const channel = 'channel' in submitted ? submitted.channel : '';
    const person = { user: body.user.id, team: body.user.team_id ?? body.team?.id ?? '', channel };
    const outcome = await commands.submit(submitted, { ...person, delivery: `view.${view.id}` });
    if (outcome.kind === 'accepted') {
      await ack();
      return follow(options, outcome);
    }
    return ack({ response_action: 'update', view: messageModal(outcome.view) });
  });

  // Acknowledged by Bolt: Slack waits for no answer to an event.
  app.event('app_home_opened', async ({ event }) => {
    if (event.tab === 'home') await drawHome(options, event.user);
  });

  app.error(async (error) => {
    log.error({ err: error }, 'a Slack request was not handled');
  });
}

/** After the acknowledgement. */
function follow({ firstPosts }: ReceiverOptions, { begin }: Accepted): void {
  if (begin) firstPosts.follow(begin);
}

/** By a worker, like everything that Slack shows; that it cannot be asked for is said at once. */
async function drawHome({ commands, slack, log }: ReceiverOptions, user: string): Promise<void> {
  const outcome = await commands.home(user);
  if (outcome.kind !== 'told') return;
  await slack.views
    .publish({ user_id: user, view: { type: 'home', blocks: [...outcome.view.blocks] } })
    .catch((error: unknown) => log.warn({ err: error }, 'a Home was not published'));
}

/** Opened while the trigger lives (3 s); where that fails the person is told what to type instead. */
async function openModal(
  { slack, log }: ReceiverOptions,
  { trigger, view, person }: { readonly trigger: string; readonly view: ModalView; readonly person: Person },
): Promise<void> {
  try {
    await slack.views.open({ trigger_id: trigger, view });
  } catch (error) {
    log.warn({ err: error }, 'a dialog did not open');
    const refusal: Refusal = { code: 'slack_view_failed', facts: {} };
    const { text, blocks } = refusalView(refusal);
    await slack.chat
      .postEphemeral({ channel: person.channel, user: person.user, text, blocks: [...blocks] })
      .catch(() => log.warn({}, 'nor could the person be told'));
  }
}

async function tellPrivately(
  respond: (message: {
    text: string;
    blocks: KnownBlock[];
    response_type: 'ephemeral';
    replace_original: false;
  }) => Promise<unknown>,
  view: MessageView,
  log: Log,
): Promise<void> {
  await respond({ ...ephemeral(view), replace_original: false }).catch((error: unknown) =>
    log.warn({ err: error }, 'an answer was not delivered'),
  );
}

function ephemeral(view: MessageView) {
  return { text: view.text, blocks: [...view.blocks], response_type: 'ephemeral' as const };
}

function messageModal(view: MessageView): ModalView {
  return { type: 'modal', title: { type: 'plain_text', text: 'Not done' }, blocks: [...view.blocks] };
}

function pressedOf(action: unknown): Action | undefined {
  const { action_id: id, value } = action as { action_id?: unknown; value?: unknown };
  return typeof id === 'string' ? parseAction(id, typeof value === 'string' ? value : undefined) : undefined;
}
