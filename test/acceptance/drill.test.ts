import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import pg from 'pg';
import { eventually } from '../support/eventually.ts';
import { type RedisServer, startRedis } from '../support/redis-server.ts';
import { type SlackMessage, World } from '../support/world.ts';

const ana = 'U0ANA001';

let server: RedisServer;
let world: World;

beforeAll(async () => {
  server = await startRedis();
  world = await World.start({
    redisUrl: server.url,
    configure: ({ apps }) => {
      const { production, development } = apps['mundo-tango'].environments;
      Object.assign(apps['mundo-tango'], { announce: 'C0DEPLOYS' });
      if (production)
        production.policy = {
          ...production.policy,
          drill: {
            age: '1s',
            tables: ['dancers'],
            newest: { table: 'dancers', column: 'joined', within: '1d' },
            checks: [{ name: 'Ana dances', sql: "select count(*) > 0 from dancers where name = 'Ana'" }],
          },
        };
      if (development)
        development.policy = {
          drill: {
            age: '1s',
            overdue: '15s',
            checks: [
              { name: 'a table of old', sql: 'select count(*) from tandas', expect: 3 },
              { name: 'it writes', sql: "insert into dancers values (9, 'x', null, now()) returning true" },
            ],
          },
        };
    },
  });
  await fill('production');
  await fill('development');
  const filledAt = Date.now();
  await eventually(async () => Date.now() > filledAt + 1_500 || undefined, {
    what: 'the state of a second ago to hold the dancers',
    withinMs: 5_000,
  });
}, 60_000);
afterAll(async () => {
  await world.stop();
  await server.stop();
});

async function fill(branch: string): Promise<void> {
  const endpoint = (await branches()).find(({ name }) => name === branch)?.endpoint;
  const client = new pg.Client({
    connectionString: `postgresql://mundo_owner:sandbox-${branch}@127.0.0.1:${endpoint?.port}/mundo`,
  });
  await client.connect();
  await client.query(
    `create table dancers (id int primary key, name text, partner int references dancers, joined timestamptz);
     insert into dancers values (1, 'Ana', null, now()), (2, 'Bruno', 1, now())`,
  );
  await client.end();
  await world.call('POST', '/_sandbox/neon/remember', { branch });
}

async function branches() {
  return (await world.holds('neon')).branches;
}

/** The newest message about drills, once it says so. */
async function drill(wanted: RegExp, withinMs = 40_000): Promise<SlackMessage> {
  const told = async () => (await world.cards()).filter(({ text }) => /restore/i.test(text)).toReversed();
  return eventually(async () => (await told()).find(({ text }) => wanted.test(text)), {
    what: `a drill to say ${wanted}`,
    withinMs,
    found: async () =>
      JSON.stringify((await told()).map(({ text }) => text)) + world.botLines.slice(-5).join('\n'),
  });
}

const mainOnly = async () => (await branches()).map(({ name }) => name).toSorted();

