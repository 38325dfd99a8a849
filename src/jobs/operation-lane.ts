import { decideRequest, type RequestDecision } from '../approvals/decide.ts';
import { decideDeadline, nextDeadline } from '../approvals/expire.ts';
import { decideReminder, nextReminder } from '../approvals/acknowledge.ts';
import { decidePlan, decideRefused } from '../approvals/plan.ts';
import { keptNodsWrites } from '../approvals/reuse.ts';
import { RetryableError, TerminalError } from '../domain/errors.ts';
import { componentsOf } from '../domain/environment.ts';
import type { OutsideFacts } from '../domain/gates/gate.ts';
import { sayWho } from '../domain/gates/rights.ts';
import type { OperationId } from '../domain/ids.ts';
import { isOver, type Operation } from '../domain/operation.ts';
import type { Plan } from '../domain/plan.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { OperationRequest } from '../domain/request.ts';
import type { Told } from '../domain/told.ts';
import { takesThePlaceOf } from '../domain/under-way.ts';
import { everyoneOf } from '../domain/who.ts';
import type { Fence } from '../store/fence.ts';
import { inboxLane, joinInbox, leaveInbox } from '../store/inbox.ts';
import { findKeptNods, type KeptNods } from '../store/kept-nods.ts';
import { answerWrites } from '../store/messages.ts';
import {
  changeOperation,
  type Decision,
  findOperation,
  loadOperation,
  operationsUnderWay,
} from '../store/operations.ts';
import { askWrite, firstRequest, restOperationLane, type WaitingRequest } from '../store/requests.ts';
import { commit, type Store } from '../store/commit.ts';
import type { Write } from '../store/transaction.ts';
import { lookUpTold } from './facts/told.ts';
import { type Asker, findAsker } from './asker.ts';
import { type Context, type Place, placeOf } from './context.ts';
import type { LaneRun } from './lane-run.ts';
import { isInterruption } from './lease.ts';
import { lookAgain, lookOutside } from './look-again.ts';
import { haveChecksMoved, nextCheckLook } from './await-checks.ts';
import { planAfresh, planDeploy, type Planned } from './plan.ts';
import { planRollback } from './plan-rollback.ts';
import { takeTheLead } from './take-the-lead.ts';
import { nextTry, pause } from '../time/wait.ts';

const planningMs = 60_000;
/** Somebody waits for the answer to a click. */
const patienceMs = 10_000;

/** Plans the operation, decides what people asked of it, and lets it expire. One worker at a time per operation. */
export async function runOperationLane(context: Context, id: OperationId, run: LaneRun): Promise<void> {
  const { fence } = run;
  if (!(await findOperation(context.store, id)))
    return void (await restOperationLane(context.store, id, undefined, fence));
  let looked = false;
  for (;;) {
    run.signal.throwIfAborted();
    const operation = await loadOperation(context.store, id);
    const waiting = await firstRequest(context.store, id);
    if (waiting) {
      await decide(context, operation, waiting, run);
    } else if (operation.state === 'planning') {
      await plan(context, operation, run);
    } else if (operation.state === 'awaiting_checks' && !looked) {
      // Once in a run: each run is an alarm that was due, or a hint that looking may be worth it.
      looked = true;
      if (await haveChecksMoved(context, operation, run)) await plan(context, operation, run);
    } else {
      const expiry = await expire(context, id, fence);
      const deadline = nextWakeUp(context, expiry);
      if ((await restOperationLane(context.store, id, deadline, fence)) === 'written') {
        if (deadline !== undefined) await context.store.wake({ kind: 'operation', operation: id }, deadline);
        return;
      }
    }
  }
}

async function expire(context: Context, id: OperationId, fence: Fence): Promise<Operation> {
  return changeOperation(
    context.store,
    id,
    (operation) => {
      const { policy } = placeOf(context.apps, operation).environment;
      const facts = { policy, now: context.store.now() };
      return decideDeadline(operation, facts) ?? decideReminder(operation, facts);
    },
    fence,
  );
}

function nextWakeUp({ apps, store }: Context, operation: Operation): number | undefined {
  const { policy } = placeOf(apps, operation).environment;
  const deadline = nextDeadline(operation) ?? nextReminder(operation, policy);
  if (operation.state !== 'awaiting_checks' || deadline === undefined) return deadline;
  return Math.min(deadline, nextCheckLook(operation, store.now()));
}

