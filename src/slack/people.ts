import type { Standing } from '../approvals/decide.ts';
import type { Who } from '../domain/environment.ts';
import type { SlackUserId } from '../domain/ids.ts';
import type { Permission } from '../domain/permission.ts';
import type { Identity } from './identity.ts';

export interface Somebody {
  readonly user: SlackUserId;
  readonly team: string;
}

/** Whether somebody may do what these people may, asked of Slack now. What Slack does not answer is a no. */
export async function mayDo(
  identity: Identity,
  person: Pick<Somebody, 'user'>,
  who: Who | 'everyone',
): Promise<Permission> {
  const user = await identity.userOf(person.user);
  if (user.kind !== 'member') return user.kind;
  if (who === 'everyone' || who.users.includes(person.user)) return 'allowed';
  const groups = await Promise.all(who.groups.map((group) => identity.membersOf(group)));
  if (groups.some((group) => group.kind === 'known' && group.users.includes(person.user))) return 'allowed';
  return groups.some((group) => group.kind === 'unreachable') ? 'unreachable' : 'not_allowed';
}

/** Whether somebody's nod counts. */
export async function standingOf(identity: Identity, person: Somebody, approvers: Who): Promise<Standing> {
  const permission = await mayDo(identity, person, approvers);
  if (permission === 'allowed') return 'approver';
  return permission === 'not_allowed' ? 'not_an_approver' : permission;
}
