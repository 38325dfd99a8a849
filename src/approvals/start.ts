import type { Policy } from '../domain/environment.ts';
import { askGates, firstShut, gatesSeen } from '../domain/gates/ask.ts';
import type { OutsideFacts } from '../domain/gates/gate.ts';
import type { Operation } from '../domain/operation.ts';
import type { Plan, RestorePlan } from '../domain/plan.ts';
import type { Decision } from '../store/operations.ts';
import { refuseOtherPlan } from './incident-press.ts';
import { decideRefused } from './plan.ts';

/** An approved plan runs as approved or not at all; one that needs no nod runs on what is live now. */
export function decideStart(
  operation: Operation,
  { plan, outside }: { readonly plan: Plan; readonly outside: OutsideFacts },
  policy: Policy,
): Decision {
  const { now } = outside;
  const other = refuseOtherPlan(operation, plan);
  if (other) return decideRefused(operation, other, now);
  const isBound = operation.approval !== undefined || operation.request.automatic !== undefined;
  if (isBound && plan.digest !== operation.plan?.digest) {
    return decideRefused(
      operation,
      { code: 'plan_outdated', facts: { what: whatChanged(operation.plan, plan) } },
      now,
    );
  }
  const outcomes = askGates({
    plan,
    policy,
    approval: operation.approval,
    confirmed: operation.confirmed,
    outside,
  });
  const decision = firstShut(outcomes)?.decision ?? { kind: 'proceed' };
  const next = { ...operation, gates: gatesSeen(outcomes), authors: outside.authors };
  switch (decision.kind) {
    case 'proceed':
      return {
        operation: { ...next, plan, state: 'running', startedAt: now },
        events: [{ kind: 'started', at: now }],
      };
    case 'unchanged':
      return {
        operation: { ...next, state: 'unchanged', endedAt: now, ending: { kind: 'unchanged' } },
        events: [{ kind: 'unchanged', at: now }],
      };
    case 'needs_approvals':
      return decideRefused(next, { code: 'plan_outdated', facts: { what: 'the approval policy' } }, now);
    case 'waits_for_checks':
    case 'needs_confirmation':
    case 'refused':
      return decideRefused(next, decision.refusal, now);
  }
}

function isOtherData(approved: RestorePlan, fresh: RestorePlan): boolean {
  return approved.history.resetAt !== fresh.history.resetAt;
}

function hasMovedOn(approved: Plan | undefined, fresh: Plan): boolean {
  const before = approved?.kind === 'deploy' ? approved.migrations?.base : undefined;
  return before !== undefined && fresh.kind === 'deploy' && before !== fresh.migrations?.base;
}

/** What an approval binds and is not as it was. */
export function whatChanged(approved: Plan | undefined, fresh: Plan): string {
  if (fresh.kind === 'rollback') return 'the newest release';
  if (fresh.kind === 'restore' && approved?.kind === 'restore' && isOtherData(approved, fresh))
    return 'the data, which was restored meanwhile';
  const changed = (['frontend', 'backend'] as const).filter(
    (component) => approved?.live[component]?.deployment !== fresh.live[component]?.deployment,
  );
  if (hasMovedOn(approved, fresh))
    return ['what has run on the database', ...changed.map((component) => `the live ${component}`)].join(
      ' and ',
    );
  return changed.length > 0 ? `the live ${changed.join(' and ')}` : 'the policy';
}
