import { RetryableError } from '../domain/errors.ts';
import type { StepRecord } from '../domain/step.ts';
import { nextLook, pauseUntilHint } from '../time/wait.ts';
import { failure } from './failures.ts';
import type { RunOptions } from './run-options.ts';
import type { StepJournal } from './step-journal.ts';
import { type StepCheck, StepFailed } from './step.ts';

/** Looks until the platform's work is done, or its deadline over. What is seen is journaled, so that the card tells it. */
export async function watchStep<Result>(
  { store, log, hint: nextHint }: RunOptions,
  journal: StepJournal,
  watched: {
    readonly step: { readonly id: string; readonly title: string; readonly deadlineMs: number };
    readonly record: StepRecord;
    readonly check: () => Promise<StepCheck<Result>> | undefined;
    readonly signal: AbortSignal;
    /** From the intent on, as earlier releases took. */
    readonly expectedMs?: number | undefined;
  },
): Promise<{ readonly record: StepRecord; readonly result: Result }> {
  const { step, signal } = watched;
  let { record } = watched;
  const deadline = Math.max(record.intentAt + step.deadlineMs, store.now() + 1_000);
  for (;;) {
    // Taken before the look: a hint that comes meanwhile may be newer than what is seen.
    const hint = nextHint();
    const seen = await looked(watched.check);
    if (seen.kind === 'done')
      return { record: { ...record, ...(seen.url && { url: seen.url }) }, result: seen.result };
    if (seen.kind === 'failed')
      throw new StepFailed(
        { step: step.id, title: step.title, code: seen.code, facts: seen.facts },
        seen.log,
      );
    if (seen.detail !== record.detail || (seen.url && seen.url !== record.url)) {
      record = await journal.write({ ...record, detail: seen.detail, ...(seen.url && { url: seen.url }) });
    }
    const wait = nextLook(store.now() - record.intentAt, watched.expectedMs);
    if (store.now() + wait > deadline) {
      const duration = step.deadlineMs;
      throw failure(step, 'step_timed_out', { title: step.title, duration, detail: seen.detail });
    }
    const ended = await pauseUntilHint(wait, { hint, signal });
    if (ended === 'hinted') log.debug({ step: step.id }, 'looks at once after a hint');
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
