import type { Environment, Policy } from '../domain/environment.ts';
import { checkProgress } from '../domain/gates/checks.ts';
import type { OperationEvent } from '../domain/event.ts';
import { askGates, firstShut, gatesSeen } from '../domain/gates/ask.ts';
import type { GateDecision, OutsideFacts } from '../domain/gates/gate.ts';
import { type CommitSha, shortSha } from '../domain/ids.ts';
import type { Approval, Nod, Operation } from '../domain/operation.ts';
import type { Told } from '../domain/told.ts';
import type { Plan } from '../domain/plan.ts';
import { nodsMissing, nodsRequired } from '../domain/quorum.ts';
import type { Refusal } from '../domain/reasons.ts';
import { everyoneOf } from '../domain/who.ts';
import { alreadyUnderWay, isSameDeploy } from '../domain/under-way.ts';
import type { Decision } from '../store/operations.ts';
import { pressBefore, refuseOtherPlan } from './incident-press.ts';
import { whoIsMissing } from './nudge.ts';
import { requestApproval, reusableNods } from './request.ts';

/** What a plan makes of its operation. `others`: what is under way in the environment besides. */
export function decidePlan(
  operation: Operation,
  plan: Plan,
  facts: {
    readonly environment: Environment;
    readonly others: readonly Operation[];
    readonly outside: OutsideFacts;
    /** Given to the identical plan before. */
    readonly nods?: readonly Nod[];
    /** Who gets a copy of the card, and who is called in the thread; else all who are missing. */
    readonly told?: Told;
    /** What to ask for instead where the plan's checks are not green. */
    readonly green?: CommitSha;
  },
): Decision {
  const { environment, others, outside } = facts;
  const { now } = outside;
  const declared = [...declareEmergency(operation, environment.policy, now), ...rehearsed(plan, now)];
  const other = refuseOtherPlan(operation, plan);
  if (other) return decideRefused({ ...operation, plan }, other, now);
  const same = others.find((one) => one.id !== operation.id && standsFor(one, { operation, plan }));
  if (same) return decideRefused({ ...operation, plan }, alreadyUnderWay(same), now);

  const { policy } = environment;
  const nods = reusableNods(facts.nods ?? [], { requester: operation.request.by, policy, outside });
  const approval = requestApproval(plan, policy, { now, nods });
  const press = pressBefore(operation, plan);
  const outcomes = askGates({ plan, policy, approval, outside, ...press });
  const decision = firstShut(outcomes)?.decision ?? { kind: 'proceed' };
  const next = { ...operation, plan, ...press, gates: gatesSeen(outcomes), authors: outside.authors };
  const planned = { kind: 'planned', at: now, digest: plan.digest, commit: plan.commit.sha } as const;
  switch (decision.kind) {
    case 'refused':
      return decideRefused(next, withAdvice(decision.refusal, facts), now);
    case 'unchanged':
      return {
        operation: { ...next, state: 'unchanged', endedAt: now, ending: { kind: 'unchanged' } },
        events: [{ kind: 'unchanged', at: now }],
      };
    case 'waits_for_checks':
      return awaitChecks(next, { policy, now, planned, declared });
    case 'needs_confirmation':
    case 'needs_approvals':
      return askPeople(next, { approval, now, planned, declared, decision, told: facts.told });
    case 'proceed':
      return {
        operation: { ...next, state: 'queued', queuedAt: now, ...(nods.length > 0 && { approval }) },
        events: [planned, ...declared, ...reused(approval, now)],
      };
  }
}

/** Whether it is the same: a plan that waits for its button does not keep an incident's rollback from running. */
function standsFor(
  other: Operation,
  { operation, plan }: { readonly operation: Operation; readonly plan: Plan },
): boolean {
  const waits = operation.request.incident !== undefined && other.state === 'awaiting_approval';
  return !waits && isSameDeploy(plan, other);
}

interface Asked {
  readonly now: number;
  readonly planned: OperationEvent;
  readonly declared: readonly OperationEvent[];
}

/** The approvers, the requester, or both, in whichever order. */
function askPeople(
  operation: Operation,
  {
    approval,
    now,
    planned,
    declared,
    decision,
    told,
  }: Asked & {
    readonly approval: Approval;
    readonly decision: GateDecision;
    readonly told: Told | undefined;
  },
): Decision {
  const isComplete = nodsMissing(approval.rules, approval.nods) === 0;
  const direct = isComplete ? [] : (told?.told ?? []);
  const { groups, users } = told?.called ?? whoIsMissing(operation, approval);
  const asked = { kind: 'approval_requested', at: now, groups, users, told: direct.length } as const;
  return {
    operation: { ...operation, state: 'awaiting_approval', approval: { ...approval, told: direct } },
    events: [
      planned,
      ...declared,
      ...reused(approval, now),
      ...(decision.kind === 'needs_confirmation' && operation.kind === 'deploy'
        ? [{ kind: 'confirmation_requested', at: now, refusal: decision.refusal } as const]
        : []),
      ...(isComplete ? [] : [asked]),
    ],
  };
}

/** Said to the approvers as soon as it is known that it goes on; once. */
function declareEmergency(
  { request, checksAwaited }: Operation,
  policy: Policy,
  at: number,
): readonly OperationEvent[] {
  if (request.emergency === undefined || checksAwaited !== undefined) return [];
  const { groups, users } = everyoneOf(policy.approvals.rules);
  return [{ kind: 'emergency_declared', at, by: request.by, groups, users }];
}

/** What a rehearsal found is told once, before anybody is asked. */
function rehearsed(plan: Plan, at: number): readonly OperationEvent[] {
  const found = plan.kind === 'deploy' ? plan.migrations?.rehearsal : undefined;
  if (found?.kind !== 'passed') return [];
  const { durationMs, runs, schema } = found;
  return [{ kind: 'migrations_rehearsed', at, durationMs, runs, schema }];
}

/** The commit stays; what is live, the policy and the gates are looked at afresh when its checks have ended. */
function awaitChecks(
  operation: Operation & { readonly plan: Plan },
  { policy, now, planned, declared }: Asked & { readonly policy: Policy },
): Decision {
  const { checks, waitForChecksMs } = policy;
  const { running } = checkProgress(operation.plan.checks, checks);
  const checksAwaited = operation.checksAwaited ?? { since: now, until: now + waitForChecksMs };
  const { until } = checksAwaited;
  return {
    operation: { ...operation, state: 'awaiting_checks', checksAwaited },
    events: operation.checksAwaited
      ? []
      : [planned, ...declared, { kind: 'checks_awaited', at: now, checks: running, until }],
  };
}

function reused({ nods, rules }: Approval, at: number): readonly OperationEvent[] {
  if (nods.length === 0) return [];
  const required = nodsRequired(rules);
  return [{ kind: 'nods_reused', at, nods, given: required - nodsMissing(rules, nods), required }];
}

function withAdvice(
  { code, facts }: Refusal,
  { environment, green }: { readonly environment: Environment; readonly green?: CommitSha },
): Refusal {
  if (green === undefined) return { code, facts };
  return { code, facts: { ...facts, branch: environment.branch, green: shortSha(green) } };
}

export function decideRefused(operation: Operation, refusal: Refusal, now: number): Decision {
  const { code, facts } = refusal;
  const ending = { kind: 'refused', refusal: { code, facts } } as const;
  return {
    operation: { ...operation, state: 'refused', endedAt: now, ending },
    events: [{ ...ending, at: now }],
  };
}
