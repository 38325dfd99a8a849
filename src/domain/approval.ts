import type { SlackUserId } from './ids.ts';

/** What approvers were asked, and who of them nodded. */
export interface Approval {
  readonly digest: string;
  readonly required: number;
  readonly groups: readonly string[];
  readonly users: readonly SlackUserId[];
  readonly nods: readonly By[];
  /** ms since the epoch */
  readonly expiresAt: number;
}

export interface By {
  readonly by: SlackUserId;
  /** ms since the epoch */
  readonly at: number;
}
