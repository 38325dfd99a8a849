import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKernel, type OwnedKernel } from '../../../sandbox/kernel/kernel.ts';
import { createNeon, type NeonService } from '../../../sandbox/neon/service.ts';
import { RetryableError, TerminalError } from '../../../src/domain/errors.ts';
import { createDataReader } from '../../../src/providers/postgres/reader.ts';
import { createScrub, keepSecret } from '../../../src/providers/secrets.ts';

let kernel: OwnedKernel;
let neon: NeonService;

const reader = createDataReader({ timeoutMs: 5_000, scrub: createScrub([]) });
const address = () => neon.connectionUri('production');
const look = (uri = address()) => reader.look(keepSecret(uri));

beforeAll(async () => {
  kernel = createKernel();
  kernel.settings.neon.operationMs = 20;
  neon = await createNeon(kernel);
  await neon.settled();
});
afterAll(async () => {
  await neon.close();
  await kernel.close();
});

async function run(...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: address() });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

describe('a look into a database', () => {
  it('counts the rows of every table of the app, and reads what the migrator has run', async () => {
    await run(
      'create table lessons (id int)',
      'insert into lessons select generate_series(1, 1234)',
      'create schema shop',
      'create table shop."Odd ""name" (id int)',
      'create table visits (day int) partition by range (day)',
      'create table visits_1 partition of visits for values from (0) to (10)',
      'insert into visits values (1), (2)',
      'create view lessons_view as select * from lessons',
      'create schema if not exists drizzle',
      'create table if not exists drizzle.__drizzle_migrations (id serial, hash text, created_at bigint)',
      `insert into drizzle.__drizzle_migrations (hash) values ('zz-one'), ('zz-two')`,
    );
    const seen = await look();
    const rows = Object.fromEntries(seen.tables.map((table) => [table.name, table]));
    expect(rows['lessons']).toEqual({ name: 'lessons', rows: 1_234, exact: true });
    expect(rows['shop.Odd "name']).toEqual({ name: 'shop.Odd "name', rows: 0, exact: true });
    expect(rows['visits']).toMatchObject({ rows: 2 });
    expect(Object.keys(rows)).not.toContain('visits_1');
    expect(Object.keys(rows)).not.toContain('lessons_view');
    expect(Object.keys(rows).some((name) => name.includes('drizzle'))).toBe(false);
    expect(seen.migrations).toEqual(expect.arrayContaining(['zz-one', 'zz-two']));
    expect(seen.left).toBe(0);
  });

  it('counts a hundred tables, and says how many it left out', async () => {
    await run(...Array.from({ length: 105 }, (_, index) => `create table small_${index} (id int)`));
    const { tables, left } = await look();
    expect(tables).toHaveLength(100);
    expect(left).toBeGreaterThanOrEqual(5);
    expect(tables[0]?.name).toBe('lessons');
  });

  it('is refused with a wrong password, and repeats none', async () => {
    const url = new URL(address());
    url.password = 'npg_wrongPassword1';
    const refused: unknown = await look(url.href).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(TerminalError);
    expect(JSON.stringify(refused) + String(refused)).not.toContain('npg_wrong');
  });

  it('may be tried again where nobody answers', async () => {
    const silent = look('postgresql://owner:npg_secret123@127.0.0.1:1/mundo');
    await expect(silent).rejects.toThrow(RetryableError);
    await expect(silent).rejects.not.toThrow('npg_');
  });
});
