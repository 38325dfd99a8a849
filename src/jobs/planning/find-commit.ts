import { RetryableError, TerminalError } from '../../domain/errors.ts';
import type { CommitSha } from '../../domain/ids.ts';
import type { Refusal } from '../../domain/reasons.ts';
import type { StopPlace } from '../../domain/stop.ts';
import { type Context, placeOf } from '../context.ts';
import { persist } from '../persist.ts';

const patienceMs = 10_000;

/** The commit that somebody named, or why it is not known. */
export async function findCommit(
  { apps, providers, log }: Context,
  place: StopPlace,
  { named, signal }: { readonly named: string | undefined; readonly signal: AbortSignal },
): Promise<CommitSha | Refusal | undefined> {
  if (named === undefined) return undefined;
  const { repository } = placeOf(apps, place).app;
  try {
    const ask = () => providers.source.resolveRef(repository, named);
    const found = await persist(ask, { forMs: patienceMs, signal, log });
    if (found.kind === 'found') return found.commit.sha;
    const facts = { found: named, repository: `${repository.owner}/${repository.name}` };
    return { code: 'unknown_commit', facts };
  } catch (error) {
    if (!(error instanceof TerminalError || error instanceof RetryableError)) throw error;
    log.warn({ err: error }, 'the commit of a hold could not be looked up');
    return { code: 'commit_unreachable', facts: { found: named } };
  }
}
