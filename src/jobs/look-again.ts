import { RetryableError, TerminalError } from '../domain/errors.ts';
import type { OutsideFacts, RequesterFacts } from '../domain/gates/gate.ts';
import { rightOf } from '../domain/gates/rights.ts';
import type { Operation } from '../domain/operation.ts';
import type { Plan } from '../domain/plan.ts';
import type { Refusal } from '../domain/reasons.ts';
import { type Context, type Place, placeOf } from './context.ts';
import type { LaneRun } from './lane-run.ts';
import { persist } from './persist.ts';
import { planAgain } from './plan.ts';
import { nextTry, pause } from '../time/wait.ts';

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
    const outside = await lookOutside(context, place, { operation, run, patienceMs });
    return { plan: again, outside };
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

export interface Look {
  readonly operation: Operation;
  readonly run: Pick<LaneRun, 'signal'>;
  /** How long what does not answer is asked again. */
  readonly patienceMs: number;
}

/** What the gates must know beyond the plan. What cannot be known is a fact too, so this throws for nothing outside. */
export async function lookOutside(context: Context, place: Place, look: Look): Promise<OutsideFacts> {
  const requester = await lookUpRequester(context, place, look);
  return { now: context.store.now(), requester };
}

async function lookUpRequester(
  { people, store }: Context,
  { environment }: Place,
  { operation, run, patienceMs }: Look,
): Promise<RequesterFacts> {
  const { by: user } = operation.request;
  const deadline = store.now() + patienceMs;
  for (let attempt = 1; ; attempt += 1) {
    const permission = await people.mayDo({ user }, rightOf(environment.policy.rights));
    const waitMs = Math.round(nextTry(attempt, undefined));
    if (permission !== 'unreachable' || store.now() + waitMs > deadline) return { user, permission };
    await pause(waitMs, run.signal);
  }
}
