import { randomUUID } from 'node:crypto';
import { branchChangeIdOf, type BranchWish } from '../../domain/branch-change.ts';
import { parseSlackUserId } from '../../domain/ids.ts';
import { acceptBranchChange } from '../../store/branch-changes.ts';
import type { Desk } from '../desk.ts';
import { type Act, type Outcome, misunderstood, unavailable } from '../outcome.ts';
import { parseBranch } from './parse-branch.ts';
import type { DbSubcommand } from './subcommand.ts';

/** `/db branch <name> [from <branch>] [at <time>] [for <duration>] [--schema-only]` */
export const branch: DbSubcommand = {
  word: 'branch',
  options: ['env', 'schema-only'],
  async ask(desk, line, act) {
    const parsed = parseBranch(line, { apps: desk.apps, channel: act.channel }, desk.store.now());
    if (parsed.kind === 'refused') return misunderstood('/db', parsed.refusal);
    const { app, environment, wish } = parsed;
    return askForChange(desk, act, { app: app.name, environment: environment.name, wish });
  },
};

/** Kept in Redis, and done by a worker. */
export async function askForChange(
  { store, guarded }: Desk,
  { user, channel, delivery }: Act,
  wanted: { readonly app: string; readonly environment: string; readonly wish: BranchWish },
): Promise<Exclude<Outcome, { kind: 'modal' }>> {
  const id = branchChangeIdOf(store.now(), randomUUID());
  const change = { id, by: parseSlackUserId(user), channel, ...wanted };
  const outcome = await guarded(() => acceptBranchChange(store, change, delivery));
  return outcome === 'unavailable' ? unavailable() : { kind: 'accepted' };
}
