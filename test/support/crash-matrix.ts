import { setTheStage, type Story } from './crash-stories.ts';
import { type Asked, judge, settled, toldEverything, type Traces, type Verdict } from './crash-traces.ts';
import { type CrashWorld, ended, type Held } from './crash-world.ts';
import { eventually } from './eventually.ts';
import { type Point, pointsOf } from './journal-moments.ts';
import { Random } from './random.ts';

export const blows = ['worker SIGKILL', 'worker SIGTERM', 'worker SIGSTOP', 'Redis kill -9'] as const;
export type Blow = (typeof blows)[number];

/** A story as it goes when nothing dies. */
export interface Told {
  readonly story: Story;
  readonly traces: Traces;
  readonly points: readonly Point[];
}

export interface Cell {
  readonly told: Told;
  readonly point: Point;
  readonly blow: Blow;
}

export interface CellResult extends Cell {
  readonly verdict: Verdict;
  /** From the blow until another run had the lane, ms. */
  readonly resumedMs?: number;
  readonly found?: string;
}

/** Every point of every story under every blow; a point that an earlier story has too is taken there. */
export function everyCell(all: readonly Told[]): readonly Cell[] {
  const seen = new Set<string>();
  return all.flatMap((told) =>
    told.points
      .filter(({ row, boundary }) => {
        const own = ownPoints(told.story, row);
        const key = `${own} ${row} ${boundary}`;
        return !seen.has(key) && seen.add(key);
      })
      .flatMap((point) => blows.map((blow) => ({ told, point, blow }))),
  );
}

/** A rollback ends otherwise than a deploy, and its steps are its own. */
function ownPoints({ name, asks, undoesOtherwise }: Story, row: string): string {
  if (asks) return row.startsWith('undo') ? name : asks.command;
  return undoesOtherwise && row.startsWith('undo') ? name : '';
}

/** Some of them, every blow as often as another; another seed takes other cells. */
export function sampleCells(
  cells: readonly Cell[],
  options: { count: number; seed: number },
): readonly Cell[] {
  const random = new Random(options.seed);
  return Array.from({ length: options.count }, (_, index) =>
    random.pick(cells.filter(({ blow }) => blow === blows[index % blows.length])),
  );
}

export async function undisturbed(crash: CrashWorld, story: Story): Promise<Told> {
  await crash.mendWorkers();
  const prepared = await prepare(crash, story);
  crash.takeMoments();
  const { asked, ends } = await begin(crash, story, prepared);
  await ends({ blow: Promise.resolve(), early: false });
  const traces = await settled(crash, asked);
  return { story, traces, points: pointsOf(crash.takeMoments()) };
}

/** One operation with one blow at one point, compared with the undisturbed one. */
export async function strike(crash: CrashWorld, cell: Cell): Promise<CellResult> {
  const { told, point, blow } = cell;
  try {
    await crash.mendWorkers();
    const prepared = await prepare(crash, told.story);
    const held = within(crash.hold(point), 40_000, `${point.row} to come to ${point.boundary}`);
    const begun = begin(crash, told.story, prepared);
    const dealt = held.then(async (one) => {
      if (point.keep === 'answer') await written(crash, (await begun).asked, point);
      return deal(crash, blow, one);
    });
    dealt.catch(() => undefined);
    const { asked, ends } = await begun;
    await ends({ blow: dealt, early: isBefore(told, point, 'operation queued') });
    const resumedMs = await dealt;
    const found = await settled(crash, asked);
    return { ...cell, ...judge(told.traces, found), ...(resumedMs !== undefined && { resumedMs }) };
  } catch (error) {
    const card = (await crash.world.cards()).at(-1)?.text ?? 'no card';
    const said = crash.world.botLines.slice(-5).join('\n');
    return { ...cell, verdict: 'lost', found: `${String(error)}; the card says: ${card}\n${said}` };
  } finally {
    for (const { gate, process } of crash.workers) {
      gate.open();
      process.kill('SIGCONT');
    }
  }
}

