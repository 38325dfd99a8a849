import type { StepRecord } from '../domain/step.ts';
import { withPermit } from '../providers/permit.ts';
import { toFailure } from './failures.ts';
import { isInterruption } from './lease.ts';
import { persist } from './persist.ts';
import type { RunOptions } from './run-options.ts';
import type { StepJournal } from './step-journal.ts';
import type { Step, Undo } from './step.ts';
import { watchStep } from './watch-step.ts';

/** What undoing needs to know of a step: how what was begun is found again. */
type Begun = Pick<Step<unknown>, 'id' | 'title' | 'find'>;

/** Ends undone, kept, or stuck with a reason. What never began is left alone. */
export async function undoStep(
  options: RunOptions,
  journal: StepJournal,
  { step, undo, known }: { readonly step: Begun; readonly undo: Undo<unknown>; readonly known: StepRecord },
): Promise<void> {
  const { store, signal, log, assertHeld, operation } = options;
  const since = store.now();
  let record = known;
  try {
    const patience = { forMs: undo.deadlineMs, signal, log };
    const started =
      'started' in record
        ? record.started
        : await persist(async () => step.find?.(journal.intent(record)), patience);
    if (started === undefined) return;
    record = await journal.write({ ...record, started, status: 'undoing' });
    const outcome = await persist(() => withPermit(assertHeld, () => undo.run(started)), patience);
    if (outcome === 'kept')
      return void (await journal.write({ ...record, status: 'undone', detail: 'kept' }));
    if (undo.check) {
      await watchStep(options, journal, {
        step: { id: step.id, title: undo.title, deadlineMs: undo.deadlineMs },
        record: { ...record, intentAt: since },
        check: () => undo.check?.(started),
        signal,
      });
    }
    const at = store.now();
    await journal.write({ ...record, status: 'undone' }, [
      { kind: 'step_undone', at, step: step.id, title: undo.title },
    ]);
  } catch (error) {
    if (isInterruption(error)) throw error;
    log.error({ step: step.id, err: error }, 'could not undo');
    const failed = toFailure(step, error, operation);
    const at = store.now();
    const why = failed.code;
    await journal.write({ ...record, status: 'stuck', detail: why }, [
      { kind: 'step_stuck', at, step: step.id, title: undo.title, why },
    ]);
  }
}
