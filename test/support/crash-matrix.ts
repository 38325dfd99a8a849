import type { OperationId } from '../../src/domain/ids.ts';
import { loadSteps } from '../../src/store/journal.ts';
import { type CrashWorld, ended, type Worker } from './crash-world.ts';
import { eventually } from './eventually.ts';
import { type Boundary, boundaries } from './redis-gate.ts';
import type { JournalLine, SlackMessage, World } from './world.ts';

export const blows = ['worker SIGKILL', 'worker SIGTERM', 'worker SIGSTOP', 'Redis kill -9'] as const;
export type Blow = (typeof blows)[number];

export interface Cell {
  readonly step: string;
  readonly boundary: Boundary;
  readonly blow: Blow;
}

/** What one deploy left behind, in a form that any two deploys of this kind share. */
export interface Traces {
  readonly steps: readonly string[];
  readonly events: readonly string[];
  readonly mutations: Readonly<Record<string, number>>;
  readonly cards: number;
  readonly thread: readonly string[];
  readonly ending: string;
}

export interface CellResult extends Cell {
  readonly verdict: 'survived' | 'lost' | 'repeated' | 'different';
  /** From the blow until another run had the lane, ms. */
  readonly resumedMs?: number;
  readonly found?: string;
}

export function everyCell(steps: readonly string[]): readonly Cell[] {
  return steps.flatMap((step) =>
    boundaries.flatMap((boundary) => blows.map((blow) => ({ step, boundary, blow }))),
  );
}

/** Every boundary, every blow and (from nine steps on) every step at least once; another seed takes other cells. */
export function sampleCells(
  steps: readonly string[],
  options: { count: number; seed: number },
): readonly Cell[] {
  const { count, seed } = options;
  return Array.from({ length: count }, (_, index) => ({
    step: pick(steps, seed + index),
    boundary: pick(boundaries, seed + index),
    blow: pick(blows, seed + index + Math.floor(index / boundaries.length)),
  }));
}

export async function undisturbed(crash: CrashWorld): Promise<Traces> {
  const run = await request(crash);
  await run.approve();
  await crash.world.card(/^✅/, 30_000);
  return settled(crash, run);
}

/** One deploy with one blow at one boundary, compared with the undisturbed one. */
export async function strike(crash: CrashWorld, cell: Cell, wanted: Traces): Promise<CellResult> {
  try {
    await crash.mendWorkers();
    const run = await request(crash);
    const held = crash.hold(cell.step, cell.boundary);
    await run.approve();
    const worker = await within(held, 20_000, `${cell.step} to come to ${cell.boundary}`);
    if (cell.boundary === 'after-intent') await journaled(crash, run.operation, cell.step, 'intent');
    if (cell.boundary === 'after-result') await journaled(crash, run.operation, cell.step, 'done');
    const resumedMs = await deal(crash, cell.blow, worker);
    await crash.world.card(/^(✅|❌|🚫)/, 40_000);
    const found = await settled(crash, run);
    return { ...cell, ...verdict(wanted, found), ...(resumedMs !== undefined && { resumedMs }) };
  } catch (error) {
    return { ...cell, verdict: 'lost', found: error instanceof Error ? error.message : String(error) };
  } finally {
    for (const { gate, process } of crash.workers) {
      gate.open();
      process.kill('SIGCONT');
    }
  }
}

/** Deals the blow to a worker that is held. Answers how long its work lay still, where another had to take it up. */
async function deal(crash: CrashWorld, blow: Blow, worker: Worker): Promise<number | undefined> {
  const turn = await crash.turn();
  const began = Date.now();
  switch (blow) {
    case 'worker SIGKILL':
      worker.process.kill('SIGKILL');
      await crash.nextTurn(turn, 40_000);
      return Date.now() - began;
    case 'worker SIGTERM':
      worker.process.kill('SIGTERM');
      await stopsListening(worker.url);
      worker.gate.open();
      await crash.nextTurn(turn, 40_000);
      await within(ended(worker.process), 10_000, 'the worker to end');
      return Date.now() - began;
    case 'worker SIGSTOP': {
      worker.process.kill('SIGSTOP');
      worker.gate.open();
      await crash.nextTurn(turn, 40_000);
      const resumedMs = Date.now() - began;
      const told = crash.world.botLines.length;
      worker.process.kill('SIGCONT');
      await eventually(
        async () =>
          crash.world.botLines.slice(told).some((line) => /left to another worker/.test(line)) || undefined,
        { what: 'the paused worker to give the lane up', withinMs: 10_000 },
      );
      return resumedMs;
    }
    case 'Redis kill -9':
      await crash.redis.kill();
      worker.gate.open();
      await crash.redis.restart();
      return undefined;
  }
}

interface Deploy {
  readonly operation: OperationId;
  readonly since: number;
  readonly card: SlackMessage;
  readonly cardsBefore: number;
  approve(): Promise<void>;
}

let releases = 0;

