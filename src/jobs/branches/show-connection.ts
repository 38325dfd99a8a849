import { refuseConnection } from '../../branches/connect.ts';
import { findBranch } from '../../branches/find.ts';
import type { Branch } from '../../domain/branch.ts';
import { RetryableError, TerminalError } from '../../domain/errors.ts';
import type { Question } from '../../domain/question.ts';
import type { Refusal } from '../../domain/reasons.ts';
import { withPermit } from '../../providers/permit.ts';
import { connectionView } from '../../slack/views/connection-view.ts';
import { nextLook, nextTry, pause } from '../../time/wait.ts';
import type { Context } from '../context.ts';
import type { LaneRun } from '../lane-run.ts';
import { type DatabasePlace, findDatabase, gatherBranches, noDatabase, refuseAsker } from './gather.ts';

/** From the question on: a compute that starts, a Neon or a Slack that is away. */
const patienceMs = 60_000;

type ConnectQuestion = Question & { readonly kind: 'connect' };

export type Shown =
  | { readonly kind: 'shown'; readonly branch: { readonly id: string; readonly name: string } }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/**
 * Shows somebody how to connect to a branch. The strings are asked of Neon for every try to show them, live in the
 * message that is being sent, and go nowhere else.
 */
export async function showConnection(
  context: Context,
  question: ConnectQuestion,
  run: LaneRun,
): Promise<Shown> {
  const place = findDatabase(context, question);
  if (!place) return refused(noDatabase(question));
  const asker = { by: question.by, action: 'connect to branches of' };
  const refusal = await refuseAsker(context, place.environment, asker);
  if (refusal) return refused(refusal);
  const found = await gatherBranches(context, place, run);
  if (found.kind === 'refused') return found;
  const branch = findBranch(question.branch, { ...place, branches: found.list.branches });
  if ('code' in branch) return refused(branch);
  const guarded = refuseConnection(branch, { ...place, use: found.use });
  if (guarded) return refused(guarded);
  const deadline = context.store.now() + patienceMs;
  try {
    const kept = await tryToShow(context, place, { question, branch, run, deadline });
    if (kept) return refused(kept);
    return { kind: 'shown', branch: { id: branch.id, name: branch.name } };
  } catch (error) {
    return refused(sayFailure(error));
  }
}

interface Wanted {
  readonly branch: Branch;
  readonly run: LaneRun;
  readonly deadline: number;
}

/** A branch that was made a moment ago has no compute to answer yet; one that only sleeps is woken by the connection. */
async function untilReady(
  { providers: { database }, store }: Context,
  { target }: DatabasePlace,
  { branch, run, deadline }: Wanted,
): Promise<Refusal | undefined> {
  const since = store.now();
  for (;;) {
    const status = await database.branchStatus(target, branch.id);
    if (status.kind === 'ready') return undefined;
    if (status.kind === 'failed') return { code: 'branch_failed', facts: { detail: status.status } };
    const waitMs = nextLook(store.now() - since, undefined);
    if (store.now() + waitMs > deadline) {
      const detail = status.kind === 'working' ? status.detail : status.status;
      const facts = { found: branch.name, duration: store.now() - since, detail };
      return { code: 'branch_not_ready', facts };
    }
    await pause(waitMs, run.signal);
  }
}

async function tryToShow(
  context: Context,
  place: DatabasePlace,
  { question, ...wanted }: Wanted & { readonly question: ConnectQuestion },
): Promise<Refusal | undefined> {
  const { store, log } = context;
  const { run, deadline } = wanted;
  for (let attempt = 1; ; attempt += 1) {
    run.signal.throwIfAborted();
    try {
      const kept = await untilReady(context, place, wanted);
      if (!kept) await showOnce(context, place, { question, ...wanted });
      return kept;
    } catch (error) {
      if (!(error instanceof RetryableError)) throw error;
      const waitMs = Math.round(nextTry(attempt, error.retryAfterMs));
      if (store.now() + waitMs > deadline) throw error;
      log.warn({ question: question.id, attempt, waitMs, err: error }, 'asking again');
      await pause(waitMs, run.signal);
    }
  }
}

async function showOnce(
  { providers: { database }, whisper, store }: Context,
  { app, target }: DatabasePlace,
  { question, branch, run }: Wanted & { readonly question: ConnectQuestion },
): Promise<void> {
  const [pooled, direct] = await Promise.all([
    database.connection(target, { branch: branch.id, via: 'pooler' }),
    database.connection(target, { branch: branch.id, via: 'compute' }),
  ]);
  const view = connectionView({
    app: app.name,
    branch,
    pooled: pooled.reveal(),
    direct: direct.reveal(),
    now: store.now(),
  });
  await withPermit(run.assertHeld, () => whisper({ user: question.by, channel: question.channel }, view));
}

function sayFailure(error: unknown): Refusal {
  if (error instanceof TerminalError && error.code === 'branch_not_shown')
    return { code: error.code, facts: error.facts };
  if (error instanceof TerminalError)
    return {
      code: 'connection_unavailable',
      facts: { message: String(error.facts['message'] ?? error.code) },
    };
  if (error instanceof RetryableError)
    return { code: 'connection_unavailable', facts: { message: error.message } };
  throw error;
}

function refused(refusal: Refusal) {
  return { kind: 'refused', refusal } as const;
}
