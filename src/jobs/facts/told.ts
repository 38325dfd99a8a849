import type { CommitAuthors } from '../../domain/authors.ts';
import type { ApprovalPolicy } from '../../domain/environment.ts';
import type { SlackUserId } from '../../domain/ids.ts';
import type { Told } from '../../domain/told.ts';
import { everyoneOf } from '../../domain/who.ts';
import type { People } from '../context.ts';

/** More are reached by the mention of their group. */
const mostTold = 25;

/** Those who may nod to it. Where Slack does not say who is in a group, the group is called. */
export async function lookUpTold(
  people: Pick<People, 'membersOf'>,
  { rules, tell, authors: mayAuthors }: ApprovalPolicy,
  { requester, authors }: { readonly requester: SlackUserId; readonly authors: CommitAuthors },
): Promise<Told> {
  const { groups, users } = everyoneOf(rules);
  const refused = [requester, ...(mayAuthors === 'refused' ? authors.known.map(({ user }) => user) : [])];
  const mayNod = (user: SlackUserId) => !refused.includes(user);
  if (tell === 'channel') return { told: [], called: { groups, users: users.filter(mayNod) } };
  const members = await Promise.all(groups.map((group) => people.membersOf(group)));
  const known = [...new Set([...users, ...members.flatMap((each) => each ?? [])])].filter(mayNod);
  const told = known.slice(0, mostTold);
  const isMissed = (user: SlackUserId) => mayNod(user) && !told.includes(user);
  return {
    told,
    called: {
      groups: groups.filter((_, index) => members[index]?.some(isMissed) ?? true),
      users: users.filter(isMissed),
    },
  };
}
