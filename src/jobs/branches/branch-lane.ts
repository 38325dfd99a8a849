import type { BranchDecision } from '../../branches/decision.ts';
import { decideDelete } from '../../branches/delete.ts';
import { decideMake } from '../../branches/make.ts';
import { decideReset } from '../../branches/reset.ts';
import type { BranchChange } from '../../domain/branch-change.ts';
import {
  findBranchChange,
  refuseBranchChange,
  restBranchLane,
  writeBranchChange,
} from '../../store/branch-changes.ts';
import { carryOut } from './carry-out.ts';
import { type DatabasePlace, findDatabase, gatherBranches, noDatabase, refuseAsker } from './gather.ts';
import type { Context } from '../context.ts';
import type { LaneRun } from '../lane-run.ts';

/** Does what somebody asked of a database's branches: decided once, asked of Neon once, told to its end. */
export async function runBranchLane(context: Context, id: string, run: LaneRun): Promise<void> {
  const { store, log } = context;
  const change = await findBranchChange(store, id);
  if (!change) return restBranchLane(store, id, run.fence);
  const place = findDatabase(context, change);
  if (!place) return refuseBranchChange(store, change, { refusal: noDatabase(change), fence: run.fence });
  const begun = change.begun ? change : await begin(context, place, { change, run });
  if (!begun) return;
  const ended = await carryOut(context, place, { change: begun, resumed: change.begun !== undefined, run });
  log.info({ change: id, kind: change.wish.kind, by: change.by, ended }, 'branch change over');
}

/** Decides, and notes what Neon is about to be asked for. Undefined: it was refused. */
async function begin(
  context: Context,
  place: DatabasePlace,
  { change, run }: { readonly change: BranchChange; readonly run: LaneRun },
): Promise<BranchChange | undefined> {
  const { store, log } = context;
  const { fence } = run;
  const decision = await decide(context, place, { change, run });
  if (decision.kind === 'refused') {
    const { refusal } = decision;
    await refuseBranchChange(store, change, { refusal, fence });
    log.info({ change: change.id, by: change.by, refused: refusal.code }, 'branch change refused');
    return undefined;
  }
  const at = store.now();
  const { step } = decision;
  const begun: BranchChange = { ...change, begun: { at, step } };
  await writeBranchChange(store, begun, {
    told: { by: change.by, step, since: at, standing: { kind: 'under_way' } },
    event: { kind: 'branch_begun', at, by: change.by, step },
    fence,
  });
  return begun;
}

async function decide(
  context: Context,
  place: DatabasePlace,
  { change, run }: { readonly change: BranchChange; readonly run: LaneRun },
): Promise<BranchDecision> {
  const { people, store } = context;
  const { by, wish } = change;
  const refusal = await refuseAsker(context, place.environment, { by, action: actions[wish.kind] });
  if (refusal) return { kind: 'refused', refusal };
  const found = await gatherBranches(context, place, run);
  if (found.kind === 'refused') return found;
  const { list, use } = found;
  const facts = { ...place, list, use, by, now: store.now() };
  switch (wish.kind) {
    case 'make':
      return decideMake(wish, { ...facts, zone: (await people.zoneOf(by)) ?? usualZone });
    case 'delete':
      return decideDelete(wish.branch, facts);
    case 'reset':
      return decideReset(wish.branch, facts);
  }
}

const usualZone = 'UTC';

const actions: Readonly<Record<BranchChange['wish']['kind'], string>> = {
  make: 'make branches of',
  delete: 'delete branches of',
  reset: 'reset branches of',
};
