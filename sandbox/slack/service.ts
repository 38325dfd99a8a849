import type { Hono } from 'hono';
import type { Kernel, SandboxService } from '../kernel/contract.ts';
import { listen } from '../kernel/listen.ts';
import type { Listener } from '../kernel/listen.ts';
import type { Stage } from './acts/actor.ts';
import { createControl } from './control.ts';
import { createDeliver } from './deliver.ts';
import { serveResponseUrls } from './response-urls.ts';
import { appId, bot, seedContent, team } from './seed.ts';
import { SlackError } from './slack-error.ts';
import { createSocketMode } from './socket-mode.ts';
import type { SlackState } from './state.ts';
import { authorise, refuse, serveWebApi } from './web-api.ts';
import { emptyContent } from './workspace.ts';
import type { SlackOptions, StoredView, Workspace } from './workspace.ts';

/** A strict local Slack: the Web API at /api/, `response_url`s, Socket Mode, and in `control` what people do. */
export function createSlack(
  kernel: Kernel,
  options: SlackOptions,
): SandboxService & { readonly control: Hono } {
  const workspace: Workspace = {
    kernel,
    options,
    team,
    bot,
    appId,
    lastMicroseconds: 0,
    ...emptyContent(options),
    ...seedContent(kernel),
  };
  const app = kernel.app('slack', { authorise: authorise(options), refuse });
  const sockets = createSocketMode(workspace);
  let ended = new AbortController();
  let edge: Promise<Listener> | undefined;

  /** Slack's other hosts (hooks.slack.com, the WebSocket's): an address that exists before anyone has called us. */
  async function openEdge(): Promise<Listener> {
    const listener = await listen(app, 0);
    sockets.attach(listener.server);
    return listener;
  }
  const origin = async () => (await (edge ??= openEdge())).url;

  serveWebApi(app, workspace, async () => {
    if (sockets.full) throw new SlackError('too_many_websockets');
    return `${(await origin()).replace('http', 'ws')}/link/?ticket=${sockets.ticket()}&app_id=${appId}`;
  });
  serveResponseUrls(app, workspace);
  const stage: Stage = { workspace, deliver: createDeliver(options, sockets), origin };

  return {
    name: 'slack',
    app,
    control: createControl(stage, () => ended.signal, sockets),
    state: () => stateOf(workspace),
    async reset() {
      ended.abort();
      ended = new AbortController();
      Object.assign(workspace, emptyContent(options), seedContent(kernel));
      kernel.changed('slack');
    },
    async close() {
      ended.abort();
      await sockets.close();
      await (await edge)?.close();
    },
  };
}

function stateOf(workspace: Workspace): SlackState {
  const view = ({ id, user, view, errors }: StoredView) => ({ id, user, view, errors });
  return {
    team: workspace.team,
    bot: workspace.bot,
    users: workspace.users,
    groups: workspace.groups.map(({ id, handle, name, users }) => ({ id, handle, name, users })),
    channels: workspace.channels.map(({ id, name, kind, topic, members, messages }) => {
      return { id, name, kind, topic, members, messages: messages.map(({ picks: _picks, ...rest }) => rest) };
    }),
    commands: workspace.options.commands,
    modals: workspace.modals.map(view),
    homes: workspace.homes.map(view),
  };
}