/** Plans it, or plans the same commit afresh once its checks have moved. */
async function plan(context: Context, operation: Operation, run: LaneRun): Promise<void> {
  const { store } = context;
  const place = placeOf(context.apps, operation);
  const outcome = await gather(context, operation, run);
  await changeOperation(
    store,
    operation.id,
    async (current) => {
      if (current.state !== operation.state) return undefined;
      if (outcome.kind === 'refused') return decideRefused(current, outcome.refusal, store.now());
      const { operations: others, guard } = await operationsUnderWay(store, current);
      const { environment } = place;
      const { green, outside, told } = outcome;
      const kept = outcome.kept && (await stillKept(store, outcome.plan, outcome.kept));
      const facts = {
        environment,
        others,
        outside,
        told,
        ...(green !== undefined && { green }),
        nods: kept?.nods ?? [],
      };
      const decision = withPlace(decidePlan(current, outcome.plan, facts));
      const tellings = tellSame(decision.operation, store.now());
      const older = supersede(decision.operation, others, { place, now: store.now() });
      return {
        ...decision,
        guards: [guard, ...(kept ? [kept.guard] : [])],
        writes: [...(decision.writes ?? []), ...tellings, ...older.writes],
        wake: [...(decision.wake ?? []), ...older.wake],
      };
    },
    run.fence,
  );
}

/** A nod may be taken back, and the identical plan rejected, while this one is planned. */
async function stillKept(store: Store, { digest }: Plan, kept: KeptNods): Promise<KeptNods | undefined> {
  const now = await findKeptNods(store, digest);
  return now && now.guard.join() === kept.guard.join() ? now : undefined;
}

/** The older ones whose place it takes are asked to go, each in its own lane: they may begin to run at this moment. */
function supersede(
  operation: Decision['operation'],
  others: readonly Operation[],
  { place, now }: { readonly place: Place; readonly now: number },
): Required<Pick<Decision, 'writes' | 'wake'>> {
  if (isOver(operation.state)) return { writes: [], wake: [] };
  const { id, request } = operation;
  const { by, team, channel } = request;
  const all = componentsOf(place.environment);
  const older = others.filter((other) => takesThePlaceOf(operation, other, all));
  const asked = {
    kind: 'supersede',
    newer: id,
    delivery: `supersede/${id}`,
    by,
    team,
    channel,
    at: now,
  } as const;
  return {
    writes: older.map((one) => askWrite(one.id, asked)),
    wake: older.map((one) => ({ kind: 'operation', operation: one.id })),
  };
}

/** Who asked for what is already under way is told so: nobody looks for the answer on a card that has ended. */
function tellSame({ id, request, ending }: Decision['operation'], now: number): readonly Write[] {
  if (ending?.kind !== 'refused' || ending.refusal.code !== 'already_under_way') return [];
  const to = { user: request.by, channel: request.channel, delivery: 'already_under_way' };
  return answerWrites(id, to, ending, now);
}

type Gathered =
  | ((Planned & { kind: 'planned' }) & {
      readonly outside: OutsideFacts;
      readonly told: Told;
      readonly kept?: KeptNods;
    })
  | (Planned & { kind: 'refused' });

const nobodyTold: Told = { told: [], called: { groups: [], users: [] } };

function planOf(context: Context, place: Place, operation: Operation): Promise<Planned> {
  const { kind, plan, request } = operation;
  if (kind === 'rollback') return planRollback(context, place, request);
  return plan?.kind === 'deploy' ? planAfresh(context, place, plan) : planDeploy(context, place, request);
}

