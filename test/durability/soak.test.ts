import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../support/random.ts';
import { Effects } from '../support/soak/effects.ts';
import { inspect } from '../support/soak/inspect.ts';
import { Ledger } from '../support/soak/ledger.ts';
import { actOut } from '../support/soak/people.ts';
import { planSoak } from '../support/soak/plan.ts';
import { soakReport } from '../support/soak/report.ts';
import { SoakWorld } from '../support/soak/soak-world.ts';
import { Trouble } from '../support/soak/trouble.ts';

/*
 * `npm run soak`: 60 operations in each of ten lanes; otherwise a few. The seed decides who asks for what, what they do
 * with it, what is broken and in which order; SOAK_SEED takes one again. What meets what is up to the machine.
 */
const long = process.env['SOAK'] === 'long';
const operations = Number(process.env['SOAK_OPERATIONS'] ?? (long ? 60 : 3));
/** A file for what the bots said. */
const log = process.env['SOAK_LOG'];
const seed = Number(process.env['SOAK_SEED'] ?? (long ? Date.now() % 1_000_000 : 1));

describe('ten lanes, three workers that keep dying, and platforms that keep failing', () => {
  let soak: SoakWorld;
  beforeAll(async () => {
    soak = await SoakWorld.start();
  });
  afterAll(async () => {
    await soak.stop();
    if (log !== undefined) await writeFile(log, soak.world.botLines.join('\n'));
  });

  it('end every operation, in order, with each effect once', { timeout: 7_200_000 }, async () => {
    process.stdout.write(`SOAK_SEED=${seed} SOAK_OPERATIONS=${operations}\n`);
    const random = new Random(seed);
    const plan = planSoak(random, operations);
    const ledger = new Ledger(soak.store);
    const effects = new Effects(soak.world);
    const trouble = new Trouble(soak.world, soak.crew, random);
    const { asked, lost } = await actOut(soak, ledger, plan);
    const made = await trouble.stop();
    const found = await inspect(soak, asked, { ledger, effects });
    process.stdout.write(`${soakReport(found, { seed, lost, trouble: made, broken: effects.broken })}\n`);
    expect({ lost, problems: found.problems }).toEqual({ lost: [], problems: [] });
    expect(found.played).toHaveLength(plan.flat().length);
  });
});
