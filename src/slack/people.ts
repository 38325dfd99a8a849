import type { Standing } from '../approvals/decide.ts';
import type { ApprovalRule, Who } from '../domain/environment.ts';
import { parseSlackUserId, type SlackUserId } from '../domain/ids.ts';
import type { Permission } from '../domain/permission.ts';
import { authorsOf } from './authors.ts';
import type { Identity } from './identity.ts';

export interface Somebody {
  readonly user: SlackUserId;
  readonly team: string;
}

/** What is asked about people, answered by one way of asking Slack. */
export function peopleOf(identity: Identity, people: Readonly<Record<string, SlackUserId>>) {
  return {
    mayDo: mayDo.bind(undefined, identity),
    standingOf: standingOf.bind(undefined, identity),
    rulesOf: rulesOf.bind(undefined, identity),
    membersOf: membersOf.bind(undefined, identity),
    zoneOf: zoneOf.bind(undefined, identity),
    authorsOf: authorsOf.bind(undefined, { identity, people }),
  };
}

/** Whether somebody may do what these people may, asked of Slack now. What Slack does not answer is a no. */
export async function mayDo(
  identity: Identity,
  person: Pick<Somebody, 'user'>,
  who: Who | 'everyone',
): Promise<Permission> {
  const user = await identity.userOf(person.user);
  if (user.kind !== 'member') return user.kind;
  return who === 'everyone' ? 'allowed' : belongs(identity, person.user, who);
}

/** Whether somebody's nod counts. */
async function standingOf(
  identity: Identity,
  person: Somebody,
  approvers: Who | 'everyone',
): Promise<Standing> {
  const permission = await mayDo(identity, person, approvers);
  if (permission === 'allowed') return 'approver';
  return permission === 'not_allowed' ? 'not_an_approver' : permission;
}

/** The indexes of those that name the person; `unreachable` where that is not known of each. */
async function rulesOf(
  identity: Identity,
  user: SlackUserId,
  rules: readonly Pick<ApprovalRule, 'groups' | 'users' | 'anyone'>[],
): Promise<readonly number[] | 'unreachable'> {
  const answers = await Promise.all(
    rules.map(async (rule) => (rule.anyone ? 'allowed' : belongs(identity, user, rule))),
  );
  if (answers.includes('unreachable')) return 'unreachable';
  return answers.flatMap((answer, index) => (answer === 'allowed' ? [index] : []));
}

/** Undefined where Slack does not say. */
async function zoneOf(identity: Identity, user: SlackUserId): Promise<string | undefined> {
  const found = await identity.userOf(user);
  return found.kind === 'member' ? found.zone : undefined;
}

async function membersOf(identity: Identity, group: string): Promise<readonly SlackUserId[] | undefined> {
  const members = await identity.membersOf(group);
  return members.kind === 'known' ? members.users.map(parseSlackUserId) : undefined;
}

async function belongs(
  identity: Identity,
  user: SlackUserId,
  who: Who,
): Promise<Exclude<Permission, 'outsider'>> {
  if (who.users.includes(user)) return 'allowed';
  const groups = await Promise.all(who.groups.map((group) => identity.membersOf(group)));
  if (groups.some((group) => group.kind === 'known' && group.users.includes(user))) return 'allowed';
  return groups.some((group) => group.kind === 'unreachable') ? 'unreachable' : 'not_allowed';
}