async function gather(context: Context, operation: Operation, run: LaneRun): Promise<Gathered> {
  const place = placeOf(context.apps, operation);
  const began = context.store.now();
  for (let attempt = 1; ; attempt += 1) {
    try {
      const planned = await planOf(context, place, operation);
      if (planned.kind === 'refused') return planned;
      const { plan } = planned;
      const kept = await findKeptNods(context.store, plan.digest);
      const { rules } = place.environment.policy.approvals;
      const approval = { rules, nods: kept?.nods ?? [] };
      const look = { operation, plan, approval, run, patienceMs };
      const outside = await lookOutside(context, place, look);
      const told =
        plan.kind === 'rollback'
          ? nobodyTold
          : await lookUpTold(context.people, place.environment.policy.approvals, {
              requester: operation.request.by,
              authors: outside.authors,
            });
      return { ...planned, ...(kept && { kept }), outside, told };
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

async function decide(
  context: Context,
  seen: Operation,
  waiting: WaitingRequest,
  run: LaneRun,
): Promise<void> {
  const { store, people } = context;
  const { fence } = run;
  const { request, guard, taken } = waiting;
  const { policy } = placeOf(context.apps, seen).environment;
  const { rules } = seen.approval ?? policy.approvals;
  const presses = seen.kind === 'rollback' && request.kind === 'confirm';
  const mayPress = presses ? await people.mayDo({ user: request.by }, policy.rights.rollback) : undefined;
  const { standing, counts } = presses ? noApprover : await findAsker(context, request, rules);
  const isHeard =
    (request.kind === 'approve' && standing === 'approver') ||
    (request.kind === 'confirm' && !presses && request.by === seen.request.by);
  const look =
    isHeard && seen.state === 'awaiting_approval'
      ? await lookAgain(context, seen, { run, patienceMs, people: () => people })
      : undefined;
  const mayAsk = policy.rights[seen.kind];
  const named =
    request.kind === 'cancel' &&
    (seen.kind === 'rollback' || mayAsk !== 'everyone') &&
    (await people.mayDo({ user: request.by }, mayAsk)) === 'allowed';
  const approvers = sayWho(seen.kind === 'rollback' ? policy.rights.rollback : everyoneOf(rules));
  const facts = { standing, rules: counts, approvers, named, mayPress, policy, look };
  let refusal: (RequestDecision & { kind: 'refused' }) | undefined;
  await changeOperation(
    store,
    seen.id,
    async (operation) => {
      const decision = decideRequest(operation, request, { ...facts, now: store.now() });
      refusal = decision.kind === 'refused' ? decision : undefined;
      if (decision.kind === 'refused') return undefined;
      const change = presses ? await withLead(store, decision) : withPlace(decision);
      const kept = keptNodsWrites(decision.operation, request, { policy, now: store.now() });
      return {
        ...change,
        guards: [guard, ...(change.guards ?? [])],
        writes: [taken, ...kept, ...(change.writes ?? [])],
      };
    },
    fence,
  );
  if (refusal && request.kind === 'supersede') await commit(store, { writes: [taken], fence });
  else if (refusal)
    await answer(context, seen, { request, writes: [taken], refusal: refusal.refusal }, fence);
  context.log.info(
    { operation: seen.id, request: request.kind, by: request.by, refused: refusal?.refusal.code },
    'request decided',
  );
}

async function answer(
  context: Context,
  operation: Operation,
  told: {
    readonly request: OperationRequest;
    readonly writes: Decision['writes'] & {};
    readonly refusal: Refusal;
  },
  fence: Fence,
): Promise<void> {
  const { by, channel, delivery } = told.request;
  const { store } = context;
  await commit(store, {
    writes: [
      ...told.writes,
      ...answerWrites(
        operation.id,
        { user: by, channel, delivery },
        { kind: 'refused', refusal: told.refusal },
        store.now(),
      ),
    ],
    wake: [{ kind: 'channel', channel }],
    fence,
  });
}

const leaves: ReadonlySet<Operation['state']> = new Set(['cancelled', 'superseded', 'awaiting_approval']);

const noApprover: Asker = { standing: 'not_an_approver', counts: [] };

async function withLead(store: Store, decision: Omit<Decision, 'guards'>): Promise<Decision> {
  return { ...decision, ...(await takeTheLead(store, decision.operation)) };
}

/** An operation that becomes queued joins its environment's inbox; one that ends or must wait again leaves it. */
function withPlace(decision: Omit<Decision, 'guards'>): Decision {
  const { operation } = decision;
  if (operation.state === 'queued') {
    return {
      ...decision,
      writes: [...(decision.writes ?? []), joinInbox(operation, operation.id)],
      wake: [inboxLane(operation)],
    };
  }
  if (leaves.has(operation.state)) {
    return { ...decision, writes: [...(decision.writes ?? []), leaveInbox(operation, operation.id)] };
  }
  return decision;
}
