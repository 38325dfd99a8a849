import { type App, findEnvironment } from '../domain/environment.ts';
import type { Refusal } from '../domain/reasons.ts';

const shape = /^[a-z0-9][a-z0-9._/-]{0,62}$/i;
const kept = /^(?:br-|cabeceo\/)/i;

/** What is wrong with it as the name of a new branch, if anything. */
export function refuseName(app: App, name: string): Refusal | undefined {
  if (!shape.test(name) || kept.test(name)) return { code: 'branch_name_invalid', facts: { found: name } };
  if (findEnvironment(app, name)) return { code: 'branch_name_reserved', facts: { found: name } };
  return undefined;
}
