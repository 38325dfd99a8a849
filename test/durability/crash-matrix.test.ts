import { appendFile, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Cell,
  type CellResult,
  everyCell,
  sampleCells,
  strike,
  type Told,
  undisturbed,
} from '../support/crash-matrix.ts';
import { stories } from '../support/crash-stories.ts';
import { CrashWorld } from '../support/crash-world.ts';
import { type MatrixRow, matrixTable, writeTable } from '../support/matrix-table.ts';

/*
 * `npm run matrix`: every story, every point, every blow; the table goes into docs/reliability.md. Otherwise a sample;
 * MATRIX_SEED=7 takes another one. MATRIX_ONLY="deploy-backend after-.* SIGSTOP" runs only what it matches. With
 * MATRIX_FILE=cells.jsonl results are kept there, and what survived is not run again; MATRIX_MINUTES=4 ends a part of it.
 */
const full = process.env['MATRIX'] === 'full';
const seed = Number(process.env['MATRIX_SEED'] ?? 1);
const only = new RegExp(process.env['MATRIX_ONLY'] ?? '');
const file = process.env['MATRIX_FILE'];
const minutes = Number(process.env['MATRIX_MINUTES'] ?? Infinity);
const document = new URL('../../docs/reliability.md', import.meta.url);

let told: readonly Told[];

describe('at a lock of two seconds', () => {
  let crash: CrashWorld;
  beforeAll(async () => {
    crash = await CrashWorld.start({ LANE_LOCK_MS: '2000' });
    const all: Told[] = [];
    for (const story of stories) all.push(await undisturbed(crash, story));
    told = all;
  }, 400_000);
  afterAll(() => crash.stop());

  it('a deploy does each thing once when nothing happens', () => {
    const [deploy] = told;
    expect(deploy?.traces.steps.length).toBeGreaterThanOrEqual(9);
    expect(Object.keys(deploy?.traces.mutations ?? {})).toHaveLength(7);
  });

  it('no story does a thing or says it twice', () => {
    for (const { traces, story } of told) {
      for (const [name, count] of Object.entries(traces.mutations))
        expect([name, count]).toEqual([name, story.thereAndBack?.includes(name) ? 2 : 1]);
      expect(traces.cards).toBe(story.asks?.cards ?? 1);
      expect(new Set(traces.thread).size).toBe(traces.thread.length);
    }
  });

  it('each ends the same whatever dies at whatever point', { timeout: 7_200_000 }, async () => {
    const every = everyCell(told).filter((cell) => only.test(nameOf(cell)));
    const kept = await keptResults();
    const began = Date.now();
    const results: MatrixRow[] = kept.filter((one) => every.some((cell) => nameOf(cell) === named(one)));
    const cells = full ? every : sampleCells(every, { count: 16, seed });
    for (const cell of cells.filter((one) => !results.some((result) => named(result) === nameOf(one)))) {
      if (Date.now() - began > minutes * 60_000) break;
      const result = rowOf(await strike(crash, cell));
      results.push(result);
      if (file !== undefined) await appendFile(file, `${JSON.stringify(result)}\n`);
      process.stdout.write(
        `${named(result)}  ${result.verdict}  ${result.resumedMs ?? ''}  ${result.found ?? ''}\n`,
      );
    }
    const ordered = every.flatMap((cell) => results.find((one) => named(one) === nameOf(cell)) ?? []);
    process.stdout.write(`\n${matrixTable(ordered)}\n`);
    if (full && only.source === '(?:)' && ordered.length === every.length)
      await writeTable(document, matrixTable(ordered));
    expect(results.filter(({ verdict }) => verdict !== 'survived')).toEqual([]);
  });
});

describe('at the shipped settings', () => {
  let crash: CrashWorld;
  beforeAll(async () => {
    crash = await CrashWorld.start({});
  });
  afterAll(() => crash.stop());

  it.each([
    { blow: 'worker SIGKILL', withinMs: 20_000 },
    { blow: 'worker SIGTERM', withinMs: 2_000 },
  ] as const)(
    'a deploy goes on within $withinMs ms of a $blow',
    { timeout: 90_000 },
    async ({ blow, withinMs }) => {
      const [deploy] = told;
      const point = deploy?.points.find(
        ({ row, boundary }) => row === 'deploy-backend' && boundary === 'after-effect',
      );
      if (!deploy || !point) throw new Error('no backend is deployed');
      const result = await strike(crash, { told: deploy, point, blow });
      expect(result).toMatchObject({ verdict: 'survived' });
      expect(result.resumedMs).toBeLessThan(withinMs);
    },
  );
});

function nameOf({ told: { story }, point: { row, boundary }, blow }: Cell): string {
  return `${story.name}: ${row} ${boundary} ${blow}`;
}

function named({ story, row, boundary, blow }: MatrixRow): string {
  return `${story}: ${row} ${boundary} ${blow}`;
}

function rowOf({ told: { story }, point: { row, boundary }, blow, ...rest }: CellResult): MatrixRow {
  const { verdict, resumedMs, found } = rest;
  return { story: story.name, row, boundary, blow, verdict, resumedMs, found };
}

/** What earlier parts survived. */
async function keptResults(): Promise<readonly MatrixRow[]> {
  if (file === undefined) return [];
  const text = await readFile(file, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as MatrixRow)
    .filter(({ verdict }) => verdict === 'survived');
}
