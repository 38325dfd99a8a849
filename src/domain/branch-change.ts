import { type SlackUserId, sortableId } from './ids.ts';
import type { Refusal } from './reasons.ts';
import type { RestoreWish } from './restore-wish.ts';

/*
 * asked -> refused
 *       -> begun (Neon may have been asked) -> started (Neon does it) -> done | failed
 */

/** What a person asked of a database's branches, and how far it has come. Kept until it is over. */
export interface BranchChange {
  readonly id: string;
  readonly by: SlackUserId;
  /** Where it is told. */
  readonly channel: string;
  /** Whose database: its Neon project is meant. */
  readonly app: string;
  readonly environment: string;
  readonly wish: BranchWish;
  /** Decided, and written before Neon is asked. `at`: ms since the epoch. */
  readonly begun?: { readonly at: number; readonly step: BranchStep };
  readonly started?: BranchWork;
}

export type BranchWish =
  | MakeWish
  /** `branch`: its id, as it was on the button. */
  | { readonly kind: 'delete' | 'reset'; readonly branch: string };

export interface MakeWish {
  readonly kind: 'make';
  readonly name: string;
  /** As typed: a branch, or an environment. */
  readonly from?: string;
  readonly moment?: BranchMoment;
  readonly lasts?: number | 'ever';
  readonly schemaOnly: boolean;
}

export type BranchMoment = Extract<RestoreWish, { kind: 'moment' | 'clock' }>;

/** What Neon is to do. Names are those at the moment of the decision. */
export type BranchStep =
  | {
      readonly kind: 'make';
      readonly name: string;
      readonly parent: NamedBranch;
      /** ms since the epoch: of the data; none: as it is. */
      readonly at?: number;
      readonly expiresAt: number | 'never';
      readonly schemaOnly: boolean;
    }
  | { readonly kind: 'delete'; readonly branch: NamedBranch }
  /** `resetAt`: when it was reset last before. */
  | {
      readonly kind: 'reset';
      readonly branch: NamedBranch;
      readonly parent: NamedBranch;
      readonly resetAt?: number;
    };

export interface NamedBranch {
  readonly id: string;
  readonly name: string;
}

/** What Neon does for it: the ids of the branch and of the operations. */
export interface BranchWork {
  readonly branch: string;
  readonly operations: readonly string[];
}

/** What the channel is told of it. */
export interface ToldChange {
  readonly by: SlackUserId;
  readonly step: BranchStep;
  /** ms since the epoch */
  readonly since: number;
  readonly standing:
    | { readonly kind: 'under_way' }
    /** `expiresAt`: of the branch that is there now. */
    | { readonly kind: 'done'; readonly at: number; readonly expiresAt?: number }
    | { readonly kind: 'failed'; readonly at: number; readonly why: Refusal };
}

export function nameOf(step: BranchStep): string {
  return step.kind === 'make' ? step.name : step.branch.name;
}

/** `uuid`: a random one (version 4). */
export function branchChangeIdOf(now: number, uuid: string): string {
  return `branch_${sortableId(now, uuid)}`;
}

/** One line of the audit stream. */
export type BranchEvent = { readonly at: number; readonly by: SlackUserId } & (
  | { readonly kind: 'branch_refused'; readonly asked: string; readonly code: string }
  | { readonly kind: 'branch_begun' | 'branch_done'; readonly step: BranchStep }
  | { readonly kind: 'branch_failed'; readonly step: BranchStep; readonly code: string }
  /** Somebody was shown how to connect; never with what. */
  | { readonly kind: 'branch_shown'; readonly branch: NamedBranch }
);
