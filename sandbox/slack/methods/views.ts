import { z } from 'zod';
import { json, optionalWord, readArguments, word } from '../arguments.ts';
import { SlackError } from '../slack-error.ts';
import { checkHash, openModal, publishHome, pushModal, readView, replaceView } from '../views.ts';
import { viewOnWire } from '../wire.ts';
import type { Trigger, Workspace } from '../workspace.ts';
import type { Method } from './method.ts';

const view = json(z.unknown());

const open: Method = (workspace, raw) => {
  const given = readArguments({ trigger_id: word, view }, raw);
  const modal = readView(workspace, given.view, 'modal');
  const trigger = exchange(workspace, given.trigger_id);
  return { view: viewOnWire(workspace, openModal(workspace, trigger.user, modal)) };
};

const push: Method = (workspace, raw) => {
  const given = readArguments({ trigger_id: word, view }, raw);
  const modal = readView(workspace, given.view, 'modal');
  const trigger = exchange(workspace, given.trigger_id);
  const onto = workspace.modals.find(({ id }) => id === trigger.viewId);
  if (onto === undefined) throw new SlackError('not_found');
  return { view: viewOnWire(workspace, pushModal(workspace, onto, modal)) };
};

const update: Method = (workspace, raw) => {
  const given = readArguments(
    { view_id: optionalWord, external_id: optionalWord, hash: optionalWord, view },
    raw,
  );
  const found = [...workspace.modals, ...workspace.homes].find((candidate) =>
    given.view_id === undefined
      ? given.external_id !== undefined && candidate.view.external_id === given.external_id
      : candidate.id === given.view_id,
  );
  if (found === undefined) throw new SlackError('not_found');
  checkHash(found, given.hash);
  replaceView(
    workspace,
    found,
    readView(workspace, given.view, found.view.type === 'home' ? 'home' : 'modal'),
  );
  return { view: viewOnWire(workspace, found) };
};

const publish: Method = (workspace, raw) => {
  const given = readArguments({ user_id: word, hash: optionalWord, view }, raw);
  const user = workspace.users.find(({ id }) => id === given.user_id);
  if (user === undefined) throw new SlackError('user_not_found');
  const home = readView(workspace, given.view, 'home');
  const existing = workspace.homes.find((candidate) => candidate.user === user.id);
  if (existing !== undefined) checkHash(existing, given.hash);
  return { view: viewOnWire(workspace, publishHome(workspace, user.id, home)) };
};

export const views: Readonly<Record<string, Method>> = {
  'views.open': open,
  'views.push': push,
  'views.update': update,
  'views.publish': publish,
};

/** A trigger opens one view, within three seconds. */
function exchange(workspace: Workspace, id: string): Trigger {
  const trigger = workspace.triggers.get(id);
  if (trigger === undefined) throw new SlackError('invalid_trigger_id');
  if (trigger.used) throw new SlackError('exchanged_trigger_id');
  if (workspace.kernel.clock.now() > trigger.expiresAt) throw new SlackError('expired_trigger_id');
  trigger.used = true;
  return trigger;
}
