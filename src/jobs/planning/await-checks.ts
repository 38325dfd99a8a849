import { RetryableError, TerminalError } from '../../domain/errors.ts';
import type { Operation } from '../../domain/operation.ts';
import type { Check } from '../../domain/plan.ts';
import { type Context, placeOf } from '../context.ts';
import type { LaneRun } from '../lane-run.ts';

const lookEveryMs = 10_000;
const mostMs = 15_000;

/** When to ask GitHub again: a webhook may come first. Less often the longer it takes. */
export function nextCheckLook({ checksAwaited, createdAt }: Operation, now: number): number {
  const waitedMs = now - (checksAwaited?.since ?? createdAt);
  return now + Math.min(mostMs, lookEveryMs + waitedMs / 60);
}

/** Whether a check of the commit stands otherwise than the plan knows. GitHub's silence moves nothing: it is asked again. */
export async function haveChecksMoved(
  context: Context,
  operation: Operation,
  run: Pick<LaneRun, 'signal'>,
): Promise<boolean> {
  const { plan } = operation;
  if (!plan) throw new Error(`${operation.id} awaits checks without a plan`);
  const { repository } = placeOf(context.apps, operation).app;
  try {
    const checks = await context.providers.source.checks(repository, plan.commit.sha);
    return said(checks) !== said(plan.checks);
  } catch (error) {
    run.signal.throwIfAborted();
    if (!(error instanceof RetryableError || error instanceof TerminalError)) throw error;
    context.log.warn({ operation: operation.id, err: error }, 'the checks could not be read');
    return false;
  }
}

function said(checks: readonly Check[]): string {
  return checks
    .map(({ name, state }) => JSON.stringify([name, state]))
    .toSorted()
    .join();
}
