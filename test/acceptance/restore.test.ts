import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { mutationsOf } from '../support/mutations.ts';
import { branches, query, remember } from '../support/sandbox-data.ts';
import { type JournalLine, quickPlatforms, type SlackMessage, World } from '../support/world.ts';

const ana = 'U0ANA001';
const bruno = 'U0BRUNO1';
const carla = 'U0CARLA1';
const dario = 'U0DARIO1';

/** Each branch is a Postgres that has to start. */
vi.setConfig({ testTimeout: 180_000 });

let world: World;

beforeAll(async () => {
  world = await World.start({
    configure: ({ apps }) => {
      const { production } = apps['mundo-tango'].environments;
      if (production)
        production.policy = {
          approvals: { required: 0, data: { from: { users: [ana, bruno, carla] } } },
          rights: { database: { users: [ana, bruno] }, rollback: { users: [ana] } },
          deadlines: { health: '3s', verify: '3s' },
        };
    },
  });
  await query(world, 'create table lessons (id serial primary key, title text not null)');
  await query(world, 'create table pupils (id serial primary key)');
});
afterAll(() => world.stop());

beforeEach(async () => {
  await world.call('PUT', '/_sandbox/settings', quickPlatforms);
  await world.call('POST', '/_sandbox/railway/unhealthy', { environment: 'production', status: 200 });
  await query(world, 'truncate lessons, pupils');
});

const waiting = /^✋ Restore of \*production\*/;
const done = /^✅ \*production\* has its data of/;

async function teach(...titles: readonly string[]): Promise<void> {
  const values = titles.map((title) => `('${title}')`).join(', ');
  await query(world, `insert into lessons (title) values ${values}`);
}

async function lessons(): Promise<readonly unknown[]> {
  const rows = await query(world, 'select title from lessons order by id');
  return rows.map(({ title }) => title);
}

/** A moment, in a form that can be typed. */
async function now(): Promise<string> {
  return new Date(await remember(world)).toISOString();
}

async function cardAt({ ts }: SlackMessage, wanted: RegExp): Promise<SlackMessage> {
  const find = async () => (await world.cards()).find((card) => card.ts === ts);
  return eventually(
    async () => {
      const card = await find();
      return card && wanted.test(card.text) ? card : undefined;
    },
    {
      what: `the card to say ${wanted}`,
      withinMs: 40_000,
      found: async () => `${(await find())?.text}\n${world.botLines.slice(-15).join('\n')}`,
    },
  );
}

async function ask(who: string, command: string, wanted = waiting): Promise<SlackMessage> {
  return world.ask(who, command, wanted, 40_000);
}

async function approve(card: SlackMessage, ...people: readonly string[]): Promise<void> {
  for (const [index, person] of people.entries()) {
    await world.press(person, card, 'Approve');
    if (index + 1 < people.length) await cardAt(card, /waits for 1 nod/);
  }
}

async function untilGone(name: string | RegExp): Promise<void> {
  const find = async () => (await branches(world)).find((each) => each.match(name));
  await eventually(async () => ((await find()) === undefined ? true : undefined), {
    what: `no branch ${name}`,
    withinMs: 20_000,
    found: async () => String(await find()),
  });
}

async function restoresSince(since: number): Promise<number> {
  const lines = await world.call<readonly JournalLine[]>('GET', `/_sandbox/requests?since=${since}`);
  return mutationsOf(lines).filter(({ name }) => name === 'Neon: restore').length;
}

const shown = (card: SlackMessage) => JSON.stringify(card.blocks).replaceAll('\u00A0', ' ');

async function releaseHold(): Promise<void> {
  const held = (await world.cards()).findLast(({ text }) => /^🔒.*on hold/.test(text));
  if (!held) return;
  await world.press(ana, held, 'Release the hold');
  await cardAt(held, /^✅ The hold of/);
}

/** What the card says is typed to go back. */
function wayBack(card: SlackMessage): string {
  const [command = ''] = /\/db restore production at branch before-restore-\w+/.exec(card.text) ?? [];
  return command;
}

