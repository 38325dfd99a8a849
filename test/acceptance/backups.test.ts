import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { postgresPrograms } from '../support/postgres-programs.ts';
import { redisContent } from '../support/redis-content.ts';
import { type RedisServer, startRedis } from '../support/redis-server.ts';
import { query } from '../support/sandbox-data.ts';
import { type SlackMessage, World } from '../support/world.ts';

const ana = 'U0ANA001';
const secrets = ['sandbox-s3-secret-key', 'sandbox-production'];

let server: RedisServer;
let world: World;

beforeAll(async () => {
  server = await startRedis();
  world = await World.start({
    redisUrl: server.url,
    // PGlite is newer than the `pg_dump` of most machines, and has one database alone.
    sandboxEnv: { SANDBOX_POSTGRES: await postgresPrograms() },
    env: { LOG_LEVEL: 'trace' },
    configure: ({ apps }) => {
      const { production } = apps['mundo-tango'].environments;
      Object.assign(apps['mundo-tango'], { announce: 'C0DEPLOYS' });
      const policy = production?.policy as { backup: object } | undefined;
      if (production && policy)
        production.policy = { ...policy, backup: { ...policy.backup, keep: 2 }, drill: { age: '1s' } };
    },
  });
  await query(
    world,
    `create table dancers (id int primary key, name text, note jsonb, at timestamptz);
     insert into dancers select n, 'Dancer ' || n, jsonb_build_object('n', n), now() from generate_series(1, 5000) n;
     create table tandas (id serial primary key, dancer int references dancers);
     insert into tandas (dancer) select id from dancers where id % 7 = 0`,
  );
}, 90_000);
afterAll(async () => {
  await world.stop();
  await server.stop();
});

interface Storage {
  readonly objects: readonly { readonly key: string; readonly bytes: number }[];
  readonly uploads: readonly object[];
}

async function storage(): Promise<Storage> {
  return (await world.call<{ s3: Storage }>('GET', '/_sandbox/state')).s3;
}

/** Asks for it; answers the `ts` of its message. */
async function begin(command: string): Promise<string> {
  const known = new Set((await world.cards()).map(({ ts }) => ts));
  await world.type(ana, command);
  return eventually(async () => (await world.cards()).find(({ ts }) => !known.has(ts))?.ts, {
    what: `${command} to begin`,
    withinMs: 30_000,
  });
}

const card = async (ts: string) => (await world.cards()).find((one) => one.ts === ts);

async function over(ts: string): Promise<SlackMessage> {
  return eventually(
    async () => {
      const now = await card(ts);
      return now && !now.text.startsWith('⏳') ? now : undefined;
    },
    {
      what: 'it to be over',
      withinMs: 55_000,
      found: async () => `${(await card(ts))?.text ?? ''}\n${world.botLines.slice(-5).join('\n')}`,
    },
  );
}

const branches = async () => (await world.holds('neon')).branches.map(({ name }) => name).toSorted();

