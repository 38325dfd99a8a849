import { RetryableError, TerminalError } from '../domain/errors.ts';
import type { OutsideFacts } from '../domain/gates/gate.ts';
import type { Operation } from '../domain/operation.ts';
import type { Plan } from '../domain/plan.ts';
import type { Refusal } from '../domain/reasons.ts';
import { type Context, type Place, placeOf } from './context.ts';
import type { LaneRun } from './lane-run.ts';
import { persist } from './persist.ts';
import { planAgain } from './plan.ts';

/** An operation's plan made again on what is live now, with what the gates must know. */
export interface SecondLook {
  readonly plan: Plan;
  readonly outside: OutsideFacts;
}

/** Asks a while where a platform does not answer; what cannot be known is a refusal. */
export async function lookAgain(
  context: Context,
  operation: Operation,
  { run, patienceMs }: { readonly run: LaneRun; readonly patienceMs: number },
): Promise<SecondLook | Refusal> {
  const { plan } = operation;
  if (!plan) throw new Error(`${operation.id} has no plan`);
  const place = placeOf(context.apps, operation);
  const began = context.store.now();
  const look = async () => {
    const again = await planAgain(context, place, plan);
    return { plan: again, outside: await lookOutside(context, place, operation) };
  };
  const log = context.log.child({ operation: operation.id });
  try {
    return await persist(look, { forMs: patienceMs, signal: run.signal, log });
  } catch (error) {
    if (error instanceof TerminalError) return { code: error.code, facts: error.facts };
    if (!(error instanceof RetryableError)) throw error;
    const duration = context.store.now() - began;
    return {
      code: 'provider_unavailable',
      facts: { provider: 'A platform', duration, message: error.message },
    };
  }
}

/** What the gates must know beyond the plan. */
export async function lookOutside(
  { store }: Context,
  _place: Place,
  _operation: Operation,
): Promise<OutsideFacts> {
  return { now: store.now() };
}
