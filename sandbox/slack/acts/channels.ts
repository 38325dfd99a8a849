import type { StoredChannel, Workspace } from '../workspace.ts';
import { CannotAct, channelOf, person } from './actor.ts';
import type { Stage } from './actor.ts';

interface OnChannel {
  readonly user: string;
  readonly channel: string;
}

/** It stays readable, and nobody writes there any more. */
export function archive({ workspace }: Stage, act: OnChannel): object {
  namedChannel(workspace, act).archived = true;
  workspace.kernel.changed('slack');
  return {};
}

export function rename({ workspace }: Stage, act: OnChannel & { readonly name: string }): object {
  const channel = namedChannel(workspace, act);
  requireFreeName(workspace, act.name);
  channel.name = act.name;
  workspace.kernel.changed('slack');
  return {};
}

export function requireFreeName(workspace: Workspace, wanted: string): void {
  if (!/^[a-z0-9_-]{1,80}$/.test(wanted)) throw new CannotAct(`"${wanted}" cannot name a channel.`);
  if (workspace.channels.some(({ kind, name }) => kind !== 'im' && name === wanted)) {
    throw new CannotAct(`There is a channel ${wanted} already.`);
  }
}

function namedChannel(workspace: Workspace, act: OnChannel): StoredChannel {
  const channel = channelOf(workspace, person(workspace, act.user), act.channel);
  if (channel.kind === 'im') throw new CannotAct('Direct messages are neither renamed nor archived.');
  return channel;
}
