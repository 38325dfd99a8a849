import { RetryableError } from '../domain/errors.ts';
import type { OperationEvent } from '../domain/event.ts';
import type { Aftermath, Operation } from '../domain/operation.ts';
import type { StepRecord } from '../domain/step.ts';
import type { Store } from '../store/commit.ts';
import { type Fence, FencedError } from '../store/fence.ts';
import { withPermit } from '../providers/permit.ts';
import { loadSteps, writeStep } from '../store/journal.ts';
import { failure, toFailure, unavailable, worst } from './failures.ts';
import { Interrupted, isInterruption } from './lease.ts';
import type { Logger } from './log.ts';
import {
  type Intent,
  intentKey,
  type Step,
  StepAbandoned,
  type StepCheck,
  StepFailed,
  type Undo,
} from './step.ts';
import { persist } from './persist.ts';
import { nextLook, nextTry, pause, pauseUntilHint } from '../time/wait.ts';

const mostStarts = 10;

/** What the journal gives back to a step is what the step gave to it. */
// oxlint-disable-next-line typescript/no-explicit-any
type AnyStep = Step<any, unknown>;

export interface RunOptions {
  readonly store: Store;
  readonly operation: Operation;
  readonly fence: Fence;
  /** Aborted with an Interrupted when this worker must stop: everything goes on elsewhere. */
  readonly signal: AbortSignal;
  /** Throws an Interrupted where this worker may change nothing any more. */
  readonly assertHeld: () => void;
  /** Aborted by the next hint that a platform may be done: the step that waits looks at once. */
  readonly hint: () => AbortSignal;
  /** Aborted with an Interrupted when the operation is cancelled: steps stop, undoing does not. */
  readonly cancel: AbortSignal;
  readonly log: Logger;
}

/**
 * Runs the steps of one operation against its journal. After a crash the workflow is simply run again: a step with a
 * result returns it, one with an intent is looked up first, one that failed fails again without being repeated.
 */
export class Run {
  readonly #options: RunOptions;
  readonly #steps: AnyStep[] = [];
  readonly #records: Map<string, StepRecord>;
  readonly #quiet = new Set<string>();
  readonly #failing = new AbortController();

  private constructor(options: RunOptions, records: readonly StepRecord[]) {
    this.#options = options;
    this.#records = new Map(records.map((record) => [record.id, record]));
  }

  static async open(options: RunOptions): Promise<Run> {
    return new Run(options, await loadSteps(options.store, options.operation.id));
  }

  get records(): readonly StepRecord[] {
    return [...this.#records.values()];
  }

  /**
   * Does the step, or returns what it did before.
   * Throws StepFailed (after journaling why), StepAbandoned, Interrupted, or FencedError.
   */
  async step<Started, Result>(step: Step<Started, Result>): Promise<Result> {
    this.#steps.push(step);
    const known = this.#records.get(step.id);
    if (known?.failure) throw new StepFailed(known.failure);
    if (known && 'result' in known) return known.result as Result;

    const { signal, cancel } = this.#options;
    const stop = AbortSignal.any([signal, cancel, this.#failing.signal]);
    stop.throwIfAborted();
    // Given up by an earlier run, which was undoing: the step that failed beside it says why.
    if (known && known.status !== 'intent' && known.status !== 'started') throw new StepAbandoned(step.title);
    try {
      return await this.#perform(step, stop);
    } catch (error) {
      if (error instanceof StepFailed) this.#failing.abort(new StepAbandoned(step.title));
      throw error;
    }
  }

  /** Steps that do not depend on each other. When one fails the others stop waiting; all have settled afterwards. */
  async together<Steps extends readonly unknown[]>(
    ...steps: Steps
  ): Promise<{ -readonly [Index in keyof Steps]: Awaited<Steps[Index]> }> {
    const outcomes = await Promise.allSettled(steps);
    const errors = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
    );
    if (errors.length > 0) throw worst(errors);
    const results = outcomes.map((outcome) => (outcome as PromiseFulfilledResult<unknown>).value);
    return results as { -readonly [Index in keyof Steps]: Awaited<Steps[Index]> };
  }

  /** A step that the operation can do without: when it does not succeed that is logged, and `undefined` returned. */
  async attempt<Started, Result>(step: Step<Started, Result>): Promise<Result | undefined> {
    const known = this.#records.get(step.id);
    if (known?.failure) return undefined;
    if (known && 'result' in known) return known.result as Result;
    try {
      return await this.#perform(step, this.#options.signal);
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
      this.#options.log.warn({ step: step.id, failure: error.failure }, 'an optional step did not succeed');
      return undefined;
    }
  }

  /** Undoes what was done, the last first. Every step ends undone, kept, or stuck with a reason. */
  async undoAll(): Promise<void> {
    for (const step of this.#steps.toReversed()) {
      const record = this.#records.get(step.id);
      if (step.undo && record && record.status !== 'undone' && record.status !== 'stuck') {
        await this.#undo(step, step.undo, record);
      }
    }
  }

  /** What undoing came to, in the order in which it was done. */
  undone(): Pick<Aftermath, 'undone' | 'notUndone'> {
    const tried = this.#steps.toReversed().flatMap(({ id, undo }) => {
      const record = this.#records.get(id);
      return undo && record ? [{ title: undo.title, record }] : [];
    });
    return {
      undone: tried
        .filter(({ record }) => record.status === 'undone' && record.detail !== 'kept')
        .map(({ title }) => title),
      notUndone: tried
        .filter(({ record }) => record.status === 'stuck')
        .map(({ title, record }) => ({ title, why: record.detail ?? 'unknown' })),
    };
  }

