import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { RedisGate } from '../support/redis-gate.ts';
import { branches, query, remember } from '../support/sandbox-data.ts';
import { quickPlatforms, type SlackMessage, World } from '../support/world.ts';

const ana = 'U0ANA001';
const bruno = 'U0BRUNO1';
const carla = 'U0CARLA1';
const dario = 'U0DARIO1';
const guest = 'U0GUEST01';

/** Each branch is a Postgres that has to start. */
vi.setConfig({ testTimeout: 120_000 });

let world: World;

beforeAll(async () => {
  world = await World.start({
    configure: ({ apps }) => {
      const { production } = apps['mundo-tango'].environments;
      if (production)
        production.policy = {
          approvals: { required: 0 },
          rights: { database: { users: [ana, bruno, carla] } },
        };
    },
  });
  await query(world, 'create table lessons (id serial primary key, title text not null)');
});
afterEach(async () => {
  await world.call('DELETE', '/_sandbox/faults');
  await world.call('PUT', '/_sandbox/settings', {
    ...quickPlatforms,
    neon: { operationMs: 50, branchesLimit: 5000 },
  });
});
afterAll(() => world.stop());

const made = (name: string) => new RegExp(`^✅ Branch \\*${name}\\* was made`);

async function make(user: string, text: string): Promise<SlackMessage> {
  const [name = ''] = text.split(' ');
  return world.ask(user, `/db branch ${text}`, made(name), 60_000);
}