describe('/db restore', () => {
  it('brings back what is gone once two people have nodded, says how much went, and how it comes back', async () => {
    await teach('Milonga', 'Vals');
    const before = await now();
    await query(world, 'delete from lessons');
    await query(world, 'insert into pupils default values');
    const plan = await ask(ana, `/db restore prod at ${before}`);
    expect(plan.text).toMatch(/waits for 2 nods from/);
    expect(shown(plan)).toMatch(/`lessons` {2}0 → 2 \(\+2\)/);
    expect(shown(plan)).toMatch(/`pupils` {2}1 → 0 \(−1\)/);
    expect(shown(plan)).toMatch(/What was written since .* the last \d+ s/);
    expect(world.buttons(plan)).toEqual(['Approve', 'Reject…', 'Look at it', 'Nudge', 'Cancel']);
    expect((await branches(world)).filter((name) => name.startsWith('cabeceo/look-'))).toHaveLength(1);

    await world.press(ana, plan, 'Approve');
    await world.whisper(ana, /^🚫 Not approved/);
    await approve(plan, bruno);
    await cardAt(plan, /waits for 1 nod/);
    expect(await lessons()).toEqual([]);

    const half = await cardAt(plan, /waits for 1 nod/);
    await world.press(dario, half, 'Approve');
    await world.whisper(dario, /^🚫 Not approved/);
    await world.press(carla, half, 'Approve');
    const ended = await cardAt(plan, done);
    expect(await lessons()).toEqual(['Milonga', 'Vals']);
    expect(ended.text).toMatch(/What was written in the \d+ s until .* was taken out/);
    expect(ended.text).toMatch(/It is kept as branch `before-restore-/);
    await untilGone(/^cabeceo\/look-/);
    await world.told(ended, /✅ \*production\* has its data of/);

    await teach('Tango');
    const back = await ask(ana, wayBack(ended));
    expect(shown(back)).toMatch(/as branch `before-restore-\w+` holds it/);
    await approve(back, bruno, carla);
    const again = await cardAt(back, done);
    expect(await lessons()).toEqual([]);
    expect(await query(world, 'select count(*)::int as pupils from pupils')).toEqual([{ pupils: 1 }]);
    expect(wayBack(again)).not.toBe(wayBack(ended));
  });

  it('is refused for a time that Neon keeps no longer or that has not been, and says what can be had', async () => {
    const old = await ask(
      ana,
      '/db restore prod 300 days ago',
      /^🚫 The data of \*production\* is not restored/,
    );
    expect(old.text).toMatch(
      /is before what Neon keeps .*`\/db restore production at \d{4}-\d\d-\d\dT[\d:]+Z`/,
    );
    await ask(ana, '/db restore prod at 2099-01-01T00:00:00Z', /^🚫 The data of .*has not been yet/);
    expect(await world.type(ana, '/db restore prod at teatime')).toMatch(
      /^🚫 Not restored: I do not understand “at teatime” as a time or a release/,
    );
    expect(await world.type(ana, '/db restore prod')).toMatch(/^🚫 Not restored: I do not know which moment/);
    expect(await world.type(ana, '/db restor prod')).toMatch(/Did you mean `\/db restore`/);
    await ask(
      carla,
      '/db restore prod 1s ago',
      /^🚫 The data of .*<@U0CARLA1> may not restore the data of production/,
    );
    await untilGone(/^cabeceo\/look-/);
  });

  it('that is rejected, or cancelled, changes nothing and leaves no branch', async () => {
    await teach('Milonga');
    const before = await now();
    const since = Date.now();
    const rejected = await ask(ana, `/db restore prod at ${before}`);
    await world.press(bruno, rejected, 'Reject');
    const modal = await eventually(
      async () => (await world.holds('slack')).modals.find(({ user }) => user === bruno),
      { what: 'the form that asks why', withinMs: 5_000 },
    );
    await world.call('POST', '/_sandbox/slack/submit', {
      user: bruno,
      view: modal.id,
      values: { reason: { reason: 'Mend it by hand' } },
    });
    await cardAt(rejected, /^🚫 The data of \*production\* is not restored: <@U0BRUNO1> rejected/);
    await untilGone(/^cabeceo\/look-/);
    const cancelled = await ask(ana, `/db restore prod at ${before}`);
    await world.press(ana, cancelled, 'Cancel');
    await cardAt(cancelled, /^🚫 Restore of \*production\* to data of .*cancelled by <@U0ANA001>/);
    await untilGone(/^cabeceo\/look-/);
    expect(await restoresSince(since)).toBe(0);
    expect(await lessons()).toEqual(['Milonga']);
  });

  it('after which the backend is not well is taken back, and says which data is live', async () => {
    await teach('Milonga');
    const before = await now();
    await teach('Vals');
    const plan = await ask(ana, `/db restore prod at ${before}`);
    await world.call('POST', '/_sandbox/railway/unhealthy', { environment: 'production', status: 503 });
    await approve(plan, bruno, carla);
    const failed = await cardAt(plan, /^❌/);
    expect(failed.text).toMatch(
      /^❌ The data of \*production\* was not restored: the backend did not become healthy/,
    );
    expect(failed.text).toMatch(/\*production\* has the data again that it had before the restore/);
    expect(await lessons()).toEqual(['Milonga', 'Vals']);
    await untilGone(/^cabeceo\/look-/);
    expect(world.buttons(failed)).toEqual([]);
    await world.call('POST', '/_sandbox/railway/unhealthy', { environment: 'production', status: 200 });
    const [again = ''] = /\/db restore production at branch taken-back-\w+/.exec(failed.text) ?? [];
    const second = await ask(ana, again);
    await approve(second, bruno, carla);
    await cardAt(second, done);
    expect(await lessons()).toEqual(['Milonga']);
  });

  it('goes right before a release that deleted too much, also from the card of its rollback', async () => {
    const good = await world.commit('main', 'Counts pupils');
    await world.ask(bruno, '/deploy prod', new RegExp(`^✅ .*runs \`${good.slice(0, 7)}`));
    await teach('Milonga', 'Vals');
    await remember(world);
    const bad = await world.commit('main', 'Forgets lessons');
    await world.ask(bruno, '/deploy prod', new RegExp(`^✅ .*runs \`${bad.slice(0, 7)}`));
    await query(world, 'delete from lessons');
    const last = await ask(ana, '/db restore prod last');
    expect(shown(last)).toContain(`right before \`${bad.slice(0, 7)}\` Forgets lessons`);
    await world.press(ana, last, 'Cancel');
    await cardAt(last, /^🚫/);

    const rollback = await world.ask(ana, '/rollback prod', /^✋ Rollback/);
    await world.press(ana, rollback, 'Roll back to');
    const back = await cardAt(rollback, /^↩️/);
    expect(await lessons()).toEqual([]);
    const known = (await world.cards()).length;
    await world.press(ana, back, 'Restore its data too');
    const plan = await world.card(waiting, 40_000, known);
    expect(shown(plan)).toContain(`right before \`${bad.slice(0, 7)}\` Forgets lessons`);
    await approve(plan, bruno, carla);
    await cardAt(plan, done);
    expect(await lessons()).toEqual(['Milonga', 'Vals']);
  });
});

