import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CellResult,
  everyCell,
  sampleCells,
  strike,
  type Traces,
  undisturbed,
} from '../support/crash-matrix.ts';
import { CrashWorld } from '../support/crash-world.ts';
import { matrixTable, writeTable } from '../support/matrix-table.ts';

/*
 * `npm run matrix`: every step, every boundary, every blow; the table goes into docs/reliability.md. Otherwise a
 * sample; MATRIX_SEED=7 takes another one. MATRIX_ONLY="deploy-backend after-.* SIGSTOP" runs only what it matches.
 */
const full = process.env['MATRIX'] === 'full';
const seed = Number(process.env['MATRIX_SEED'] ?? 1);
const only = new RegExp(process.env['MATRIX_ONLY'] ?? '');
const document = new URL('../../docs/reliability.md', import.meta.url);

let wanted: Traces;

describe('a deploy to production', () => {
  let crash: CrashWorld;
  beforeAll(async () => {
    crash = await CrashWorld.start({ LANE_LOCK_MS: '2000' });
    wanted = await undisturbed(crash);
  });
  afterAll(() => crash.stop());

  it('does each thing once when nothing happens', () => {
    expect(wanted.steps.length).toBeGreaterThanOrEqual(9);
    expect(Object.keys(wanted.mutations)).toHaveLength(7);
    expect(new Set(Object.values(wanted.mutations))).toEqual(new Set([1]));
    expect(wanted.cards).toBe(1);
    expect(new Set(wanted.thread).size).toBe(wanted.thread.length);
  });

  it('ends the same whatever dies at whatever boundary of its journal', { timeout: 7_200_000 }, async () => {
    const cells = full ? everyCell(wanted.steps) : sampleCells(wanted.steps, { count: 12, seed });
    const results: CellResult[] = [];
    for (const cell of cells.filter(({ step, boundary, blow }) => only.test(`${step} ${boundary} ${blow}`))) {
      const result = await strike(crash, cell, wanted);
      results.push(result);
      say([
        result.step,
        result.boundary,
        result.blow,
        result.verdict,
        result.resumedMs ?? '',
        result.found ?? '',
      ]);
    }
    say(['\n', matrixTable(results)]);
    if (full && results.length === cells.length) await writeTable(document, matrixTable(results));
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
      const result = await strike(crash, { step: 'deploy-backend', boundary: 'after-effect', blow }, wanted);
      expect(result).toMatchObject({ verdict: 'survived' });
      expect(result.resumedMs).toBeLessThan(withinMs);
    },
  );
});

function say(words: readonly (string | number)[]): void {
  process.stdout.write(`${words.join('  ')}\n`);
}
