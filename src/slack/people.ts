import type { Standing } from '../approvals/decide.ts';
import type { SlackUserId } from '../domain/ids.ts';
import type { Identity } from './identity.ts';

/** Whether somebody's nod counts, asked of Slack at the click. What Slack does not answer is a no. */
export async function standingOf(
  identity: Identity,
  person: { readonly user: SlackUserId; readonly team: string },
  approvers: { readonly groups: readonly string[]; readonly users: readonly SlackUserId[] },
): Promise<Standing> {
  const user = await identity.userOf(person.user);
  if (user.kind === 'unreachable') return 'unreachable';
  if (user.kind === 'outsider') return 'outsider';
  if (approvers.users.includes(person.user)) return 'approver';
  const groups = await Promise.all(approvers.groups.map((group) => identity.membersOf(group)));
  if (groups.some((group) => group.kind === 'known' && group.users.includes(person.user))) return 'approver';
  return groups.some((group) => group.kind === 'unreachable') ? 'unreachable' : 'not_an_approver';
}
