import type { CommitAuthors } from './authors.ts';
import type { Approval, By, Confirmation } from './approval.ts';
import type { Component } from './environment.ts';
import type { Failure } from './failure.ts';
import type { GatesSeen } from './gates/ask.ts';
import type { CommitSha, OperationId, SlackUserId } from './ids.ts';
import type { MigrationKind } from './migration-rules.ts';
import type { Plan } from './plan.ts';
import type { Refusal } from './reasons.ts';
import type { RestoreWish } from './restore-wish.ts';
import type { RollbackWish } from './rollback-target.ts';
import type { Automatic, Watched } from './watch.ts';

export type { Approval, By, Confirmation, Nod } from './approval.ts';
export type { Failure } from './failure.ts';

/*
 * planning -> awaiting_checks | awaiting_approval | queued | refused | unchanged | failed | cancelled | superseded
 * awaiting_checks -> awaiting_approval | queued | refused | unchanged | cancelled | superseded | expired
 * awaiting_approval -> queued | rejected | expired | cancelled | superseded | refused
 * queued -> running | unchanged | cancelled | superseded | refused; awaiting_approval, when a nod is taken back
 * running -> succeeded | failed | cancelled | refused
 * rolled_back is reached from succeeded when a rollback leaves the release behind.
 */
export const moves = {
  planning: [
    'awaiting_checks',
    'awaiting_approval',
    'queued',
    'refused',
    'unchanged',
    'failed',
    'cancelled',
    'superseded',
  ],
  awaiting_checks: [
    'awaiting_approval',
    'queued',
    'refused',
    'unchanged',
    'cancelled',
    'superseded',
    'expired',
  ],
  awaiting_approval: ['queued', 'rejected', 'expired', 'cancelled', 'superseded', 'refused'],
  queued: ['running', 'awaiting_approval', 'unchanged', 'cancelled', 'superseded', 'refused'],
  running: ['succeeded', 'failed', 'cancelled', 'refused'],
  succeeded: ['rolled_back'],
  failed: [],
  cancelled: [],
  rejected: [],
  expired: [],
  superseded: [],
  refused: [],
  unchanged: [],
  rolled_back: [],
} as const satisfies Record<string, readonly string[]>;

export type OperationState = keyof typeof moves;
export type OperationKind = Plan['kind'];

export interface Operation {
  readonly id: OperationId;
  readonly kind: OperationKind;
  readonly app: string;
  readonly environment: string;
  readonly request: DeployRequest;
  readonly state: OperationState;
  /** Counts every write; a writer names the version it read. */
  readonly version: number;
  readonly plan?: Plan;
  /** What the gates said when they were last asked. */
  readonly gates?: GatesSeen;
  /** Since when checks that still run are waited for, and until when at most, ms since the epoch. */
  readonly checksAwaited?: { readonly since: number; readonly until: number };
  /** Names of the migrations that are being tried on a copy of the database while it is planned, and for how long at most. */
  readonly rehearsing?: { readonly names: readonly string[]; readonly limitMs: number };
  readonly approval?: Approval;
  /** Who wrote what it ships, as when the gates were last asked. */
  readonly authors?: CommitAuthors;
  /** The requester's, where the plan is so big that the policy asks for it; of a rollback, whose press started it. */
  readonly confirmed?: Confirmation;
  /** Of an emergency that ran: by somebody other than the requester. */
  readonly acknowledged?: By;
  /** When the acknowledgement was last asked for, ms since the epoch. */
  readonly remindedAt?: number;
  readonly cancelRequested?: By;
  /** Of a deploy: how its release did once it was live. */
  readonly watched?: Watched;
  /** What its end leaves to be done is done. */
  readonly wrappedUp?: true;
  readonly ending?: Ending;
  /** ms since the epoch */
  readonly createdAt: number;
  readonly queuedAt?: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
}

export interface DeployRequest {
  readonly by: SlackUserId;
  readonly team: string;
  readonly channel: string;
  readonly ref?: string;
  /** Of a rollback: where to. */
  readonly to?: RollbackWish;
  /** Of a rollback: its data is to be restored too, by an operation of its own. */
  readonly withData?: true;
  /** Of a restore: which data. */
  readonly data?: RestoreWish;
  /** Empty: every component of the environment. */
  readonly components: readonly Component[];
  /** Going back behind what is live is meant. */
  readonly back?: true;
  /** Why it cannot wait. */
  readonly emergency?: string;
  /** Nobody asked: a watch found what `by` had deployed worse than before, and rolls it back by itself. */
  readonly automatic?: Automatic;
  /** Of a rollback that the button of an incident began. */
  readonly incident?: RequestingIncident;
}

export interface RequestingIncident {
  readonly channel: string;
  /** The newest release when the button was made: nothing newer goes. */
  readonly leaves: string;
  /** The deploy that put the suspect live. */
  readonly suspect?: OperationId;
}

export type Ending =
  | {
      readonly kind: 'succeeded';
      readonly release: string;
      readonly mixedVersionsMs: number;
      readonly earlier?: EarlierRelease;
    }
  | ({ readonly kind: 'restored' } & RestoredData)
  | {
      readonly kind: 'failed';
      readonly failure: Failure;
      readonly aftermath: Aftermath;
      /** Where it left something changed. */
      readonly earlier?: EarlierRelease;
    }
  | { readonly kind: 'cancelled'; readonly by: SlackUserId; readonly aftermath: Aftermath }
  | { readonly kind: 'rejected'; readonly by: SlackUserId; readonly reason: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** `checks`: those that had not finished; else nobody nodded. */
  | { readonly kind: 'expired'; readonly checks?: readonly string[] }
  | { readonly kind: 'superseded'; readonly by: OperationId }
  | { readonly kind: 'unchanged' };

/** Moments are ms since the epoch. */
export interface RestoredData {
  /** Of the data that is live now. */
  readonly moment: number;
  /** What was written from that moment until this one went. */
  readonly until: number;
  /** The branch that has it. */
  readonly keptAs: string;
}

/** What its card offers to roll back to: fixed when it ended. */
export interface EarlierRelease {
  readonly release: string;
  readonly commit: CommitSha;
}

/** What stands after an operation that did not succeed. */
export interface Aftermath {
  readonly undone: readonly string[];
  /** Titles of what could not be undone, with why: a person must look. */
  readonly notUndone: readonly { readonly title: string; readonly why: string }[];
  /** Short SHA that each component serves now, as far as the providers answered. */
  readonly live: Readonly<Partial<Record<Component, string>>>;
  /** Names of those that ran in it and stay, and what they mean. */
  readonly migrations?: { readonly names: readonly string[]; readonly kinds: readonly MigrationKind[] };
}

export function isOver(state: OperationState): boolean {
  return moves[state].length === 0 || state === 'succeeded';
}

export function canMove(from: OperationState, to: OperationState): boolean {
  return (moves[from] as readonly OperationState[]).includes(to);
}
