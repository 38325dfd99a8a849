import { RetryableError, TerminalError } from '../domain/errors.ts';
import type { Context } from './context.ts';

/** What a plan can do without: undefined where the platform does not answer, or says no. */
export async function ifAnswered<T>({ log }: Context, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof RetryableError || error instanceof TerminalError)) throw error;
    log.warn({ err: error }, 'planned without that answer');
    return undefined;
  }
}
