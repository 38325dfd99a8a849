import type { OperationRequest } from '../../domain/request.ts';
import { isOver, type Operation } from '../../domain/operation.ts';
import { loadOperation } from '../../store/operations.ts';
import { firstWaiting } from '../../store/request-inbox.ts';
import { requestsOf } from '../../store/requests.ts';
import { pause } from '../../time/wait.ts';
import { answerRequest } from '../answer-request.ts';
import type { Context } from '../context.ts';
import type { LaneRun } from '../lane-run.ts';
import { Interrupted, isInterruption } from '../lease.ts';

const lookEveryMs = 500;

/**
 * Decides what somebody wants cancelled while `work` goes on in the same turn, and breaks the work off once the
 * operation is over: a plan may try migrations for minutes. Anything else that is asked waits for the work's end.
 */
export async function cancelMeanwhile(
  context: Context,
  { id }: Operation,
  run: LaneRun,
  work: (run: LaneRun) => Promise<void>,
): Promise<void> {
  const [over, done] = [new AbortController(), new AbortController()];
  const looking = untilOver(context, id, { ...run, signal: AbortSignal.any([run.signal, done.signal]) }).then(
    () => over.abort(new Interrupted('cancelled')),
    (error: unknown) => {
      if (!done.signal.aborted) over.abort(error);
    },
  );
  try {
    await work({ ...run, signal: AbortSignal.any([run.signal, over.signal]) });
  } catch (error) {
    if (!(over.signal.aborted && isInterruption(error) && !run.signal.aborted)) throw error;
  } finally {
    done.abort(new Interrupted('handed_over'));
    await looking;
  }
}

async function untilOver(context: Context, id: Operation['id'], run: LaneRun): Promise<void> {
  for (;;) {
    await pause(lookEveryMs, run.signal);
    const waiting = await firstWaiting<OperationRequest>(context.store, requestsOf(id).inbox);
    if (waiting?.request.kind !== 'cancel') continue;
    await answerRequest(context, await loadOperation(context.store, id), waiting, run);
    if (isOver((await loadOperation(context.store, id)).state)) return;
  }
}
