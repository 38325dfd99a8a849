import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approvalStage, ana, bruno, carla } from '../support/approval-stage.ts';
import { migrationStage, withMigrations } from '../support/migration-stage.ts';
import { quickPlatforms, World, type WorldOptions } from '../support/world.ts';

let world: World;
const { shown, told } = approvalStage(() => world);

function aWorld(options: WorldOptions): void {
  beforeAll(async () => {
    world = await World.start({ liveIsBuilt: true, ...options });
  });
  afterAll(() => world.stop());
}

describe('migrations that the backend runs by its own command', { timeout: 120_000 }, () => {
  const { migrate, query, noCopyIsLeft, applied } = migrationStage(() => world);
  aWorld({
    configure: withMigrations({ run: 'backend' }),
    // The command is that of the example: it is built, and run.
    settings: { ...quickPlatforms, railway: { ...quickPlatforms.railway, realBuilds: true } },
  });

  it('are read and rehearsed all the same, and run by nobody else', async () => {
    await migrate('teachers', 'CREATE TABLE teachers (id int PRIMARY KEY, name text);');
    const card = await world.ask(ana, '/deploy prod', /^✋/, 60_000);
    expect(await shown(/rehearsed in/)).toMatch(
      /2 migrations, both safe while old code runs · run by the backend’s own command · rehearsed in/,
    );
    await told(card, /Tried on a copy/);
    await noCopyIsLeft();
    expect(await query("select to_regclass('teachers') as there")).toEqual([{ there: null }]);

    await world.press(bruno, card, 'Approve');
    const done = await world.card(/^(?:✅|❌)/, 90_000);
    expect(done.text).toMatch(/^✅/);
    expect((await applied()).slice(-2)).toEqual(['0002_class_level', '0003_teachers']);
    expect((await world.told(done, /✅ .*runs/)).join('\n')).not.toContain('Apply migrations');
  });
});

describe('migrations that are plain SQL files', { timeout: 120_000 }, () => {
  const { commitFiles, query } = migrationStage(() => world);
  aWorld({ configure: withMigrations({ kind: 'sql', folder: 'database/changes' }) });

  const run = async () =>
    (await query<{ name: string }>('select file as name from cabeceo.migrations order by file')).map(
      ({ name }) => name,
    );

  it('are run by name, each once, and what takes them back is left alone', async () => {
    await commitFiles('Keep rooms', {
      'database/changes/001_rooms.sql': 'CREATE TABLE rooms (id int PRIMARY KEY);',
      'database/changes/001_rooms.down.sql': 'DROP TABLE rooms;',
    });
    const first = await world.ask(ana, '/deploy prod', /^✋/, 60_000);
    await shown(/1 migration, safe while old code runs · rehearsed in/);
    await world.press(bruno, first, 'Approve');
    await world.card(/^✅/, 60_000);
    expect(await run()).toEqual(['001_rooms.sql']);

    await commitFiles('Fill rooms', {
      'database/changes/002_fill.sql': 'INSERT INTO rooms VALUES (1), (2);',
    });
    const second = await world.ask(ana, '/deploy prod', /^✋/, 60_000);
    await shown(/1 migration.* rehearsed in/s);
    await world.press(bruno, second, 'Approve');
    await world.card(/^✅.*Fill rooms/, 60_000);
    expect(await run()).toEqual(['001_rooms.sql', '002_fill.sql']);
    expect(await query('select count(*)::int as n from rooms')).toEqual([{ n: 2 }]);
  });

  it('are told of where one that has run was changed since', async () => {
    await commitFiles('Rewrite history', {
      'database/changes/001_rooms.sql': 'CREATE TABLE rooms (id bigint PRIMARY KEY);',
    });
    await world.ask(ana, '/deploy prod', /^✋/, 60_000);
    await shown(/Changed since the database ran it, and what changed never runs: 001_rooms\.sql/);
  });
});

describe('what a policy says of migrations', { timeout: 120_000 }, () => {
  const { migrate, withdraw, query, noCopyIsLeft } = migrationStage(() => world);
  aWorld({
    configure: (config) => {
      withMigrations({ rehearsal: '2s' })(config);
      const { production } = config.apps['mundo-tango'].environments;
      if (production) production.policy = { ...production.policy, migrationSoak: '20s' };
    },
  });

  it('refuses one that takes longer on the copy than it may', async () => {
    await migrate('long', 'SELECT pg_sleep(30);');
    const card = await world.ask(ana, '/deploy prod', /^🚫/, 60_000);
    expect(card.text).toMatch(/take longer than 2 s; 0003_long was under way/);
    await noCopyIsLeft();
    await withdraw();
  });

  it('lets what takes something away wait until nobody uses the code of before', async () => {
    await migrate('teachers', 'CREATE TABLE teachers (id int PRIMARY KEY, name text);');
    const expand = await world.ask(ana, '/deploy prod', /^✋/, 60_000);
    await world.press(bruno, expand, 'Approve');
    await world.card(/^✅/, 60_000);

    await migrate('drop_name', 'ALTER TABLE teachers DROP COLUMN name;');
    const early = await world.ask(ana, '/deploy prod', /^(?:🚫|✋)/, 60_000);
    expect(early.text).toMatch(/^🚫.*0004_drop_name.*20 s/s);

    let card = early;
    while (!card.text.startsWith('✋')) card = await world.ask(ana, '/deploy prod', /^(?:🚫|✋)/, 60_000);
    await world.press(bruno, card, 'Approve');
    await told(card, /approved: 1 of 2/);
    await world.press(carla, card, 'Approve');
    await world.card(/^✅.*drop_name/, 60_000);
    expect(
      await query(
        "select column_name from information_schema.columns where table_name = 'teachers' order by 1",
      ),
    ).toEqual([{ column_name: 'id' }]);
  });
});
