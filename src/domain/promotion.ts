import type { CommitSha } from './ids.ts';

/** What the earlier environment of a promotion serves, as its platforms and our own probe say. */
export type PromotionFacts =
  | { readonly kind: 'not_asked' }
  | { readonly kind: 'unreachable'; readonly why: string }
  | { readonly kind: 'known'; readonly parts: readonly EarlierPart[] };

export interface EarlierPart {
  readonly component: 'frontend' | 'backend';
  readonly commit?: CommitSha | undefined;
  /** ms since the epoch */
  readonly since?: number | undefined;
  /** Why our own look at it did not see the commit in good health. */
  readonly unwell?: string | undefined;
}
