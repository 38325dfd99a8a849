import type { ApprovalRule } from './environment.ts';
import type { SlackUserId } from './ids.ts';

/** What approvers were asked, and who of them nodded. */
export interface Approval {
  readonly digest: string;
  readonly rules: readonly ApprovalRule[];
  /** Each fills a place: `fillPlaces` says of which rule. */
  readonly nods: readonly Nod[];
  /** ms since the epoch */
  readonly expiresAt: number;
}

export interface Nod extends By {
  /** Indexes of the rules for which it may count, looked up at the click. */
  readonly rules: readonly number[];
}

export interface By {
  readonly by: SlackUserId;
  /** ms since the epoch */
  readonly at: number;
}
