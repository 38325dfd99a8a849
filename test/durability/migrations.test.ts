import { afterAll, beforeAll, expect, it } from 'vitest';
import { ana, approvalStage, bruno, carla } from '../support/approval-stage.ts';
import { eventually } from '../support/eventually.ts';
import { migrationStage, withMigrations } from '../support/migration-stage.ts';
import { World } from '../support/world.ts';

let world: World;
const { told } = approvalStage(() => world);
const { migrate, query, branchNames, noCopyIsLeft, applied } = migrationStage(() => world);

beforeAll(async () => {
  world = await World.start({
    configure: withMigrations(),
    liveIsBuilt: true,
    env: { LANE_LOCK_MS: '2000' },
  });
});
afterAll(() => world.stop());

/** Each writes a line of its own, and takes its time over it. */
async function migrateSlowly(...names: readonly string[]): Promise<void> {
  for (const name of names)
    await migrate(
      name,
      `CREATE TABLE IF NOT EXISTS steps (name text);\nINSERT INTO steps VALUES ('${name}');\nSELECT pg_sleep(0.4);`,
    );
}

async function killOnce(what: string, seen: () => Promise<boolean>): Promise<void> {
  await eventually(async () => (await seen()) || undefined, { what, withinMs: 60_000 });
  await world.stopBot('SIGKILL');
  await world.startBot();
}

const hasRun = (tag: string) => async () => (await applied()).includes(tag);
const isRehearsed = async () => (await branchNames()).some((name) => name.endsWith('/rehearsal'));

it(
  'a plan whose worker dies in the middle of a rehearsal is made all the same, and no copy stays',
  { timeout: 120_000 },
  async () => {
    await migrateSlowly('one', 'two', 'three');
    await world.type(ana, '/deploy prod');
    await killOnce('the rehearsal to have begun', isRehearsed);
    const card = await world.card(/^✋/, 60_000);
    await told(card, /Tried on a copy of the database: 4 migrations/);
    await noCopyIsLeft();
    expect(await query("select to_regclass('steps') as there")).toEqual([{ there: null }]);
  },
);

it(
  'a deploy whose worker dies after any migration goes on with the next, and repeats none',
  { timeout: 180_000 },
  async () => {
    const card = await world.card(/^✋/);
    await world.press(bruno, card, 'Approve');
    await told(card, /approved: 1 of 2/);
    await world.press(carla, card, 'Approve');
    await killOnce('the first migration to have run', hasRun('0003_one'));
    await killOnce('the second one to have run', hasRun('0004_two'));
    await world.card(/^✅/, 90_000);
    expect((await applied()).slice(-4)).toEqual(['0002_class_level', '0003_one', '0004_two', '0005_three']);
    expect(await query('select name from steps')).toEqual([
      { name: 'one' },
      { name: 'two' },
      { name: 'three' },
    ]);
    expect((await branchNames()).filter((name) => /^cabeceo\/op_[^/]+$/.test(name))).toHaveLength(1);
  },
);
