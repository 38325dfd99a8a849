import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deployByHand, promoteByHand } from '../support/by-hand.ts';
import { eventually } from '../support/eventually.ts';
import { World } from '../support/world.ts';

const ana = 'U0ANA001';
const bruno = 'U0BRUNO1';
const guest = 'U0GUEST01';

let world: World;
let first: string;
let second: string;

beforeAll(async () => {
  world = await World.start({
    configure: ({ apps }) => {
      for (const environment of Object.values(apps['mundo-tango'].environments))
        environment.policy = { ...environment.policy, approvals: { required: 0 }, branch: 'any' };
    },
  });
});
afterAll(() => world.stop());

/** Asks, and answers what was told since. */
async function status(person: string, text: string, wanted: RegExp): Promise<string> {
  const known = (await world.whispers(person)).length;
  await world.type(person, `/status ${text}`.trim());
  return eventually(async () => (await world.whispers(person)).slice(known).find((one) => wanted.test(one)), {
    what: `${person} to be told ${wanted}`,
    withinMs: 15_000,
    found: async () => JSON.stringify((await world.whispers(person)).slice(known)),
  });
}

describe('/status', () => {
  it('says, to one person, what was there before the bot came', async () => {
    const cards = (await world.cards()).length;
    const told = await status(ana, '', /production/);
    expect(told).toMatch(
      /^✅ \*production\* · `[0-9a-f]{7}` \S.* · live .* · by cabeceo at Vercel · healthy$/m,
    );
    expect(told).toMatch(/^✅ \*development\* · /m);
    expect(told.split('\n')).toHaveLength(2);
    expect((await world.cards()).length).toBe(cards);
  });

  it('says what was released, since when and by whom', async () => {
    first = await world.commit('main', 'The first of two');
    await world.ask(bruno, '/deploy prod', /^✅.*production.*runs/s);
    second = await world.commit('main', 'The second of two');
    await world.ask(bruno, '/deploy prod', /^✅.*production.*runs/s);
    const told = await status(ana, 'prod', /The second/);
    expect(told).toMatch(
      new RegExp(
        `^✅ \\*production\\* · \`${second.slice(0, 7)}\` The second of two · live \\S+.* · by <@U0BRUNO1> · healthy$`,
      ),
    );
  });

  it('says that it is locked and what runs', async () => {
    await world.type(ana, '/lock dev the demo');
    await world.card(/^🔒/);
    await world.call('PUT', '/_sandbox/settings', { railway: { deployMs: 3_000 } });
    await world.commit('develop', 'Takes a while');
    await world.ask(ana, '/deploy dev', /^⏳.*development/s);
    const told = await status(ana, 'dev', /running/);
    expect(told).toMatch(
      /^⏳ \*development\* · .* · 🔒 locked by <@U0ANA001> “the demo” · ⏳ 1 running \(<http/,
    );
    expect(told).toContain('|asked> by <@U0ANA001>)');
    await world.card(/^✅.*development.*runs/s);
    await world.call('PUT', '/_sandbox/settings', { railway: { deployMs: 100 } });
    await status(
      ana,
      'dev',
      /^🔒 \*development\* · .*Takes a while · .* healthy · 🔒 locked by <@U0ANA001> “the demo”$/,
    );
  });

  it('says that somebody promoted something at Vercel by hand', async () => {
    const deployment = await promoteByHand(world, first);
    const told = await status(ana, 'prod', /not as released/);
    expect(told).toMatch(/^❌ \*production\* · /);
    expect(told).toContain(
      `*Frontend* is not as released: Vercel serves \`${first.slice(0, 7)}\` The first of two (${deployment}, built by elena, since <!date`,
    );
    expect(told).toContain(`; \`${second.slice(0, 7)}\` The second of two was released <!date`);
    expect(told).toContain(`*different commits*: \`${first.slice(0, 7)}\` and \`${second.slice(0, 7)}\`.`);
  });

  it('says that somebody deployed at Railway by hand', async () => {
    const deployment = await deployByHand(world, 'production', first);
    const told = await status(ana, 'prod', /Backend\* is not as released/);
    expect(told).toContain(
      `Railway serves \`${first.slice(0, 7)}\` The first of two (${deployment}, deployed by Elena Okafor, since <!date`,
    );
    expect(told).not.toContain('different commits');
  });

  it('is all well again after a deploy', async () => {
    await world.ask(bruno, '/deploy prod', /^✅.*production.*runs/s);
    const told = await status(ana, 'prod', /The second/);
    expect(told).toMatch(/^✅ .* · healthy$/);
  });

  it('calls it no change by hand that a failed deploy was undone', async () => {
    await world.commit('main', 'Is not promoted');
    const effect = { kind: 'status', status: 403, message: 'not allowed' };
    await world.fault({ service: 'vercel', path: '/promote/', method: 'POST', times: 1, effect });
    await world.ask(bruno, '/deploy prod', /^❌.*backend back on/s, 40_000);
    await status(ana, 'prod', /^✅ .*The second of two · .* by <@U0BRUNO1> · healthy$/);
  });

  it('guesses nothing of a platform that is down', async () => {
    await world.fault({ service: 'railway', times: 100, effect: { kind: 'status', status: 503 } });
    const told = await status(ana, '', /not known/);
    expect(told).toMatch(/^❔ \*production\* · `[0-9a-f]{7}` The second of two \(frontend\) .* · answers/m);
    expect(told).toMatch(
      /^\*Backend\* is not known: Railway .*503.*\. Its own address answered [0-9a-f]{7}\.$/m,
    );
    await world.call('DELETE', '/_sandbox/faults');
  });

  it('waits for no platform that does not answer in time', async () => {
    await world.fault({ service: 'vercel', times: 100, effect: { kind: 'latency', ms: 9_000 } });
    await status(ana, 'prod', /Frontend\* is not known: Vercel did not answer within 6.s\./);
    await world.call('DELETE', '/_sandbox/faults');
  });

  it('answers no guest, and nothing of an environment that nobody knows', async () => {
    await status(guest, 'prod', /only people of this one/);
    expect(await world.type(ana, '/status prdo')).toMatch(/no environment “prdo”/);
  });
});
