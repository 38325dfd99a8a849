import type { ApprovalRule } from './environment.ts';
import type { OperationId, SlackUserId } from './ids.ts';

/** What approvers were asked, and who of them nodded. */
export interface Approval {
  readonly digest: string;
  readonly rules: readonly ApprovalRule[];
  /** Each fills a place: `fillPlaces` says of which rule. */
  readonly nods: readonly Nod[];
  /** ms since the epoch */
  readonly expiresAt: number;
  /** When those who may nod were last called, and who nudged them if somebody did. */
  readonly asked: { readonly at: number; readonly by?: SlackUserId };
  /** They are not called again before this has passed, ms. */
  readonly askEveryMs: number;
  /** Those who have a copy of the card in their direct messages. */
  readonly told: readonly SlackUserId[];
  /** When they are reminded, ms since the epoch; gone once they were. */
  readonly remindAt?: number;
}

export interface Nod extends By {
  /** Indexes of the rules for which it may count, looked up at the click. */
  readonly rules: readonly number[];
  /** Given to the identical plan of an earlier operation, and good for a retry until then (ms since the epoch). */
  readonly from?: { readonly operation: OperationId; readonly until: number };
}

export interface By {
  readonly by: SlackUserId;
  /** ms since the epoch */
  readonly at: number;
}

/** The requester's word that a big plan is meant. */
export interface Confirmation extends By {
  readonly digest: string;
}
