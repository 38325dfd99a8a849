import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { quickPlatforms, type SlackMessage, World } from '../support/world.ts';

const ana = 'U0ANA001';
const bruno = 'U0BRUNO1';
const dario = 'U0DARIO1';
const guest = 'U0GUEST01';

let world: World;

async function cardOf({ ts }: SlackMessage, wanted: RegExp): Promise<SlackMessage> {
  return eventually(
    async () => (await world.cards()).find((card) => card.ts === ts && wanted.test(card.text)),
    { what: `the card to say ${wanted}`, withinMs: 40_000 },
  );
}

describe('a freeze window', () => {
  const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19);
  afterAll(() => world.stop());

  it(
    'is announced ahead, stops deploys while it lasts, and tells when it is over',
    { timeout: 120_000 },
    async () => {
      world = await World.start({
        configure: ({ apps }) => {
          const { development } = apps['mundo-tango'].environments;
          const freezes = [
            { from: inSeconds(22), to: inSeconds(42), zone: 'UTC', reason: 'stocktaking', ahead: '18s' },
          ];
          if (development) development.policy = { freezes };
          Object.assign(apps['mundo-tango'], { announce: 'C0DEPLOYS' });
        },
      });
      const ahead = await world.card(/^🔒 \*development\* will be frozen from .* until .*“stocktaking”/);
      await world.commit('develop', 'Before the window');
      await world.ask(ana, '/deploy dev', /^✅.*development.*runs/s);
      const begun = await world.card(/^🔒 \*development\* is frozen until .*“stocktaking”/);
      await world.commit('develop', 'In the window');
      await world.ask(
        ana,
        '/deploy dev',
        /^🚫.*freeze window until .*“stocktaking”.*Ask again when it is over/s,
      );
      await world.stopBot('SIGKILL');
      await world.startBot();
      await cardOf(begun, /^✅ \*development\* is open again: the freeze window “stocktaking” is over/);
      expect((await world.cards()).find(({ ts }) => ts === ahead.ts)?.text).toBe(ahead.text);
      await world.ask(ana, '/deploy dev', /^✅.*development.*runs/s);
    },
  );
});

describe('a freeze', () => {
  beforeAll(async () => {
    world = await World.start({
      configure: ({ apps }) => {
        const { production } = apps['mundo-tango'].environments;
        const freeze = { groups: ['S0RELEASE'] };
        if (production)
          production.policy = { approvals: { from: { groups: ['S0RELEASE'] } }, rights: { freeze } };
      },
    });
  });
  afterEach(() => world.call('PUT', '/_sandbox/settings', quickPlatforms));
  afterAll(() => world.stop());

  it('stops a deploy that waits for a nod and one that waits its turn, and lets them go when it is lifted', async () => {
    const before = await world.served('production');
    const waiting = await world.ask(ana, '/deploy prod', /^✋/);
    await world.call('PUT', '/_sandbox/settings', { vercel: { buildMs: 4_000 } });
    await world.commit('develop', 'Runs when the freeze lands');
    const running = await world.ask(ana, '/deploy dev', /^⏳/);
    await world.commit('develop', 'Waits when the freeze lands');
    const queued = await world.ask(bruno, '/deploy dev', /^🕓/);
    const frozen = await world.ask(bruno, '/freeze the payment provider is down', /^🔒/);
    expect(frozen.text).toMatch(
      /^🔒 \*all of mundo-tango\* is frozen by <@U0BRUNO1>: “the payment provider is down”/,
    );
    expect(world.buttons(frozen)).toEqual(['Lift the freeze…']);

    await cardOf(
      queued,
      /^🚫.*<@U0BRUNO1> froze \*all of mundo-tango\*.*“the payment provider is down”.*\/unfreeze/s,
    );
    await cardOf(running, /^✅.*development.*runs/s);
    await world.press(bruno, waiting, 'Approve');
    await world.whisper(bruno, /^🚫.*<@U0BRUNO1> froze \*all of mundo-tango\*/s);
    expect(await world.served('production')).toEqual(before);

    await world.type(dario, '/unfreeze');
    await world.whisper(dario, /^🚫 Not done: you may not unfreeze \*all of mundo-tango\*/);
    await world.press(bruno, frozen, 'Lift the freeze');
    await cardOf(frozen, /^✅ The freeze of \*all of mundo-tango\* was lifted by <@U0BRUNO1> after/);
    await world.press(bruno, waiting, 'Approve');
    await cardOf(waiting, /^✅.*production.*runs/s);
  });

  it('of everything stops every app, is told of before anything else, and needs a reason', async () => {
    expect(await world.type(bruno, '/freeze all')).toMatch(/^🚫 Not frozen: I need to know why/);
    const frozen = await world.ask(
      bruno,
      '/freeze all we are being attacked',
      /^🔒 \*everything\* is frozen/,
    );
    await world.commit('develop', 'Frozen');
    await world.ask(ana, '/deploy dev', /^🚫.*froze \*everything\*.*“we are being attacked”/s);
    await world.type(bruno, '/freeze all again');
    await world.whisper(bruno, /^🚫 Not frozen: <@U0BRUNO1> froze \*everything\* already/);
    await world.type(bruno, '/unfreeze');
    await world.whisper(bruno, /^🚫 Not done: nobody has frozen \*all of mundo-tango\*/);
    await world.type(bruno, '/unfreeze all');
    await cardOf(frozen, /^✅ The freeze of \*everything\* was lifted/);
    await world.ask(ana, '/deploy dev', /^✅.*development.*runs/s);
  });

  it('is no guest’s, and stands after the bot was killed', async () => {
    await world.type(guest, '/freeze for fun');
    await world.whisper(guest, /^🚫 Not done: only full members/);
    const frozen = await world.ask(bruno, '/freeze over a restart', /^🔒/);
    await world.stopBot('SIGKILL');
    await world.startBot();
    await world.commit('develop', 'After the restart');
    await world.ask(ana, '/deploy dev', /^🚫.*“over a restart”/s);
    await world.type(bruno, '/unfreeze');
    await cardOf(frozen, /^✅ The freeze/);
    await world.ask(ana, '/deploy dev', /^✅.*development.*runs/s);
  });
});
