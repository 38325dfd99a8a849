import { approvalRulesOf } from '../../domain/approval-rules.ts';
import { RetryableError, TerminalError } from '../../domain/errors.ts';
import type { OutsideFacts } from '../../domain/gates/gate.ts';
import type { Operation } from '../../domain/operation.ts';
import type { Told } from '../../domain/told.ts';
import { findKeptNods, type KeptNods } from '../../store/kept-nods.ts';
import { nextTry, pause } from '../../time/wait.ts';
import { type Context, type Place, placeOf } from '../context.ts';
import { lookUpTold } from '../facts/told.ts';
import type { LaneRun } from '../lane-run.ts';
import { isInterruption } from '../lease.ts';
import { lookOutside } from './look-again.ts';
import { planRestore } from './plan-restore.ts';
import { planRollback } from './plan-rollback.ts';
import { planAfresh, planDeploy, type Planned } from './plan.ts';
import { withRehearsal } from './rehearse.ts';

const planningMs = 60_000;
/** Of planning anew what the database has moved on from. */
const mostAttempts = 3;
/** Somebody waits for the answer to a click. */
const patienceMs = 10_000;

type Gathered =
  | ((Planned & { kind: 'planned' }) & {
      readonly outside: OutsideFacts;
      readonly told: Told;
      readonly kept?: KeptNods;
    })
  | (Planned & { kind: 'refused' });

const nobodyTold: Told = { told: [], called: { groups: [], users: [] } };

/** Plans it and looks up what its gates ask for, patiently: a platform that is silent for a while refuses nothing. */
export async function gatherPlan(context: Context, operation: Operation, run: LaneRun): Promise<Gathered> {
  const place = placeOf(context.apps, operation);
  const began = context.store.now();
  for (let attempt = 1; ; attempt += 1) {
    try {
      const planned = await planOf(context, place, { operation, run });
      if (planned.kind === 'refused') return planned;
      const { approvals } = place.environment.policy;
      const kept = await findKeptNods(context.store, planned.plan.digest);
      const rules = approvalRulesOf(planned.plan, approvals);
      const approval = { rules, nods: kept?.nods ?? [] };
      const look = { operation, plan: planned.plan, approval, run, patienceMs };
      const outside = await lookOutside(context, place, look);
      const tried = await withRehearsal(context, place, { operation, plan: planned.plan, outside, run });
      if (tried === 'moved_on' && attempt < mostAttempts) continue;
      // One that never stands still is refused by its gate.
      const plan = tried === 'moved_on' ? planned.plan : tried;
      const told =
        plan.kind === 'rollback'
          ? nobodyTold
          : await lookUpTold(
              context.people,
              { ...approvals, rules },
              {
                requester: operation.request.by,
                authors: outside.authors,
              },
            );
      return { ...planned, plan, ...(kept && { kept }), outside, told };
    } catch (error) {
      if (error instanceof TerminalError) return { kind: 'refused', refusal: error };
      if (isInterruption(error)) throw error;
      if (!(error instanceof RetryableError)) {
        context.log.error({ operation: operation.id, err: error }, 'planning threw');
        return {
          kind: 'refused',
          refusal: { code: 'internal', facts: { title: 'Planning', operation: operation.id } },
        };
      }
      const wait = nextTry(attempt, error.retryAfterMs);
      const spent = context.store.now() - began;
      context.log.warn({ operation: operation.id, attempt, err: error }, 'planning waits for a platform');
      if (spent + wait > planningMs) {
        const facts = { provider: 'A platform', duration: spent, message: error.message };
        return { kind: 'refused', refusal: { code: 'provider_unavailable', facts } };
      }
      await pause(wait, run.signal);
    }
  }
}

function planOf(
  context: Context,
  place: Place,
  { operation, run }: { readonly operation: Operation; readonly run: LaneRun },
): Promise<Planned> {
  const { kind, plan, request } = operation;
  if (kind === 'restore') return planRestore(context, place, { operation, run });
  if (kind === 'rollback') return planRollback(context, place, request);
  return plan?.kind === 'deploy' ? planAfresh(context, place, plan) : planDeploy(context, place, request);
}