/** The strings that a whisper shows. */
async function shownStrings(user: string, name: string): Promise<readonly string[]> {
  await world.type(user, `/db connect ${name}`);
  const told = await world.toldPrivately(user, new RegExp(`^🔒 How to connect to \\*${name}\\*`));
  return JSON.stringify(told.blocks).match(/postgresql:\/\/[^"]+/g) ?? [];
}

async function titlesAt(uri: string): Promise<readonly unknown[]> {
  const client = new Client({ connectionString: uri });
  await client.connect();
  try {
    return (await client.query('select title from lessons order by id')).rows.map(
      (row) => (row as { title: unknown }).title,
    );
  } finally {
    await client.end();
  }
}

async function createdCount(name: string): Promise<number> {
  const sent = await world.requests('neon');
  return sent.filter(
    ({ method, path, body, status }) =>
      method === 'POST' &&
      path.endsWith('/branches') &&
      status < 400 &&
      JSON.stringify(body).includes(`"name":"${name}"`),
  ).length;
}

describe('a branch', () => {
  it('is made of production, told in the channel, and connected to by whoever asked, who alone sees how', async () => {
    await query(world, `insert into lessons (title) values ('ocho')`);
    const told = await make(ana, 'cart-totals');
    expect(told.text).toMatch(
      /^✅ Branch \*cart-totals\* was made from \*production\* in \d+ s · <!date.*expires.*`\/db connect cart-totals` .*Asked by <@U0ANA001>/s,
    );
    expect((await world.cards()).filter(({ text }) => text.includes('cart-totals'))).toHaveLength(1);
    const [pooled = '', direct = ''] = await shownStrings(ana, 'cart-totals');
    expect(await titlesAt(pooled)).toEqual(['ocho']);
    expect(await titlesAt(direct)).toEqual(['ocho']);
    const others = (await world.messages()).filter(({ visibleTo }) => visibleTo !== ana);
    expect(JSON.stringify(others)).not.toContain('postgresql://');
  });

  it('has the data of the time that was named, and stays as long as was said', async () => {
    await query(world, `truncate lessons; insert into lessons (title) values ('before')`);
    const at = new Date(await remember(world)).toISOString();
    await query(world, `insert into lessons (title) values ('after')`);
    const told = await make(bruno, `before-after from prod at ${at} for 2d`);
    expect(told.text).toMatch(/was made from \*production\* as of <!date/);
    const [uri = ''] = await shownStrings(bruno, 'before-after');
    expect(await titlesAt(uri)).toEqual(['before']);
    const neon = await world.holds('neon');
    const branch = neon.branches.find(({ name }) => name === 'before-after');
    expect((branch?.expiresAt ?? 0) - Date.now()).toBeGreaterThan(1.9 * 86_400_000);
    expect((branch?.expiresAt ?? 0) - Date.now()).toBeLessThan(2.1 * 86_400_000);
  });

  it('of the schema alone has no rows', async () => {
    const told = await make(ana, 'bare --schema-only');
    expect(told.text).toMatch(/was made from the schema of \*production\*, without rows/);
    const [uri = ''] = await shownStrings(ana, 'bare');
    expect(await titlesAt(uri)).toEqual([]);
  });

  it.each([
    ['<!channel>', /“&lt;!channel&gt;” cannot be the name of a branch/],
    ['x;drop', /“x;drop” cannot be the name of a branch/],
    ['br-cool-1', /“br-cool-1” cannot be.*is how Neon begins its ids/],
    ['cabeceo/op_mine', /“cabeceo\/op_mine” cannot be the name/],
    ['dev', /word for an environment/],
    ['cart-totals', /there is a branch “cart-totals” already, made .* by <@U0ANA001>/],
    ['x from cart-totls', /no branch “cart-totls”.*Did you mean `cart-totals`/s],
    ['x from nowhere', /no branch “nowhere” in Neon project [^.]*\. `\/db branches` lists them/],
    ['x from cart-totals', /goes by itself .*from production/s],
    ['x at 2019-01-01T00:00:00Z', /before what Neon keeps of “production”.*The earliest: `at 2/s],
    ['x for 31d', /30 days at most, which is Neon’s limit/],
    ['x for ever', /must have an end.*database\.branches\.forever/s],
    ['x for lunch', /I do not understand “lunch”.*kept for 7 days/s],
    ['', /which branch you mean/],
    ['x y z', /understood `\/db branch x` but not “y z”/],
  ])('is not made with “%s”, and why is said to whoever asked', async (text, wanted) => {
    const known = await branches(world);
    await world.type(ana, `/db branch ${text}`);
    expect((await world.toldPrivately(ana, wanted)).text).toMatch(/^🚫 Not done/);
    expect(await branches(world)).toEqual(known);
  });

  it('is not made beyond the limit of the project, which names one’s own', async () => {
    const count = (await branches(world)).length;
    await world.call('PUT', '/_sandbox/settings', { neon: { branchesLimit: count } });
    await world.type(ana, '/db branch one-too-many');
    await world.toldPrivately(
      ana,
      new RegExp(`has ${count} branches, and may have ${count}\\..*Yours: .*cart-totals`, 's'),
    );
    expect(await createdCount('one-too-many')).toBe(0);
  });

  it('is made once Neon is no longer busy, and once only', async () => {
    await world.fault({
      service: 'neon',
      method: 'POST',
      path: '/branches',
      times: 3,
      effect: { kind: 'status', status: 423 },
    });
    await make(carla, 'patient');
    expect((await branches(world)).filter((name) => name === 'patient')).toHaveLength(1);
  });

  it('is made once although Neon’s answer was lost', async () => {
    await world.fault({
      service: 'neon',
      method: 'POST',
      path: '/branches',
      times: 1,
      effect: { kind: 'drop_after' },
    });
    await make(carla, 'unheard');
    expect(await createdCount('unheard')).toBe(1);
  });

  it.each([
    ['before-asking', 'right before Neon is asked', 'branch begun', 'answer'],
    ['before-keeping', 'between asking Neon and keeping its answer', 'branch started', 'command'],
    ['after-keeping', 'right after Neon’s answer was kept', 'branch started', 'answer'],
  ] as const)('%s: is made once although the worker was killed %s', async (name, _, moment, keep) => {
    await world.stopBot();
    const gate = await RedisGate.start(world.botEnvironment['REDIS_URL'] ?? '', () => undefined);
    await world.startBot({ REDIS_URL: gate.url });
    const held = gate.hold({ moment, keep });
    await world.type(carla, `/db branch ${name}`);
    await held;
    await world.stopBot('SIGKILL');
    await gate.close();
    await world.startBot();
    await world.card(made(name), 60_000);
    expect(await createdCount(name)).toBe(1);
    expect((await branches(world)).filter((each) => each === name)).toHaveLength(1);
    expect((await world.cards()).filter(({ text }) => text.includes(`*${name}*`))).toHaveLength(1);
  });

  it('is reset to what its parent holds now, once that is confirmed', async () => {
    await query(world, `truncate lessons; insert into lessons (title) values ('newer')`);
    await world.type(ana, '/db reset cart-totals');
    const offer = await world.toldPrivately(
      ana,
      /^✋ Reset \*cart-totals\* to what \*production\* holds now\?.*goes for good/s,
    );
    await world.press(ana, offer, 'Reset cart-totals…');
    await world.card(/^✅ Branch \*cart-totals\* was reset to what \*production\* holds/, 60_000);
    const [uri = ''] = await shownStrings(ana, 'cart-totals');
    expect(await titlesAt(uri)).toEqual(['newer']);
  });

  it('is compared with its parent by what is defined in it', async () => {
    const [uri = ''] = await shownStrings(ana, 'cart-totals');
    const client = new Client({ connectionString: uri });
    await client.connect();
    await client.query('alter table lessons add column level int');
    await client.end();
    await world.type(dario, '/db diff cart-totals');
    const told = await world.toldPrivately(
      dario,
      /^What \*cart-totals\* defines otherwise than \*production\*/,
    );
    expect(JSON.stringify(told.blocks)).toContain('+    level integer');
    await world.type(dario, '/db diff before-after and prod');
    await world.toldPrivately(dario, /^✅ \*before-after\* and \*production\* define the same/);
  });

  it('is deleted once that is confirmed, and the second press finds it gone', async () => {
    await world.type(ana, '/db delete unheard');
    const offer = await world.toldPrivately(
      ana,
      /^✋ Delete \*unheard\*\?.*All that was written to it goes/s,
    );
    await world.press(ana, offer, 'Delete unheard…');
    await world.card(/^✅ Branch \*unheard\* was deleted in \d+ s/, 60_000);
    expect(await branches(world)).not.toContain('unheard');
    await world.press(ana, offer, 'Delete unheard…');
    await world.toldPrivately(ana, /^🚫 That branch is gone already/);
  });
});

describe('the list of branches', () => {
  it('says whose each is, how long it stays and what depends on it, to whoever asked', async () => {
    await world.type(dario, '/db branches');
    const { text } = await world.toldPrivately(dario, /in Neon project \*mundo-tango-1234\*/);
    expect(text).toMatch(/\*production\* · production runs on it · default · protected/);
    expect(text).toMatch(/\*development\* · development runs on it · from production/);
    expect(text).toMatch(/\*cart-totals\* · from production · .* old · by <@U0ANA001> · .*expires/);
  });
});

describe('what something needs', () => {
  it('is neither deleted nor reset: an environment’s branch, one with children, a release’s restore point', async () => {
    await world.type(ana, '/db delete dev');
    await world.toldPrivately(
      ana,
      /^🚫 Not done: \*development\* of mundo-tango runs on “development”, so it is not deleted here/,
    );
    await world.type(ana, '/db reset development');
    await world.toldPrivately(
      ana,
      /runs on “development”, so it is not reset here.*`\/db restore development`/s,
    );
    await world.commit('main', 'Release with a restore point');
    await world.ask(ana, '/deploy prod', /^✅ \*production\* runs/, 60_000);
    const point = (await branches(world)).find((name) => name.startsWith('cabeceo/op_')) ?? '';
    await world.type(ana, `/db delete ${point}`);
    await world.toldPrivately(
      ana,
      /is the restore point of [0-9a-f]{7} “Release with a restore point”, live on \*production\*/,
    );
    expect(await branches(world)).toContain(point);
  });
});

describe('the strings of production', () => {
  it('are not given out unless the policy says so; a branch of it is the way', async () => {
    await world.type(ana, '/db connect prod');
    await world.toldPrivately(
      ana,
      /^🚫 Not done: the connection strings of “production” are not given out, since production runs on it.*`\/db branch look-at-production from production`/s,
    );
  });
});

describe('whoever may not change data', () => {
  it('makes, deletes and connects to nothing, and is told who may', async () => {
    await world.type(dario, '/db branch daring');
    await world.toldPrivately(
      dario,
      /^🚫 Not done: you may not make branches of the database of \*production\*.*<@U0ANA001>/s,
    );
    await world.type(dario, '/db connect cart-totals');
    await world.toldPrivately(dario, /you may not connect to branches of the database of \*production\*/);
    await world.type(dario, '/db delete cart-totals');
    await world.toldPrivately(dario, /you may not delete branches of the database of \*production\*/);
    await world.type(guest, '/db branches');
    await world.toldPrivately(guest, /another workspace|Only full members|only full members/);
    expect(await branches(world)).not.toContain('daring');
  });
});
