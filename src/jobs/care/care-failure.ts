import { RetryableError, TerminalError } from '../../domain/errors.ts';
import type { Refusal } from '../../domain/reasons.ts';
import { isInterruption } from '../lease.ts';
import { patienceMs } from '../planning/throw-away-branch.ts';

/** What a stage failed of. Interruptions and lost fences pass. `asked`: who had to answer. */
export function careFailure(
  error: unknown,
  { asked, id }: { readonly asked: string; readonly id: string },
): Refusal {
  if (isInterruption(error)) throw error;
  if (error instanceof TerminalError) return { code: error.code, facts: error.facts };
  if (error instanceof RetryableError)
    return {
      code: 'provider_unavailable',
      facts: { provider: asked, duration: patienceMs, message: error.message },
    };
  return { code: 'internal', facts: { title: asked, operation: id } };
}