/** The worker that comes to this point, held there while `story` runs. */
export async function heldAt(
  crash: CrashWorld,
  story: Story,
  point: Pick<Point, 'moment' | 'keep'>,
): Promise<{ readonly held: Held; readonly asked: Asked; readonly ends: () => Promise<void> }> {
  await crash.mendWorkers();
  const prepared = await prepare(crash, story);
  const held = within(crash.hold(point), 40_000, `a worker to come to ${point.moment}`);
  const { asked, ends } = await begin(crash, story, prepared);
  const ended = ends({ blow: held, early: false });
  ended.catch(() => undefined);
  return { held: await held, asked, ends: () => ended };
}

/** Deals the blow to a worker that is held. Answers how long its work lay still, where another had to take it up. */
async function deal(crash: CrashWorld, blow: Blow, { worker, lane }: Held): Promise<number | undefined> {
  const turn = await crash.turn(lane);
  const began = Date.now();
  switch (blow) {
    case 'worker SIGKILL':
      worker.process.kill('SIGKILL');
      await crash.nextTurn(lane, turn, 40_000);
      return Date.now() - began;
    case 'worker SIGTERM':
      worker.process.kill('SIGTERM');
      await stopsListening(worker.url);
      worker.gate.open();
      await crash.nextTurn(lane, turn, 40_000);
      await within(ended(worker.process), 10_000, 'the worker to end');
      return Date.now() - began;
    case 'worker SIGSTOP': {
      worker.process.kill('SIGSTOP');
      worker.gate.open();
      await crash.nextTurn(lane, turn, 40_000);
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

interface Begun {
  readonly asked: Asked;
  /** People do their part; a blow before the nod is waited for, since nobody presses what Redis cannot take. */
  readonly ends: (dealt: { readonly blow: Promise<unknown>; readonly early: boolean }) => Promise<void>;
}

let releases = 0;

/** Slack has been told everything of it before anybody dies. */
async function prepare(crash: CrashWorld, story: Story): Promise<string | undefined> {
  const prepared = await setTheStage(crash, story);
  await toldEverything(crash);
  return prepared;
}

async function begin(crash: CrashWorld, story: Story, prepared: string | undefined): Promise<Begun> {
  const { world } = crash;
  const { command, button } = story.asks ?? { command: '/deploy prod', button: 'Approve' };
  const since = Date.now();
  const cardsBefore = (await world.cards()).length;
  const sha = prepared ?? (await world.commit('main', `Release ${(releases += 1)}`));
  await story.breaks?.(world, sha);
  await world.type('U0ANA001', command);
  const operation = await crash.newestOperation();
  return {
    asked: { operation, since, cardsBefore },
    async ends({ blow, early }) {
      await story.beforeTheNod?.(crash, sha);
      if (early) await blow;
      const card = await world.card(/^✋/, 40_000, cardsBefore);
      await world.press('U0BRUNO1', card, button);
      await story.onceItRuns?.(crash);
      await blow;
      await eventually(
        async () => {
          const cards = (await world.cards()).slice(cardsBefore);
          return cards.some(({ text }) => story.ending.test(text)) || undefined;
        },
        {
          what: `a card that says ${story.ending}`,
          withinMs: 40_000,
          found: async () => (await world.cards()).at(-1)?.text ?? 'no card',
        },
      );
    },
  };
}

function isBefore({ points }: Told, point: Point, moment: string): boolean {
  const [at, then] = [points.indexOf(point), points.findIndex((one) => one.moment === moment)];
  return at < then;
}

async function written(crash: CrashWorld, { operation }: Asked, { moment }: Point): Promise<void> {
  await eventually(async () => (await crash.has(operation, moment)) || undefined, {
    what: `Redis to hold ${moment}`,
    withinMs: 5_000,
  });
}

async function stopsListening(url: string): Promise<void> {
  await eventually(
    async () => (await fetch(`${url}/health`).catch(() => undefined)) === undefined || undefined,
    { what: 'the worker to have heard SIGTERM', withinMs: 5_000 },
  );
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
