import type {
  BranchChange,
  BranchEvent,
  BranchStep,
  BranchWork,
  ToldChange,
} from '../../domain/branch-change.ts';
import { nameOf } from '../../domain/branch-change.ts';
import type { Branch } from '../../domain/branch.ts';
import { RetryableError, TerminalError } from '../../domain/errors.ts';
import type { Refusal } from '../../domain/reasons.ts';
import type { WorkStatus } from '../../providers/contract.ts';
import { withPermit } from '../../providers/permit.ts';
import { endBranchChange, writeBranchChange } from '../../store/branch-changes.ts';
import { nextLook, nextTry, pause } from '../../time/wait.ts';
import type { Context } from '../context.ts';
import type { LaneRun } from '../lane-run.ts';
import type { DatabasePlace } from './gather.ts';

type Begun = NonNullable<BranchChange['begun']>;

interface Turn {
  readonly change: BranchChange;
  /** An earlier run may have asked Neon for it. */
  readonly resumed: boolean;
  readonly run: LaneRun;
}

/** Asks Neon for what was begun, unless an earlier run did, and follows it to its end. */
export async function carryOut(
  context: Context,
  place: DatabasePlace,
  turn: Turn,
): Promise<'done' | Refusal['code']> {
  const { change, run } = turn;
  const { begun } = change;
  if (!begun) throw new Error(`${change.id} was not begun`);
  const deadline = begun.at + place.environment.policy.deadlines.restorePoint;
  try {
    const work = change.started ?? (await start(context, place, { ...turn, begun, deadline }));
    await follow(context, place, { work, begun, run, deadline });
    return await end(context, place, { ...turn, begun, branch: work.branch });
  } catch (error) {
    const why = sayFailure(error, { begun, context, change });
    if (!why) throw error;
    await fail(context, { ...turn, begun, why });
    return why.code;
  }
}

/** Whatever may have been asked for before is looked up before it is asked for again. */
async function start(
  context: Context,
  place: DatabasePlace,
  turn: Turn & { readonly begun: Begun; readonly deadline: number },
): Promise<BranchWork> {
  const { store, log } = context;
  const { change, run, deadline } = turn;
  const asked = { change, step: turn.begun.step };
  let mayBeDone = turn.resumed;
  for (let attempt = 1; ; attempt += 1) {
    run.signal.throwIfAborted();
    try {
      const known = mayBeDone ? await findDone(context, place, asked) : undefined;
      const work = known ?? (await withPermit(run.assertHeld, () => ask(context, place, asked)));
      await writeBranchChange(store, { ...change, started: work }, { fence: run.fence });
      return work;
    } catch (error) {
      if (!(error instanceof RetryableError)) throw error;
      mayBeDone ||= !error.safe;
      const waitMs = Math.round(nextTry(attempt, error.retryAfterMs));
      if (store.now() + waitMs > deadline) throw error;
      log.warn({ change: change.id, attempt, waitMs, err: error }, 'asking again');
      await pause(waitMs, run.signal);
    }
  }
}

interface Asked {
  readonly change: BranchChange;
  readonly step: BranchStep;
}

async function findDone(
  { providers: { database } }: Context,
  { target }: DatabasePlace,
  { change, step }: Asked,
): Promise<BranchWork | undefined> {
  const { branches } = await database.branches(target);
  const found = idOfDone(branches, { change, step });
  return found === undefined ? undefined : database.findWork(target, found);
}

function idOfDone(branches: readonly Branch[], { change, step }: Asked): string | undefined {
  if (step.kind === 'make') return branches.find(({ mark }) => mark?.request === change.id)?.id;
  const { id } = step.branch;
  const now = branches.find((branch) => branch.id === id);
  const isDone = step.kind === 'delete' ? !now : now?.resetAt !== step.resetAt;
  return isDone ? id : undefined;
}

function ask(
  { providers: { database } }: Context,
  { target }: DatabasePlace,
  { change, step }: Asked,
): Promise<BranchWork> {
  switch (step.kind) {
    case 'make': {
      const { name, parent, at, expiresAt, schemaOnly } = step;
      const mark = { request: change.id, by: change.by };
      const wanted = {
        name,
        parent: parent.id,
        ...(at !== undefined && { at }),
        expiresAt,
        schemaOnly,
        mark,
      };
      return database.createBranch(target, wanted);
    }
    case 'delete':
      return database.deleteBranch(target, step.branch.id);
    case 'reset':
      return database.resetBranch(target, { branch: step.branch.id, base: step.parent.id });
  }
}

