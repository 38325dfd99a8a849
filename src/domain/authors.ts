import type { CommitSha, SlackUserId } from './ids.ts';
import type { Author, Plan } from './plan.ts';

/** Who wrote what a plan ships, as far as Slack knows them. */
export interface CommitAuthors {
  /** Each with the newest commit of theirs. */
  readonly known: readonly { readonly user: SlackUserId; readonly commit: CommitSha }[];
  /** The names of those who could not be matched to a person of the workspace. */
  readonly unknown: readonly string[];
}

export const nobody: CommitAuthors = { known: [], unknown: [] };

export interface WrittenCommit {
  readonly author: Author;
  readonly commit: CommitSha;
}

/** Each author once, with the newest commit of theirs. */
export function authorsIn({ commit, comparison }: Plan): readonly WrittenCommit[] {
  const first = new Map<string, WrittenCommit>();
  for (const { author, sha } of [commit, ...comparison.commits]) {
    const key = (author.login ?? author.email ?? author.name).toLowerCase();
    if (!first.has(key)) first.set(key, { author, commit: sha });
  }
  return [...first.values()];
}

/** What the people of the configuration may be found by: GitHub login and e-mail, also the one that GitHub makes up. */
export function namesOf({ login, email }: Author): readonly string[] {
  const madeUp = /^(?:\d+\+)?([^@+]+)@users\.noreply\.github\.com$/i.exec(email ?? '')?.[1];
  return [login, email, madeUp].flatMap((name) => name?.toLowerCase() ?? []);
}
