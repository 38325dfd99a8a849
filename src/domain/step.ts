import type { Component } from './environment.ts';
import type { Failure } from './failure.ts';

/*
 * intent -> started -> done            the effect is known to have been asked for, then finished
 * intent | started -> failed
 * started | done | failed -> undoing -> undone | stuck
 */
export type StepStatus = 'intent' | 'started' | 'done' | 'failed' | 'undoing' | 'undone' | 'stuck';

/** One journal entry: a step of a running operation. */
export interface StepRecord {
  readonly id: string;
  readonly title: string;
  readonly component?: Component;
  readonly status: StepStatus;
  /** How often a worker took the step up. */
  readonly starts: number;
  /** ms since the epoch: when the intent was written. */
  readonly intentAt: number;
  readonly finishedAt?: number;
  /** What the provider answered to the mutation (ids): enough to find it again. */
  readonly started?: unknown;
  readonly result?: unknown;
  /** What is happening, in the platform's words: "building". */
  readonly detail?: string;
  readonly url?: string;
  readonly failure?: Failure;
}

/** A step that a workflow will run, in the order shown. */
export interface PlannedStep {
  readonly id: string;
  readonly title: string;
  readonly component?: Component;
  readonly estimateMs?: number;
}
