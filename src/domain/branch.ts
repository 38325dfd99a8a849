import type { SlackUserId } from './ids.ts';

/** A branch of a database, as Neon tells. Times are ms since the epoch. */
export interface Branch {
  readonly id: string;
  readonly name: string;
  /** Id; none of a root. */
  readonly parent?: string;
  readonly isDefault: boolean;
  readonly isProtected: boolean;
  readonly createdAt: number;
  /** When other data was last put under its name. */
  readonly resetAt?: number;
  readonly expiresAt?: number;
  readonly sizeBytes?: number;
  /** What serves connections to it; `asleep`: the next connection wakes it. */
  readonly compute: 'none' | 'starting' | 'awake' | 'asleep';
  readonly mark?: BranchMark;
  /** Who made it, by their name at Neon. */
  readonly madeBy?: string;
}

/** On every branch that a person has asked for: it leads back to them, and to what was asked. */
export interface BranchMark {
  readonly request: string;
  readonly by: SlackUserId;
}

/** All branches of a Neon project. */
export interface BranchList {
  readonly branches: readonly Branch[];
  /** How many there may be; where Neon tells. */
  readonly limit?: number;
  /** How far the past of each reaches, ms. */
  readonly retentionMs: number;
}
