import type { Approval, Nod } from './approval.ts';
import type { CommitAuthors } from './authors.ts';
import type { ApprovalPolicy } from './environment.ts';
import { shortSha, type SlackUserId } from './ids.ts';

/** Whether somebody who nodded still may, looked up again. */
export type NodStanding =
  | { readonly kind: 'stands'; readonly by: SlackUserId; readonly rules: readonly number[] }
  | { readonly kind: 'lapsed'; readonly by: SlackUserId; readonly why: string }
  | { readonly kind: 'unreachable'; readonly by: SlackUserId };

export interface SortedNods {
  readonly standing: readonly Nod[];
  readonly lapsed: readonly (NodStanding & { readonly kind: 'lapsed' })[];
  /** Of those Slack said nothing, so they count for nothing. */
  readonly unknown: readonly Nod[];
}

/** Which nods count now. One that nobody looked up again does not. */
export function sortNods(
  { nods }: Pick<Approval, 'nods'>,
  facts: {
    readonly nodsNow: readonly NodStanding[];
    readonly authors: CommitAuthors;
    readonly policy: ApprovalPolicy;
  },
): SortedNods {
  const sorted = nods.map((nod) => ({ nod, now: standingOf(nod.by, facts) }));
  return {
    standing: sorted.flatMap(({ nod, now }) => (now.kind === 'stands' ? [{ ...nod, rules: now.rules }] : [])),
    lapsed: sorted.flatMap(({ now }) => (now.kind === 'lapsed' ? [now] : [])),
    unknown: sorted.flatMap(({ nod, now }) => (now.kind === 'unreachable' ? [nod] : [])),
  };
}

/** "<@U012> (no longer among the approvers)" */
export function lapsedInWords(lapsed: SortedNods['lapsed']): string {
  return lapsed.map(({ by, why }) => `<@${by}> (${why})`).join(', ');
}

function standingOf(
  by: SlackUserId,
  { nodsNow, authors, policy }: Parameters<typeof sortNods>[1],
): NodStanding {
  const written = policy.authors === 'refused' && authors.known.find(({ user }) => user === by);
  if (written) return { kind: 'lapsed', by, why: `wrote ${shortSha(written.commit)}` };
  return nodsNow.find((now) => now.by === by) ?? { kind: 'unreachable', by };
}
