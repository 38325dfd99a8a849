import { decidePlan, decideRefused } from '../../approvals/plan.ts';
import { componentsOf } from '../../domain/environment.ts';
import { isOver, type Operation } from '../../domain/operation.ts';
import type { Plan } from '../../domain/plan.ts';
import { takesThePlaceOf } from '../../domain/under-way.ts';
import type { Store } from '../../store/commit.ts';
import { findKeptNods, type KeptNods } from '../../store/kept-nods.ts';
import { answerWrites } from '../../store/messages.ts';
import { changeOperation, type Decision, operationsUnderWay } from '../../store/operations.ts';
import { askWrite } from '../../store/requests.ts';
import type { Write } from '../../store/transaction.ts';
import { type Context, type Place, placeOf } from '../context.ts';
import { gatherPlan } from './gather-plan.ts';
import type { LaneRun } from '../lane-run.ts';
import { withPlace } from './take-place.ts';
import { withLead } from './take-the-lead.ts';

/** Plans it, or plans the same commit afresh once its checks have moved. */
export async function planOperation(context: Context, operation: Operation, run: LaneRun): Promise<void> {
  const { store } = context;
  const place = placeOf(context.apps, operation);
  const outcome = await gatherPlan(context, operation, run);
  await changeOperation(
    store,
    operation.id,
    async (found) => {
      const { rehearsing: _rehearsing, ...current } = found;
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
      const decided = decidePlan(current, outcome.plan, facts);
      const decision = isBegun(decided) ? await withLead(store, decided) : withPlace(decided);
      const tellings = tellSame(decision.operation, store.now());
      const older = supersede(decision.operation, others, { place, now: store.now() });
      return {
        ...decision,
        guards: [guard, ...(decision.guards ?? []), ...(kept ? [kept.guard] : [])],
        writes: [...(decision.writes ?? []), ...tellings, ...older.writes],
        wake: [...(decision.wake ?? []), ...older.wake],
      };
    },
    run.fence,
  );
}

/** A rollback that a watch began, or the button of an incident, has the lead as soon as it is planned. */
function isBegun({ operation: { request, state } }: Decision): boolean {
  return (request.automatic ?? request.incident) !== undefined && state === 'queued';
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