async function request(crash: CrashWorld): Promise<Deploy> {
  const { world } = crash;
  const since = Date.now();
  const cardsBefore = (await world.cards()).length;
  await world.commit('main', `Release ${(releases += 1)}`);
  await world.type('U0ANA001', '/deploy prod');
  const card = await eventually(
    async () => {
      const cards = await world.cards();
      const newest = cards.at(-1);
      return cards.length > cardsBefore && newest?.text.startsWith('✋') ? newest : undefined;
    },
    {
      what: 'the plan',
      withinMs: 30_000,
      found: async () => (await world.cards()).at(-1)?.text ?? 'nothing',
    },
  );
  const operation = await crash.newestOperation();
  return {
    operation,
    since,
    card,
    cardsBefore,
    approve: () => world.press('U0BRUNO1', card, 'Approve'),
  };
}

async function journaled(
  crash: CrashWorld,
  operation: OperationId,
  step: string,
  status: string,
): Promise<void> {
  await eventually(async () => ((await crash.statusOf(operation, step)) === status ? true : undefined), {
    what: `the journal to hold ${step} as ${status}`,
    withinMs: 5_000,
  });
}

async function stopsListening(url: string): Promise<void> {
  await eventually(
    async () => (await fetch(`${url}/health`).catch(() => undefined)) === undefined || undefined,
    { what: 'the worker to have heard SIGTERM', withinMs: 5_000 },
  );
}

/** The traces once Slack has all that it shall show. */
async function settled(crash: CrashWorld, run: Deploy): Promise<Traces> {
  await eventually(async () => ((await crash.untold()) === 0 ? true : undefined), {
    what: 'Slack to be told everything',
    withinMs: 30_000,
    found: async () => `${await crash.untold()} messages that are still due`,
  });
  return tracesOf(crash, run);
}

async function tracesOf(crash: CrashWorld, run: Deploy): Promise<Traces> {
  const { world } = crash;
  const [steps, events, mutations, cards, thread] = await Promise.all([
    loadSteps(crash.store, run.operation),
    crash.events(run.operation),
    mutationsSince(world, run.since),
    world.cards(),
    world.thread(run.card),
  ]);
  return {
    steps: steps.map(({ id }) => id),
    events,
    mutations,
    cards: cards.length - run.cardsBefore,
    thread: thread.map(withoutNumbers),
    ending: withoutNumbers(cards.find(({ ts }) => ts === run.card.ts)?.text ?? ''),
  };
}

async function mutationsSince(world: World, since: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const service of ['vercel', 'railway', 'neon', 'github']) {
    const lines = await world.call<readonly JournalLine[]>(
      'GET',
      `/_sandbox/requests?service=${service}&since=${since}`,
    );
    for (const name of lines.flatMap(mutationOf)) counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

const mutating: readonly (readonly [RegExp, string])[] = [
  [/^POST \/v13\/deployments/, 'Vercel: create deployment'],
  [/^POST \/v10\/projects\/[^/]+\/promote/, 'Vercel: promote'],
  [/serviceInstanceDeployV2/, 'Railway: deploy'],
  [/^POST .*\/branches$/, 'Neon: create branch'],
  [/^POST .*\/deployments$/, 'GitHub: create deployment'],
  [/^POST .*\/deployments\/\d+\/statuses/, 'GitHub: set status'],
];

function mutationOf({ method, path, operation, body, status }: JournalLine): readonly string[] {
  if (status >= 400) return [];
  const text = `${method} ${path.split('?')[0]}`;
  const call = JSON.stringify([operation, body]);
  const found = mutating.find(([pattern]) => pattern.test(text) || pattern.test(call));
  if (!found) return [];
  const state = /"state":"(\w+)"/.exec(call)?.[1];
  return [found[1] === 'GitHub: set status' ? `${found[1]} ${state}` : found[1]];
}

/** Durations, short SHAs and release names differ from one deploy to the next. */
function withoutNumbers(text: string): string {
  return text
    .replaceAll(/\b[0-9a-f]{7,40}\b/g, '#')
    .replaceAll(/(op|rel)_\w+/g, '#')
    .replaceAll(/(\d+(\.\d+)?\s?(ms|s|min|m|h)\b\s*)+/g, '# ')
    .replaceAll(/\d+/g, '#');
}

function verdict(wanted: Traces, found: Traces): Pick<CellResult, 'verdict' | 'found'> {
  const repeated = Object.entries(found.mutations).filter(
    ([name, count]) => count > (wanted.mutations[name] ?? 0),
  );
  if (repeated.length > 0 || found.cards > wanted.cards || found.thread.length > wanted.thread.length) {
    return { verdict: 'repeated', found: difference(wanted, found) };
  }
  const difference_ = difference(wanted, found);
  return difference_ === '' ? { verdict: 'survived' } : { verdict: 'different', found: difference_ };
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

function pick<T>(from: readonly T[], index: number): T {
  const found = from[index % from.length];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}

async function within<T>(work: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${ms} ms for ${what}`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
