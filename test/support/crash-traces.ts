import type { OperationId } from '../../src/domain/ids.ts';
import { needsWrapUp } from '../../src/domain/wrap-up.ts';
import { loadSteps } from '../../src/store/journal.ts';
import { loadOperation } from '../../src/store/operations.ts';
import type { CrashWorld } from './crash-world.ts';
import { eventually } from './eventually.ts';
import { mutationsOf } from './mutations.ts';
import type { JournalLine, World } from './world.ts';

/** What one operation left behind, in a form that any two of its kind share. */
export interface Traces {
  readonly steps: readonly string[];
  readonly events: readonly string[];
  readonly mutations: Readonly<Record<string, number>>;
  readonly cards: number;
  readonly thread: readonly string[];
  readonly ending: string;
}

export interface Asked {
  readonly operation: OperationId;
  readonly since: number;
  readonly cardsBefore: number;
}

/** The traces once Slack has all that it shall show. */
export async function settled(crash: CrashWorld, asked: Asked): Promise<Traces> {
  await wrappedUp(crash, asked.operation);
  await toldEverything(crash);
  const { world } = crash;
  const cards = (await world.cards()).slice(asked.cardsBefore);
  const [card] = cards;
  const [steps, events, mutations, thread] = await Promise.all([
    loadSteps(crash.store, asked.operation),
    crash.events(asked.operation),
    mutationsSince(world, asked.since),
    card ? world.thread(card) : [],
  ]);
  return {
    steps: steps.map(({ id, status }) => `${id} ${status}`),
    events,
    mutations,
    cards: cards.length,
    thread: thread.map(withoutNumbers),
    ending: withoutNumbers(card?.text ?? ''),
  };
}

async function wrappedUp(crash: CrashWorld, operation: OperationId): Promise<void> {
  await eventually(
    async () => (needsWrapUp(await loadOperation(crash.store, operation)) ? undefined : true),
    { what: 'what its end leaves to be done', withinMs: 40_000 },
  );
}

export async function toldEverything(crash: CrashWorld): Promise<void> {
  await eventually(async () => ((await crash.untold()) === 0 ? true : undefined), {
    what: 'Slack to be told everything',
    withinMs: 30_000,
    found: async () => `${await crash.untold()} messages that are still due`,
  });
}

export type Verdict = 'survived' | 'lost' | 'repeated' | 'different';

export function judge(wanted: Traces, found: Traces): { readonly verdict: Verdict; readonly found?: string } {
  const said = difference(wanted, found);
  if (said === '') return { verdict: 'survived' };
  const repeated =
    found.cards > wanted.cards ||
    found.thread.length > wanted.thread.length ||
    Object.entries(found.mutations).some(([name, count]) => count > (wanted.mutations[name] ?? 0));
  return { verdict: repeated ? 'repeated' : 'different', found: said };
}

async function mutationsSince(world: World, since: number): Promise<Record<string, number>> {
  const lines = await world.call<readonly JournalLine[]>('GET', `/_sandbox/requests?since=${since}`);
  const counts: Record<string, number> = {};
  for (const { name } of mutationsOf(lines.filter(({ service }) => service !== 'slack')))
    counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** Durations, short SHAs and release names differ from one deploy to the next. */
function withoutNumbers(text: string): string {
  return text
    .replaceAll(/\b[0-9a-f]{7,40}\b/g, '#')
    .replaceAll(/(op_|rel_|before-restore-|taken-back-)\w+/g, '#')
    .replaceAll(/(\d+(\.\d+)?\s?(ms|s|min|m|h)\b\s*)+/g, '# ')
    .replaceAll(/\d+/g, '#');
}

function difference(wanted: Traces, found: Traces): string {
  return (Object.keys(wanted) as (keyof Traces)[])
    .map((name) => [name, comparable(wanted[name]), comparable(found[name])] as const)
    .filter(([, one, other]) => one !== other)
    .map(([name, one, other]) => `${name}: wanted ${one}, found ${other}`)
    .join('\n');
}

/** Steps that run together end in any order. */
function comparable(value: Traces[keyof Traces]): string {
  if (typeof value !== 'object') return JSON.stringify(value);
  const parts = Object.values(Array.isArray(value) ? value : Object.entries(value)).map((part) =>
    JSON.stringify(part),
  );
  return parts.toSorted((a, b) => a.localeCompare(b)).join();
}
