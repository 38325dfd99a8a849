import { keys } from './keys.ts';
import type { Guard, Write } from './transaction.ts';

const keptForMs = 15 * 60_000;

/** Slack sends again what it saw no answer to: goes with the change that a delivery makes, which is made once. */
export function onceFor(delivery: string, made = ''): { readonly guard: Guard; readonly write: Write } {
  const key = keys.accepted(delivery);
  return { guard: ['absent', key], write: ['SET', key, made, 'PX', String(keptForMs)] };
}
