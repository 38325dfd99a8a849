import { RetryableError, TerminalError } from '../../domain/errors.ts';
import { decideChecks } from '../../domain/gates/checks.ts';
import type { CommitSha } from '../../domain/ids.ts';
import type { Commit, Plan } from '../../domain/plan.ts';
import type { Context, Place } from '../context.ts';

const mostLookedAt = 5;

/**
 * The newest commit of the environment's branch that is not live yet and whose checks are green: what to ask for instead
 * of the plan's. Advice alone, so a platform that does not answer costs no more than the advice.
 */
export async function findGreen(context: Context, place: Place, plan: Plan): Promise<CommitSha | undefined> {
  const { source } = context.providers;
  const { repository } = place.app;
  try {
    for (const commit of await candidates(context, place, plan)) {
      const checks = await source.checks(repository, commit.sha);
      const decision = decideChecks({ ...plan, commit, checks }, place.environment.policy.checks);
      if (decision.decision.kind === 'proceed') return commit.sha;
    }
    return undefined;
  } catch (error) {
    if (error instanceof RetryableError || error instanceof TerminalError) return undefined;
    throw error;
  }
}

async function candidates(
  { providers: { source } }: Context,
  { app: { repository }, environment }: Place,
  plan: Plan,
): Promise<readonly Commit[]> {
  const head = await source.resolveRef(repository, environment.branch);
  if (head.kind === 'unknown') return [];
  const { status, commits } = await source.compare(repository, plan.comparison.base, head.commit.sha);
  const newer = status === 'unknown' ? [head.commit] : commits;
  return newer.filter(({ sha }) => sha !== plan.commit.sha).slice(0, mostLookedAt);
}
