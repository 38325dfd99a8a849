import { AsyncLocalStorage } from 'node:async_hooks';

/** Throws when whoever works here may change nothing any more. */
export type Permit = () => void;

const current = new AsyncLocalStorage<Permit>();

/**
 * Every request inside `work` that changes a platform asks `permit` right before it is sent: preparing one (a download,
 * an upload, a look at the project) takes time in which the right to send it may end.
 */
export async function withPermit<T>(permit: Permit, work: () => Promise<T>): Promise<T> {
  return current.run(permit, work);
}

/** For clients whose requests are made outside of the caller's own asynchronous context. */
export function currentPermit(): Permit {
  return current.getStore() ?? (() => undefined);
}

export function assertPermitted(call: { readonly effect: 'reads' | 'mutates' }): void {
  if (call.effect === 'mutates') currentPermit()();
}
