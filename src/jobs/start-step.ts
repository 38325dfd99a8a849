import { RetryableError } from '../domain/errors.ts';
import type { StepRecord } from '../domain/step.ts';
import { withPermit } from '../providers/permit.ts';
import { nextTry, pause } from '../time/wait.ts';
import { failure, unavailable } from './failures.ts';
import type { RunOptions } from './run-options.ts';
import type { Intent, Step } from './step.ts';

const mostStarts = 10;

/** Asks the platform until it says yes or no. After the first attempt it is looked up before it is asked again. */
export async function startStep<Started>(
  options: RunOptions,
  step: Step<Started, unknown>,
  begun: { readonly record: StepRecord; readonly intent: Intent; readonly signal: AbortSignal },
): Promise<Started> {
  const { record, intent, signal } = begun;
  if (record.starts > mostStarts)
    throw failure(step, 'step_gave_up', { title: step.title, starts: record.starts - 1 });
  const { assertHeld, store, log } = options;
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
      log.warn({ step: step.id, attempt, waitMs: Math.round(wait), err: error }, 'asking again');
      if (store.now() + wait > deadline) throw unavailable(step, error);
      await pause(wait, signal);
    }
  }
}
