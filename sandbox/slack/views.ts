import type { KnownBlock, View } from '@slack/types';
import { viewErrors } from './block-kit.ts';
import { SlackError, invalid } from './slack-error.ts';
import { withIds } from './workspace.ts';
import type { StoredView, Workspace } from './workspace.ts';

const deepestStack = 3;

/** Checked, and with ids. */
export function readView(workspace: Workspace, value: unknown, type: 'modal' | 'home'): View {
  const errors = viewErrors(value);
  if (errors.length > 0) throw invalid('invalid_arguments', errors);
  const view = value as View;
  if (view.type !== type) {
    throw invalid('invalid_arguments', [`[ERROR] must be a ${type} view [json-pointer:/view/type]`]);
  }
  return { ...view, blocks: withIds(workspace, view.blocks as KnownBlock[]) };
}

export function openModal(workspace: Workspace, user: string, view: View): StoredView {
  checkExternalId(workspace, view);
  const id = viewId(workspace);
  return add(workspace, { id, user, rootId: id, previousId: undefined, view });
}

export function pushModal(workspace: Workspace, onto: StoredView, view: View): StoredView {
  checkExternalId(workspace, view);
  const stack = workspace.modals.filter(({ rootId }) => rootId === onto.rootId);
  if (stack.length >= deepestStack) throw new SlackError('push_limit_reached');
  const { rootId, user } = onto;
  return add(workspace, { id: viewId(workspace), user, rootId, previousId: stack.at(-1)?.id, view });
}

export function replaceView(workspace: Workspace, stored: StoredView, view: View): void {
  const kept = new Set((view.blocks as KnownBlock[]).map(({ block_id }) => block_id));
  stored.view = view;
  stored.hash = hash(workspace);
  stored.errors = {};
  // What was typed stays where the block does.
  stored.values = Object.fromEntries(Object.entries(stored.values).filter(([id]) => kept.has(id)));
  workspace.kernel.changed('slack');
}

export function publishHome(workspace: Workspace, user: string, view: View): StoredView {
  const existing = workspace.homes.find((home) => home.user === user);
  if (existing !== undefined) {
    replaceView(workspace, existing, view);
    return existing;
  }
  const id = viewId(workspace);
  const home = stored(workspace, { id, user, rootId: id, previousId: undefined, view });
  workspace.homes.push(home);
  workspace.kernel.changed('slack');
  return home;
}

export function closeModal(workspace: Workspace, modal: StoredView): void {
  workspace.modals = workspace.modals.filter(({ id }) => id !== modal.id);
  workspace.kernel.changed('slack');
}

export function clearStack(workspace: Workspace, modal: StoredView): void {
  workspace.modals = workspace.modals.filter(({ rootId }) => rootId !== modal.rootId);
  workspace.kernel.changed('slack');
}

export function checkHash(found: StoredView, expected: string | undefined): void {
  if (expected !== undefined && expected !== found.hash) throw new SlackError('hash_conflict');
}

type Placed = Pick<StoredView, 'id' | 'user' | 'rootId' | 'previousId' | 'view'>;

function add(workspace: Workspace, placed: Placed): StoredView {
  const modal = stored(workspace, placed);
  workspace.modals.push(modal);
  workspace.kernel.changed('slack');
  return modal;
}

function stored(workspace: Workspace, placed: Placed): StoredView {
  return { ...placed, hash: hash(workspace), values: {}, errors: {} };
}

function viewId(workspace: Workspace): string {
  return workspace.kernel.id('V', { separator: '', length: 10 }).toUpperCase();
}

function hash(workspace: Workspace): string {
  return `${Math.floor(workspace.kernel.clock.now() / 1000)}.${workspace.kernel.id('', { separator: '', length: 8 })}`;
}

function checkExternalId(workspace: Workspace, { external_id: id }: View): void {
  if (id === undefined || id === '') return;
  if ([...workspace.modals, ...workspace.homes].some(({ view }) => view.external_id === id)) {
    throw new SlackError('duplicate_external_id');
  }
}
