import type { Aftermath } from '../domain/operation.ts';
import type { StepRecord } from '../domain/step.ts';
import { worst } from './failures.ts';
import type { RunOptions } from './run-options.ts';
import { startStep } from './start-step.ts';
import { StepJournal } from './step-journal.ts';
import { type Step, StepAbandoned, StepFailed } from './step.ts';
import { undoStep } from './undo-step.ts';
import { watchStep } from './watch-step.ts';

/** What the journal gives back to a step is what the step gave to it. */
// oxlint-disable-next-line typescript/no-explicit-any
type AnyStep = Step<any, unknown>;

/**
 * Runs the steps of one operation against its journal. After a crash the workflow is simply run again: a step with a
 * result returns it, one with an intent is looked up first, one that failed fails again without being repeated.
 */
export class Run {
  readonly #options: RunOptions;
  readonly #steps: AnyStep[] = [];
  readonly #journal: StepJournal;
  readonly #failing = new AbortController();

  private constructor(options: RunOptions, journal: StepJournal) {
    this.#options = options;
    this.#journal = journal;
  }

  static async open(options: RunOptions): Promise<Run> {
    return new Run(options, await StepJournal.open(options));
  }

  get records(): readonly StepRecord[] {
    return this.#journal.records;
  }

  /**
   * Does the step, or returns what it did before.
   * Throws StepFailed (after journaling why), StepAbandoned, Interrupted, or FencedError.
   * `begun` is called once the platform is at work on it, or the step has ended.
   */
  async step<Started, Result>(step: Step<Started, Result>, begun = nothing): Promise<Result> {
    try {
      return await this.#step(step, begun);
    } finally {
      begun();
    }
  }

  async #step<Started, Result>(step: Step<Started, Result>, begun: () => void): Promise<Result> {
    this.#steps.push(step);
    const known = this.#journal.find(step.id);
    if (known?.failure) throw new StepFailed(known.failure);
    if (known && 'result' in known) return known.result as Result;

    const { signal, cancel } = this.#options;
    const stop = AbortSignal.any([signal, cancel, this.#failing.signal]);
    stop.throwIfAborted();
    // Given up by an earlier run, which was undoing: the step that failed beside it says why.
    if (known && known.status !== 'intent' && known.status !== 'started') throw new StepAbandoned(step.title);
    try {
      return await this.#perform(step, { signal: stop, begun });
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
    const known = this.#journal.find(step.id);
    if (known?.failure) return undefined;
    if (known && 'result' in known) return known.result as Result;
    try {
      return await this.#perform(step, { signal: this.#options.signal });
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
      this.#options.log.warn({ step: step.id, failure: error.failure }, 'an optional step did not succeed');
      return undefined;
    }
  }

  /** Undoes what was done, the last first. Every step ends undone, kept, or stuck with a reason. */
  async undoAll(): Promise<void> {
    for (const step of this.#steps.toReversed()) {
      const record = this.#journal.find(step.id);
      if (step.undo && record && record.status !== 'undone' && record.status !== 'stuck') {
        await undoStep(this.#options, this.#journal, { step, undo: step.undo, known: record });
      }
    }
  }

  /** What undoing came to, in the order in which it was done. */
  undone(): Pick<Aftermath, 'undone' | 'notUndone'> {
    const tried = this.#steps.toReversed().flatMap(({ id, undo }) => {
      const record = this.#journal.find(id);
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

  async #perform<Started, Result>(
    step: Step<Started, Result>,
    { signal, begun = nothing }: { readonly signal: AbortSignal; readonly begun?: () => void },
  ): Promise<Result> {
    const { store, log, operation } = this.#options;
    const journal = this.#journal;
    if (step.quiet) journal.keepQuiet(step.id);
    const began = store.now();
    let record = await journal.begin(step);
    try {
      const started =
        'started' in record
          ? (record.started as Started)
          : await startStep(this.#options, step, { record, intent: journal.intent(record), signal });
      if (!('started' in record))
        record = await journal.write({ ...record, status: 'started', started: started ?? null });
      begun();
      const done = step.check
        ? await watchStep(this.#options, journal, {
            step,
            record,
            check: () => step.check?.(started),
            signal,
            expectedMs: operation.plan?.steps.find(({ id }) => id === step.id)?.estimateMs,
          })
        : { record, result: started as unknown as Result };
      const finishedAt = store.now();
      const durationMs = finishedAt - record.intentAt;
      await journal.write({ ...done.record, status: 'done', result: done.result ?? null, finishedAt }, [
        { kind: 'step_done', at: finishedAt, step: step.id, title: step.title, durationMs },
      ]);
      log.info({ step: step.id, durationMs, ranMs: finishedAt - began }, 'step done');
      return done.result;
    } catch (error) {
      throw await journal.fail(step, error);
    }
  }
}

function nothing(): void {}
