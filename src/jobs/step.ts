import type { Component } from '../domain/environment.ts';
import type { OperationId } from '../domain/ids.ts';
import type { Failure } from '../domain/operation.ts';
import type { ReasonCode } from '../domain/reasons.ts';

/**
 * One step of a workflow. Written so that it may be taken up again after any crash: what `find` or a repeated
 * `start` cannot make safe does not belong into a step.
 */
export interface Step<Started, Result = Started> {
  /** Stable: journal, look-up keys and estimates go by it. */
  readonly id: string;
  /** As people read it: "Build frontend". */
  readonly title: string;
  readonly component?: Component;
  /** From the intent to the result, ms. */
  readonly deadlineMs: number;
  /** The effect of an earlier attempt, if there was one. Absent: `start` may be repeated without harm. */
  find?(intent: Intent): Promise<Started | undefined>;
  /** The one call that changes the platform. What it returns is journaled and must lead back to the effect. */
  start(intent: Intent): Promise<Started>;
  /** Looks how the platform's work stands; asked again while it answers `working`. Absent: done when started. */
  check?(started: Started): Promise<StepCheck<Result>>;
  readonly undo?: Undo<Started>;
  /** Nobody waits for it: the thread does not tell of it. */
  readonly quiet?: true;
}

export interface Intent {
  /** Of `intentKey`. */
  readonly key: string;
  /** ms since the epoch: when the first attempt was about to begin. */
  readonly at: number;
}

/** The same in every attempt: platforms carry it, and lead back from it to the effect. */
export function intentKey(operation: OperationId, step: string): string {
  return `${operation}/${step}`;
}

export type StepCheck<Result> =
  | { readonly kind: 'working'; readonly detail: string; readonly url?: string }
  | { readonly kind: 'done'; readonly result: Result; readonly url?: string }
  | {
      readonly kind: 'failed';
      readonly code: ReasonCode;
      readonly facts: Readonly<Record<string, string | number>>;
      readonly log?: readonly string[];
    };

export interface Undo<Started> {
  readonly title: string;
  readonly deadlineMs: number;
  /** May be repeated. Returns `kept` where undoing would do harm. */
  run(started: Started): Promise<'undone' | 'kept'>;
  /** What stands once it is undone. */
  check?(started: Started): Promise<StepCheck<unknown>>;
}

/** A step ended without its effect: the operation fails, and what was done is undone. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
  readonly failure: Failure;
  /** Last lines of the platform's log. */
  readonly log: readonly string[] | undefined;

  constructor(failure: Failure, log?: readonly string[]) {
    super(`${failure.step}: ${failure.code}`);
    this.failure = failure;
    this.log = log;
  }
}

/** A step given up because one beside it failed. */
export class StepAbandoned extends Error {
  override readonly name = 'StepAbandoned';
}
