import type { Operation } from '../domain/operation.ts';
import { findOperation } from '../store/operations.ts';
import type { Context } from './context.ts';
import { Interrupted } from './lease.ts';

const cancelLookMs = 500;

/** The cancel flag is state: it is read again and again, so a cancel reaches the run on whatever worker it is. */
export function watchForCancel(
  context: Context,
  operation: Operation,
): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const look = async () => {
    const now = await findOperation(context.store, operation.id).catch(() => undefined);
    if (now?.cancelRequested) controller.abort(new Interrupted('cancelled'));
  };
  const timer = setInterval(() => void look(), cancelLookMs);
  if (operation.cancelRequested) controller.abort(new Interrupted('cancelled'));
  return { signal: controller.signal, stop: () => clearInterval(timer) };
}
