import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { World } from '../support/world.ts';

const ana = 'U0ANA001';
const bruno = 'U0BRUNO1';
const dario = 'U0DARIO1';

let world: World;

beforeAll(async () => {
  world = await World.start({
    configure: ({ apps }) => {
      const { development } = apps['mundo-tango'].environments;
      if (development) development.policy = { rights: { lock: { groups: ['S0RELEASE'], users: [ana] } } };
    },
  });
});
afterAll(() => world.stop());

it('stops every deploy until somebody releases it, and the bad commit stays refused by name', async () => {
  const bad = await world.commit('develop', 'Loses orders');
  const held = await world.ask(ana, `/hold dev ${bad.slice(0, 7)} orders are lost`, /^🔒/);
  expect(held.text).toMatch(
    /^🔒 \*development\* was put on hold by <@U0ANA001>: “orders are lost”.*marked bad/,
  );
  await world.commit('develop', 'Still on hold');
  const refused = await world.ask(
    bruno,
    '/deploy dev',
    /^🚫.*<@U0ANA001> put \*development\* on hold.*“orders are lost”/s,
  );
  expect(world.buttons(refused)).toContain('Release the hold…');

  await world.press(dario, refused, 'Release the hold');
  await world.whisper(dario, /^🚫 Not done: you may not release the hold of \*development\*/);
  await world.press(bruno, refused, 'Release the hold');
  await eventually(
    async () =>
      (await world.cards()).find(({ ts, text }) => ts === held.ts && text.startsWith('✅ The hold of')),
    { what: 'the hold to be released', withinMs: 10_000 },
  );
  await world.ask(bruno, `/deploy dev ${bad}`, /^🚫.*marked bad by <@U0ANA001>.*orders are lost/s);
  await world.ask(bruno, '/deploy dev', /^✅.*development.*runs/s);
});

it('needs a commit that exists, a reason, and no hold before it; it stands after the bot was killed', async () => {
  expect(await world.type(ana, '/hold dev')).toMatch(/^🚫 Not done: I need to know why/);
  await world.type(ana, '/hold dev 0123456789 no such commit');
  await world.whisper(ana, /^🚫 Not done: GitHub knows no commit “0123456789” in mundo-tango/);
  await world.type(ana, '/release dev');
  await world.whisper(ana, /^🚫 Not done: there is no hold of \*development\*/);
  await world.ask(ana, '/hold dev over a restart', /^🔒/);
  await world.type(bruno, '/hold dev me too');
  await world.whisper(bruno, /^🚫 Not done: <@U0ANA001> put \*development\* on hold already/);
  await world.stopBot('SIGKILL');
  await world.startBot();
  await world.commit('develop', 'After the restart');
  await world.ask(bruno, '/deploy dev', /^🚫.*“over a restart”/s);
  await world.type(bruno, '/release dev');
});
