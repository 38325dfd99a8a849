import { afterAll, beforeAll, expect, it } from 'vitest';
import { World } from '../support/world.ts';

let world: World;

beforeAll(async () => {
  world = await World.start({
    configure: ({ apps }) => {
      const { production } = apps['mundo-tango'].environments;
      if (production) production.policy = { approvals: { from: { groups: ['S0RELEASE'] }, expires: '2s' } };
    },
  });
});
afterAll(() => world.stop());

it('expires when nobody nods in time, and a late nod is told so', async () => {
  const before = await world.served('production');
  await world.type('U0ANA001', '/deploy prod');
  const waiting = await world.card(/✋/);
  const expired = await world.card(/🚫.*ran out/is);
  expect(expired.ts).toBe(waiting.ts);
  expect(world.buttons(expired)).not.toContain('Approve');
  expect(await world.served('production')).toEqual(before);
});

it('expires although the bot was down when the time was over', async () => {
  await world.type('U0ANA001', '/deploy prod');
  const waiting = await world.card(/✋/);
  await world.stopBot('SIGKILL');
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  await world.startBot();
  expect((await world.card(/🚫.*ran out/is)).ts).toBe(waiting.ts);
});