describe('a restore drill', () => {
  it('restores an earlier state to a branch of its own, measures it, and deletes the branch', async () => {
    await world.type(ana, '/db drill prod');
    const message = await drill(/^✅ The data of \*production\* can be restored/);
    expect(message.text).toMatch(/ · RTO \d+ s of 2 h · RPO 0 s of 1 day$/);
    const shown = JSON.stringify(message.blocks);
    expect(shown).toMatch(/RTO \*\d+.s\* of 2.h: from asking until the restored data had answered/);
    expect(shown).toMatch(/RPO \*0.s\* of 1.day: Neon keeps every change since /);
    expect(shown).toMatch(/tables: \d with rows/);
    expect(shown).toContain('foreign keys: all 1 hold');
    expect(shown).toMatch(/newest row of dancers: joined is \d+.s older than the moment restored/);
    expect(shown).toContain('Ana dances: true');
    expect(shown).toMatch(/Its branch is deleted/);
    expect(shown).toContain(`asked by <@${ana}>`);
    expect(await mainOnly()).toEqual(['development', 'production']);
    expect(message.versions.some((one) => one.startsWith('⏳ Trying a restore of *production*'))).toBe(true);
  });

  it('says which check failed in the database’s own words, and still deletes the branch', async () => {
    await world.type(ana, '/db drill dev');
    const message = await drill(/^❌ The restore drill of \*development\* failed: The restored data/);
    expect(message.text).toContain('does not stand up to a table of old, it writes');
    const shown = JSON.stringify(message.blocks);
    expect(message.text).toContain('a table of old: Postgres says: relation "tandas" does not exist (42P01)');
    expect(shown).toMatch(/it writes: Postgres says: .*\(\d\w{4}\)/);
    expect(await mainOnly()).toEqual(['development', 'production']);
  });

  it.each([
    { doing: 'Restore to a branch of its own', request: 'POST' },
    { doing: 'Delete the branch', request: 'DELETE' },
  ])(
    'goes on where the bot was killed at “$doing”, and makes no second branch',
    async ({ doing, request }) => {
      const made = await count('POST');
      const slow = { service: 'neon', path: '/branches', effect: { kind: 'latency', ms: 6_000 } };
      await world.fault({ ...slow, method: request, times: 1 });
      const begun = await begin();
      await eventually(async () => (await card(begun))?.text.includes(`${doing}…`) || undefined, {
        what: `the drill to say ${doing}`,
        withinMs: 30_000,
        found: async () => (await card(begun))?.text ?? 'nothing',
      });
      await world.stopBot('SIGKILL');
      await world.startBot();
      const message = await over(begun);
      expect(message.text).toMatch(/^✅ The data of \*production\* can be restored/);
      expect(JSON.stringify(message.blocks)).toContain('the bot was restarted meanwhile');
      expect((await count('POST')) - made).toBe(1);
      expect(await mainOnly()).toEqual(['development', 'production']);
    },
  );

  it('finds the branch whose making was not answered', async () => {
    const made = await count('POST');
    await world.fault({
      service: 'neon',
      method: 'POST',
      path: '/branches',
      times: 1,
      effect: { kind: 'drop_after' },
    });
    expect((await over(await begin())).text).toMatch(/^✅ The data of \*production\* can be restored/);
    expect((await count('POST')) - made).toBe(1);
    expect(await mainOnly()).toEqual(['development', 'production']);
  });

  it('is refused while one is under way, and where the environment has no data or is not named', async () => {
    const begun = await begin();
    await world.type(ana, '/db drill prod');
    await world.whisper(ana, /^🚫 Not asked twice: a restore drill of \*production\* is under way already/i);
    await world.type(ana, '/db drill');
    await world.whisper(ana, /I do not know which environment you mean/);
    await world.type(ana, '/db dril prod');
    await world.whisper(ana, /Did you mean `\/db drill`/);
    await over(begun);
  });
});

describe('a restore that nobody has tried for too long', () => {
  it('is told in the channel and by /status, until one has worked', async () => {
    const warning = await drill(/^❌ A restore drill of \*development\* is overdue/);
    expect(warning.text).toContain('`/db drill development` tries one now');
    await world.type(ana, '/status dev');
    await world.whisper(ana, /A restore drill is overdue: .*`\/db drill development` tries it now/s);
  });
});

/** Requests that reached Neon and change branches. */
async function count(method: string): Promise<number> {
  const all = await world.requests('neon');
  return all.filter((one) => one.method === method && /\/branches(?:\/br-[^/]+)?$/.test(one.path)).length;
}

/** Asks for a drill of production; answers its message's `ts`. */
async function begin(): Promise<string> {
  const known = new Set((await world.cards()).map(({ ts }) => ts));
  await world.type(ana, '/db drill prod');
  return eventually(
    async () =>
      (await world.cards()).find(
        ({ ts, text }) => !known.has(ts) && /restore of \*production|production\* can be/.test(text),
      )?.ts,
    { what: 'a drill to begin', withinMs: 30_000 },
  );
}

async function card(ts: string): Promise<SlackMessage | undefined> {
  return (await world.cards()).find((one) => one.ts === ts);
}

async function over(begun: string): Promise<SlackMessage> {
  return eventually(
    async () => {
      const now = await card(begun);
      return now && !now.text.startsWith('⏳') ? now : undefined;
    },
    {
      what: 'the drill to be over',
      withinMs: 60_000,
      found: async () => world.botLines.slice(-5).join('\n'),
    },
  );
}