describe('a backup', () => {
  it('is dumped, streamed to the storage with a checksum, and told in one message', async () => {
    const message = await over(await begin('/db backup prod'));
    expect(message.text).toMatch(
      /^✅ The data of \*production\* is backed up · \d+(\.\d)? KB · \d tables · \d+ rows/,
    );
    const { objects, uploads } = await storage();
    expect(
      objects.map(({ key }) =>
        key
          .replace(/.*\//, '')
          .replace(/backup_\w+/, 'ID')
          .replace(/^[\dTZ-]+_/, ''),
      ),
    ).toEqual(['ID.dump', 'ID.json']);
    expect(uploads).toEqual([]);
    expect(await branches()).toEqual(['development', 'production']);
    await world.type(ana, '/db backups prod');
    await world.whisper(ana, /^1 backup of \*production\*, the newest \d+ s old\n• .* · PostgreSQL \d+ · /);
  });

  it('is restored by a drill, and found the same table by table', async () => {
    await query(world, `update dancers set name = 'Someone else' where id = 1`);
    const message = await over(await begin('/db drill prod'));
    expect(message.text).toMatch(/^✅ The data of \*production\* can be restored/);
    expect(JSON.stringify(message.blocks)).toMatch(
      /backup of \d{4}-\d\d-\d\d \d\d:\d\d UTC: restored in \d+.s, \d+ rows in \d tables, each the same as when it was made/,
    );
    expect(await branches()).toEqual(['development', 'production']);
  });

  it('goes on where the bot was killed while it was sent, and nothing half is ever listed', async () => {
    const slow = {
      service: 's3',
      method: 'PUT',
      path: '.dump',
      times: 1,
      effect: { kind: 'latency', ms: 4_000 },
    };
    await world.fault(slow);
    const ts = await begin('/db backup prod');
    await eventually(async () => (await card(ts))?.text.includes('Dump it to the storage') || undefined, {
      what: 'the dump',
      withinMs: 30_000,
    });
    const before = (await storage()).objects.filter(({ key }) => key.endsWith('.json')).length;
    await world.stopBot('SIGKILL');
    expect((await storage()).objects.filter(({ key }) => key.endsWith('.json'))).toHaveLength(before);
    await world.startBot();
    const message = await over(ts);
    expect(message.text).toMatch(/^✅ The data of \*production\* is backed up/);
    expect(JSON.stringify(message.blocks)).toContain('the bot was restarted meanwhile');
    const { objects, uploads } = await storage();
    expect(objects.filter(({ key }) => key.endsWith('.json'))).toHaveLength(2);
    expect(uploads).toEqual([]);
    expect(await branches()).toEqual(['development', 'production']);
  });

  it('takes the place of the oldest where so many are kept, and what is not ours stays', async () => {
    const message = await over(await begin('/db backup prod'));
    expect(JSON.stringify(message.blocks)).toContain('1 older backup went.');
    expect((await storage()).objects).toHaveLength(4);
  });

  it('says what the storage says where it is refused, and leaves nothing', async () => {
    await world.fault({
      service: 's3',
      method: 'PUT',
      path: '.dump',
      times: 1,
      effect: { kind: 'status', status: 403, message: 'No room' },
    });
    const message = await over(await begin('/db backup prod'));
    expect(message.text).toMatch(
      /^❌ The data of \*production\* was not backed up: Storage refused the request: No room/,
    );
    expect((await storage()).objects).toHaveLength(4);
    expect((await storage()).uploads).toEqual([]);
    expect(await branches()).toEqual(['development', 'production']);
  });

  it('is refused where none is configured', async () => {
    await world.type(ana, '/db backup dev');
    await world.whisper(ana, /^🚫 Not done: backups of \*development\* are not configured/i);
  });
});

it('shows no password and no key: not in the list of processes, the log, Redis, Slack or the storage', async () => {
  const seen: string[] = [];
  await world.fault({
    service: 's3',
    method: 'PUT',
    path: '.dump',
    times: 1,
    effect: { kind: 'latency', ms: 1_500 },
  });
  const ts = await begin('/db backup prod');
  await eventually(
    async () => {
      seen.push(...commandLines());
      const now = await card(ts);
      return (now && !now.text.startsWith('⏳')) || undefined;
    },
    { what: 'the backup to be over', withinMs: 60_000 },
  );
  const places = {
    processes: seen.join('\n'),
    log: world.botLines.join('\n'),
    redis: await redisContent(world.botEnvironment['REDIS_URL'] ?? ''),
    slack: JSON.stringify(await world.holds('slack')),
    requests: JSON.stringify((await world.requests('s3')).map(({ path }) => path)),
  };
  for (const [place, content] of Object.entries(places))
    for (const secret of secrets) expect(content.includes(secret), `${secret} in ${place}`).toBe(false);
});

/** Of every process on this machine but the sandbox's own. */
function commandLines(): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    })
    .filter((line) => /pg_dump|pg_restore/.test(line));
}