describe('/rollback --with-data', () => {
  it('rolls the code back, then plans the restore of the data as an operation of its own', async () => {
    await releaseHold();
    const good = await world.commit('main', 'Lists halls');
    await world.ask(bruno, '/deploy prod', new RegExp(`^✅ .*runs \`${good.slice(0, 7)}`));
    await teach('Milonga');
    await remember(world);
    const bad = await world.commit('main', 'Loses halls');
    await world.ask(bruno, '/deploy prod', new RegExp(`^✅ .*runs \`${bad.slice(0, 7)}`));
    await query(world, 'delete from lessons');
    const rollback = await world.ask(ana, '/rollback prod --with-data', /^✋ Rollback/);
    expect(shown(rollback)).toMatch(/once the code is back I plan its restore/);
    const known = (await world.cards()).length;
    await world.press(ana, rollback, 'Roll back to');
    await cardAt(rollback, /^↩️/);
    const plan = await eventually(
      async () => (await world.cards()).slice(known).find(({ text }) => waiting.test(text)),
      { what: 'the card of the restore', withinMs: 40_000 },
    );
    expect(await lessons()).toEqual([]);
    await approve(plan, bruno, carla);
    await cardAt(plan, done);
    expect(await lessons()).toEqual(['Milonga']);
    expect((await world.served('production')).backend).toBe(good);
  });
});
