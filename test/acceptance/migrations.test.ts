import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approvalStage, ana, bruno, carla } from '../support/approval-stage.ts';
import { migrationStage, withMigrations } from '../support/migration-stage.ts';
import { World } from '../support/world.ts';

let world: World;
const { shown, told } = approvalStage(() => world);
const { migrate, withdraw, query, branchNames, noCopyIsLeft, applied } = migrationStage(() => world);

beforeAll(async () => {
  world = await World.start({ configure: withMigrations(), liveIsBuilt: true });
});
afterAll(async () => {
  const unknown = await Promise.all(
    ['github', 'neon'].map(async (service) => (await world.requests(service)).filter((one) => one.unknown)),
  );
  const said = world.botLines.join('\n') + JSON.stringify(await world.holds('slack'));
  await world.stop();
  expect(unknown.flat()).toEqual([]);
  expect(said).not.toMatch(/postgres(?:ql)?:\/\/[^ "]*@|npg_/);
});

describe('a deploy that brings migrations', { timeout: 120_000 }, () => {
  it('rehearses them before anybody is asked, and runs them before the backend', async () => {
    await migrate(
      'teachers',
      "CREATE TABLE teachers (id int PRIMARY KEY, name text);\n--> statement-breakpoint\nINSERT INTO teachers VALUES (1, NULL), (2, 'Lucía');",
    );
    const card = await world.ask(ana, '/deploy prod', /^✋/, 60_000);
    expect(await shown(/rehearsed in/)).toMatch(/2 migrations, both safe while old code runs · rehearsed in/);
    expect(await told(card, /Tried on a copy/)).toContain('2 migrations');
    await noCopyIsLeft();
    expect(await query("select to_regclass('teachers') as there")).toEqual([{ there: null }]);

    await world.press(bruno, card, 'Approve');
    await world.card(/^✅/, 60_000);
    expect((await applied()).slice(-2)).toEqual(['0002_class_level', '0003_teachers']);
    expect(await query('select name from teachers order by id')).toEqual([{ name: null }, { name: 'Lucía' }]);
    expect((await branchNames()).filter((name) => /^cabeceo\/op_[^/]+$/.test(name))).toHaveLength(1);
    const thread = await world.told(await world.card(/^✅/), /✅ .*runs/);
    const order = ['Prepare restore point', 'Apply migrations', 'Deploy backend'];
    expect(thread.flatMap((text) => order.filter((step) => text.startsWith(`✅ ${step}`)))).toEqual(order);
  });

  it('asks one more person where code that runs may break or data is lost', async () => {
    await migrate('drop_place', 'ALTER TABLE milongas DROP COLUMN place;');
    const card = await world.ask(ana, '/deploy prod', /^✋/, 60_000);
    expect(await shown(/0004_drop_place/)).toMatch(
      /Drops column place of milongas.*Safer:.*for the migrations/s,
    );
    await world.press(bruno, card, 'Approve');
    await told(card, /approved: 1 of 2/);
    expect(
      await query("select count(*)::int as n from information_schema.columns where column_name = 'place'"),
    ).toEqual([{ n: 1 }]);
    await world.press(carla, card, 'Approve');
    await world.card(/^✅/, 60_000);
    expect(
      await query("select count(*)::int as n from information_schema.columns where column_name = 'place'"),
    ).toEqual([{ n: 0 }]);
  });

  it.each([
    [
      'set_not_null',
      'ALTER TABLE teachers ALTER COLUMN name SET NOT NULL;',
      /column "name" of relation "teachers" contains null values/,
    ],
    [
      'duplicate',
      "INSERT INTO teachers VALUES (3, 'Ada');\nINSERT INTO teachers VALUES (1, 'Inés');",
      /line 2: “duplicate key value violates unique constraint "teachers_pkey"”/,
    ],
  ])(
    'is stopped with the database’s own words where one fails on real data: %s',
    async (name, sql, words) => {
      const before = await applied();
      await migrate(name, sql);
      const card = await world.ask(ana, '/deploy prod', /^🚫/, 60_000);
      expect(card.text).toMatch(words);
      expect(card.text).not.toContain('Key (');
      await noCopyIsLeft();
      expect(await applied()).toEqual(before);
      expect(await query('select count(*)::int as n from teachers')).toEqual([{ n: 2 }]);
      await withdraw();
    },
  );

  it('names what would keep others waiting, and the locks that it took', async () => {
    await migrate('index', 'CREATE INDEX teachers_name ON teachers (name);');
    const card = await world.ask(ana, '/deploy prod', /^✋/, 60_000);
    expect(await shown(/0005_index/)).toMatch(/long-locking.*CREATE INDEX CONCURRENTLY/s);
    await told(card, /Tried on a copy/);
    expect(JSON.stringify(await world.messages())).toContain('locks teachers (ShareLock)');
    await world.press(ana, card, 'Cancel');
    await world.card(/^🚫/);
    await withdraw();
  });

  it('says that it tries them, and is cancelled at once while it does', async () => {
    await migrate('long', 'SELECT pg_sleep(120);');
    const card = await world.ask(ana, '/deploy prod', /^📝/);
    await shown(/trying 1 migration on a copy of the database, for 2 m at most \(\d+_long\)/);
    const pressedAt = Date.now();
    await world.press(ana, card, 'Cancel');
    await world.card(/^🚫.*cancelled by/s, 5_000);
    expect(Date.now() - pressedAt).toBeLessThan(5_000);
    await noCopyIsLeft();
    await withdraw();
  });

  it('is refused where somebody has changed the database since', async () => {
    await migrate('students', 'CREATE TABLE students (id int);');
    const card = await world.ask(ana, '/deploy prod', /^✋/, 60_000);
    await query("insert into drizzle.__drizzle_migrations (hash, created_at) values ('by hand', 1)");
    await world.press(bruno, card, 'Approve');
    expect((await world.card(/^🚫/)).text).toMatch(/what has run on the database changed since/);
    expect(await query("select to_regclass('students') as there")).toEqual([{ there: null }]);
    await query("delete from drizzle.__drizzle_migrations where hash = 'by hand'");
  });

  it('builds an index beside the running code, outside of a transaction', async () => {
    await migrate('index_beside', 'CREATE INDEX CONCURRENTLY teachers_name ON teachers (name);');
    const card = await world.ask(ana, '/deploy prod', /^✋/, 60_000);
    await world.press(bruno, card, 'Approve');
    await world.card(/^✅/, 60_000);
    expect(
      await query("select indisvalid from pg_index where indexrelid = 'teachers_name'::regclass"),
    ).toEqual([{ indisvalid: true }]);
  });

  it('leaves them where the deploy fails afterwards, and says so', async () => {
    await migrate('rooms', 'CREATE TABLE rooms (id int);');
    const card = await world.ask(ana, '/deploy prod', /^✋/, 60_000);
    await world.fault({
      service: 'railway',
      path: 'serviceInstanceDeployV2',
      method: 'POST',
      times: 1,
      effect: { kind: 'status', status: 403, message: 'not allowed' },
    });
    await world.press(bruno, card, 'Approve');
    const ended = await world.card(/^(?:❌|✅)/, 60_000);
    expect(ended.text).toMatch(
      /The migrations that ran stay \(0007_rooms\): the code of before runs on them/,
    );
    expect((await applied()).at(-1)).toBe('0007_rooms');
  });

  it('are read once more for the code that a rollback would bring back', async () => {
    await world.ask(ana, '/rollback prod before last', /^✋ Rollback/, 60_000);
    expect(await shown(/may break on/)).toMatch(
      /The old code may break on\W+drizzle\/0004.drop.place\.sql`: Drops column place of milongas/,
    );
  });
});