  async #perform<Started, Result>(step: Step<Started, Result>, signal: AbortSignal): Promise<Result> {
    if (step.quiet) this.#quiet.add(step.id);
    const began = this.#options.store.now();
    let record = await this.#begin(step);
    try {
      const started =
        'started' in record ? (record.started as Started) : await this.#start(step, record, signal);
      if (!('started' in record))
        record = await this.#write({ ...record, status: 'started', started: started ?? null });
      const done = step.check
        ? await this.#watch(step, {
            record,
            check: () => step.check?.(started),
            signal,
            expectedMs: this.#expected(step.id),
          })
        : { record, result: started as unknown as Result };
      const finishedAt = this.#options.store.now();
      const durationMs = finishedAt - record.intentAt;
      await this.#write({ ...done.record, status: 'done', result: done.result ?? null, finishedAt }, [
        { kind: 'step_done', at: finishedAt, step: step.id, title: step.title, durationMs },
      ]);
      this.#options.log.info({ step: step.id, durationMs, ranMs: finishedAt - began }, 'step done');
      return done.result;
    } catch (error) {
      throw await this.#fail(step, error);
    }
  }

  async #begin(step: Pick<AnyStep, 'id' | 'title' | 'component'>): Promise<StepRecord> {
    const known = this.#records.get(step.id);
    const at = this.#options.store.now();
    const { id, title, component } = step;
    if (known) return this.#write({ ...known, starts: known.starts + 1 });
    return this.#write(
      { id, title, ...(component && { component }), status: 'intent', starts: 1, intentAt: at },
      [{ kind: 'step_started', at, step: id, title }],
    );
  }

  /** Asks the platform until it says yes or no. After the first attempt it is looked up before it is asked again. */
  async #start<Started>(
    step: Step<Started, unknown>,
    record: StepRecord,
    signal: AbortSignal,
  ): Promise<Started> {
    if (record.starts > mostStarts)
      throw failure(step, 'step_gave_up', { title: step.title, starts: record.starts - 1 });
    const { assertHeld } = this.#options;
    const intent = this.#intent(record);
    const deadline = record.intentAt + step.deadlineMs;
    let mayBeDone = record.starts > 1;
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted();
      try {
        const found = mayBeDone && step.find ? await step.find(intent) : undefined;
        signal.throwIfAborted();
        return found === undefined ? await withPermit(assertHeld, () => step.start(intent)) : found;
      } catch (error) {
        if (!(error instanceof RetryableError)) throw error;
        mayBeDone ||= !error.safe;
        const wait = nextTry(attempt, error.retryAfterMs);
        this.#options.log.warn(
          { step: step.id, attempt, waitMs: Math.round(wait), err: error },
          'asking again',
        );
        if (this.#options.store.now() + wait > deadline) throw unavailable(step, error);
        await pause(wait, signal);
      }
    }
  }

  async #watch<Result>(
    step: Pick<AnyStep, 'id' | 'title' | 'deadlineMs'>,
    watched: {
      readonly record: StepRecord;
      readonly check: () => Promise<StepCheck<Result>> | undefined;
      readonly signal: AbortSignal;
      /** From the intent on, as earlier releases took. */
      readonly expectedMs?: number | undefined;
    },
  ): Promise<{ readonly record: StepRecord; readonly result: Result }> {
    const { store, log } = this.#options;
    let { record } = watched;
    const deadline = Math.max(record.intentAt + step.deadlineMs, store.now() + 1_000);
    for (;;) {
      // Taken before the look: a hint that comes meanwhile may be newer than what is seen.
      const hint = this.#options.hint();
      const seen = await looked(watched.check);
      if (seen.kind === 'done')
        return { record: { ...record, ...(seen.url && { url: seen.url }) }, result: seen.result };
      if (seen.kind === 'failed')
        throw new StepFailed(
          { step: step.id, title: step.title, code: seen.code, facts: seen.facts },
          seen.log,
        );
      if (seen.detail !== record.detail || (seen.url && seen.url !== record.url)) {
        record = await this.#write({ ...record, detail: seen.detail, ...(seen.url && { url: seen.url }) });
      }
      const wait = nextLook(store.now() - record.intentAt, watched.expectedMs);
      if (store.now() + wait > deadline) {
        const duration = step.deadlineMs;
        throw failure(step, 'step_timed_out', { title: step.title, duration, detail: seen.detail });
      }
      const ended = await pauseUntilHint(wait, { hint, signal: watched.signal });
      if (ended === 'hinted') log.debug({ step: step.id }, 'looks at once after a hint');
    }
  }

  async #undo(step: Step<unknown>, undo: Undo<unknown>, known: StepRecord): Promise<void> {
    const { store, signal, log, assertHeld } = this.#options;
    const since = store.now();
    let record = known;
    try {
      const patience = { forMs: undo.deadlineMs, signal, log };
      const started =
        'started' in record
          ? record.started
          : await persist(async () => step.find?.(this.#intent(record)), patience);
      if (started === undefined) return;
      record = await this.#write({ ...record, started, status: 'undoing' });
      const outcome = await persist(() => withPermit(assertHeld, () => undo.run(started)), patience);
      if (outcome === 'kept')
        return void (await this.#write({ ...record, status: 'undone', detail: 'kept' }));
      if (undo.check) {
        const undoStep = { id: step.id, title: undo.title, deadlineMs: undo.deadlineMs };
        await this.#watch(undoStep, {
          record: { ...record, intentAt: since },
          check: () => undo.check?.(started),
          signal,
        });
      }
      const at = store.now();
      await this.#write({ ...record, status: 'undone' }, [
        { kind: 'step_undone', at, step: step.id, title: undo.title },
      ]);
    } catch (error) {
      if (isInterruption(error)) throw error;
      log.error({ step: step.id, err: error }, 'could not undo');
      const failed = toFailure(step, error, this.#options.operation);
      const at = store.now();
      const why = failed.code;
      await this.#write({ ...record, status: 'stuck', detail: why }, [
        { kind: 'step_stuck', at, step: step.id, title: undo.title, why },
      ]);
    }
  }

  /** Journals a failure; interruptions and lost fences pass untouched. */
  async #fail(step: Pick<AnyStep, 'id' | 'title'>, error: unknown): Promise<unknown> {
    if (error instanceof Interrupted || error instanceof FencedError || error instanceof StepAbandoned)
      return error;
    const failed = toFailure(step, error, this.#options.operation);
    if (failed.code === 'internal') this.#options.log.error({ step: step.id, err: error }, 'a step threw');
    const record = this.#records.get(step.id);
    const at = this.#options.store.now();
    const log = error instanceof StepFailed ? error.log : undefined;
    if (record) {
      await this.#write({ ...record, status: 'failed', failure: failed, finishedAt: at }, [
        { kind: 'step_failed', at, failure: failed, ...(log && { log }) },
      ]);
    }
    return new StepFailed(failed);
  }

  async #write(record: StepRecord, events: readonly OperationEvent[] = []): Promise<StepRecord> {
    const { store, operation, fence } = this.#options;
    const told = !this.#quiet.has(record.id);
    await writeStep(store, operation, record, { fence, events, told });
    this.#records.set(record.id, record);
    return record;
  }

  #expected(id: string): number | undefined {
    return this.#options.operation.plan?.steps.find((step) => step.id === id)?.estimateMs;
  }

  #intent(record: StepRecord): Intent {
    return { key: intentKey(this.#options.operation.id, record.id), at: record.intentAt };
  }
}

/** A look that the platform did not answer is no verdict: it is asked again until the deadline. */
async function looked<Result>(
  check: () => Promise<StepCheck<Result>> | undefined,
): Promise<StepCheck<Result>> {
  try {
    return (await check()) ?? { kind: 'working', detail: 'waiting' };
  } catch (error) {
    if (error instanceof RetryableError) return { kind: 'working', detail: `no answer: ${error.message}` };
    throw error;
  }
}
