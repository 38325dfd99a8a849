import { authorsIn, type CommitAuthors, namesOf } from '../domain/authors.ts';
import type { SlackUserId } from '../domain/ids.ts';
import type { Author, Plan } from '../domain/plan.ts';
import type { Identity } from './identity.ts';

/** Slack answers some fifty of these a minute (tier 3). */
const mostAsked = 30;

/** Matches the authors of a plan's commits by the configuration's `people`, then by their e-mail at Slack. */
export async function authorsOf(
  {
    identity,
    people,
  }: { readonly identity: Identity; readonly people: Readonly<Record<string, SlackUserId>> },
  plan: Plan,
  by: 'slack' | 'configuration',
): Promise<CommitAuthors> {
  const configured = new Map(Object.entries(people).map(([name, user]) => [name.toLowerCase(), user]));
  const find = ({ author }: { readonly author: Author }) =>
    namesOf(author).flatMap((name) => configured.get(name) ?? [])[0];
  const all = authorsIn(plan);
  const unconfigured = all.filter((one) => find(one) === undefined).slice(0, by === 'slack' ? mostAsked : 0);
  const asked = new Map(
    await Promise.all(
      unconfigured.map(
        async ({ author }) =>
          [
            author,
            author.email === undefined ? undefined : await identity.userOfEmail(author.email),
          ] as const,
      ),
    ),
  );
  const found = all.map((one) => ({ ...one, user: find(one) ?? asked.get(one.author) }));
  return {
    known: found.flatMap(({ user, commit }, index) =>
      user === undefined || found.findIndex((other) => other.user === user) !== index
        ? []
        : [{ user, commit }],
    ),
    unknown: found.flatMap(({ user, author }) => (user === undefined ? [author.name] : [])),
  };
}
