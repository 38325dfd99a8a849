import { RetryableError, TerminalError } from '../../domain/errors.ts';
import type { Context } from '../context.ts';
import { persist } from '../persist.ts';

/** How long what does not answer is asked again, and what ends it. */
export interface Patience {
  readonly run: { readonly signal: AbortSignal };
  readonly patienceMs: number;
}

/** What a platform says, or why it did not: a fact that a gate must know too. */
export async function askPatiently<T>(
  { log }: Pick<Context, 'log'>,
  { run, patienceMs }: Patience,
  call: () => Promise<T>,
): Promise<{ readonly kind: 'said'; readonly said: T } | { readonly kind: 'silent'; readonly why: string }> {
  try {
    return { kind: 'said', said: await persist(call, { forMs: patienceMs, signal: run.signal, log }) };
  } catch (error) {
    if (error instanceof RetryableError) return { kind: 'silent', why: error.message };
    if (error instanceof TerminalError)
      return { kind: 'silent', why: String(error.facts['message'] ?? error.code) };
    throw error;
  }
}