/** Neon did not end it well. */
class NotDone extends Error {
  override readonly name = 'NotDone';
  readonly why: Refusal;

  constructor(why: Refusal) {
    super(why.code);
    this.why = why;
  }
}

async function follow(
  { providers: { database }, store }: Context,
  { target, environment }: DatabasePlace,
  followed: {
    readonly work: BranchWork;
    readonly begun: Begun;
    readonly run: LaneRun;
    readonly deadline: number;
  },
): Promise<void> {
  const { work, begun, run, deadline } = followed;
  for (;;) {
    const status = await looked(() => database.workStatus(target, work));
    if (status.kind === 'ready') return;
    if (status.kind === 'failed')
      throw new NotDone({ code: 'branch_failed', facts: { detail: status.status } });
    const detail = status.kind === 'working' ? status.detail : status.status;
    const waitMs = nextLook(store.now() - begun.at, undefined);
    if (store.now() + waitMs > deadline) {
      const { restorePoint: duration } = environment.policy.deadlines;
      throw new NotDone({
        code: 'branch_not_ready',
        facts: { found: nameOf(begun.step), duration, detail },
      });
    }
    await pause(waitMs, run.signal);
  }
}

/** A look that was not answered is no verdict. */
async function looked(look: () => Promise<WorkStatus>): Promise<WorkStatus> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof RetryableError) return { kind: 'working', detail: `no answer: ${error.message}` };
    throw error;
  }
}

async function end(
  context: Context,
  place: DatabasePlace,
  { change, run, begun, branch }: Turn & { readonly begun: Begun; readonly branch: string },
): Promise<'done'> {
  const { store } = context;
  const { step } = begun;
  const expiresAt = step.kind === 'delete' ? undefined : await readExpiry(context, place, branch);
  const at = store.now();
  await endBranchChange(store, change, {
    told: told(change, begun, { kind: 'done', at, ...(expiresAt !== undefined && { expiresAt }) }),
    event: { kind: 'branch_done', at, by: change.by, step },
    fence: run.fence,
  });
  return 'done';
}

/** Neon counts its time anew where a branch was reset. Undefined where it is not told: then nothing is said of it. */
async function readExpiry(
  { providers: { database }, log }: Context,
  { target }: DatabasePlace,
  branch: string,
): Promise<number | undefined> {
  try {
    const { branches } = await database.branches(target);
    return branches.find(({ id }) => id === branch)?.expiresAt;
  } catch (error) {
    if (!(error instanceof RetryableError || error instanceof TerminalError)) throw error;
    log.warn({ err: error }, 'when the branch expires is not told');
    return undefined;
  }
}

async function fail(
  { store }: Context,
  { change, run, begun, why }: Turn & { readonly begun: Begun; readonly why: Refusal },
): Promise<void> {
  const at = store.now();
  const { by } = change;
  const event: BranchEvent = { kind: 'branch_failed', at, by, step: begun.step, code: why.code };
  await endBranchChange(store, change, {
    told: told(change, begun, { kind: 'failed', at, why }),
    event,
    fence: run.fence,
  });
}

function told({ by }: BranchChange, { at, step }: Begun, standing: ToldChange['standing']): ToldChange {
  return { by, step, since: at, standing };
}

/** Undefined: an interruption, or a mistake of ours. */
function sayFailure(
  error: unknown,
  {
    begun,
    context,
    change,
  }: { readonly begun: Begun; readonly context: Context; readonly change: BranchChange },
): Refusal | undefined {
  if (error instanceof NotDone) return error.why;
  if (error instanceof TerminalError) return { code: error.code, facts: error.facts };
  if (!(error instanceof RetryableError)) return undefined;
  context.log.warn({ change: change.id, err: error }, 'Neon was asked for as long as may be');
  const duration = context.store.now() - begun.at;
  return { code: 'provider_unavailable', facts: { provider: 'Neon', duration, message: error.message } };
}
