import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { quickPlatforms, World } from '../support/world.ts';

const ana = 'U0ANA001';
const bruno = 'U0BRUNO1';
const carla = 'U0CARLA1';
const dario = 'U0DARIO1';
const guest = 'U0GUEST01';
const outsider = 'U0OUTSIDE';

let world: World;

beforeAll(async () => {
  world = await World.start({
    configure: ({ apps }) => {
      const { production, development } = apps['mundo-tango'].environments;
      if (production)
        production.policy = {
          approvals: { from: { groups: ['S0RELEASE'] } },
          rights: { lock: { groups: ['S0RELEASE'], users: [ana] } },
        };
      if (development) development.policy = { ownLocks: 'stop', nagLocks: '1500ms' };
    },
  });
});
afterEach(async () => {
  await world.call('DELETE', '/_sandbox/faults');
  await world.call('PUT', '/_sandbox/settings', quickPlatforms);
});
afterAll(() => world.stop());

const lock = (user: string, text: string) => world.ask(user, `/lock ${text}`, /^🔒/);

async function unlock(user: string, environment: string): Promise<void> {
  await world.type(user, `/unlock ${environment}`);
  await eventually(
    async () =>
      (await world.cards()).findLast(({ text }) => /^[🔒✅].*lock/u.test(text))?.text.startsWith('✅') ||
      undefined,
    { what: `${environment} to be unlocked`, withinMs: 10_000 },
  );
}

describe('a lock', () => {
  it('stops everybody but its owner, and says whose it is, why and until when', async () => {
    const before = await world.served('production');
    const locked = await lock(ana, 'prod checkout is on fire for 2h');
    expect(locked.text).toMatch(
      /^🔒 \*production\* is locked by <@U0ANA001>: “checkout is on fire” · .*expires/,
    );
    expect(world.buttons(locked)).toEqual(['Unlock production', 'Take over the lock…']);

    const refused = await world.ask(bruno, '/deploy prod', /^🚫/);
    expect(refused.text).toMatch(
      /^🚫 Not deployed to \*production\*: <@U0ANA001> locked \*production\* .*“checkout is on fire”.*The lock ends .*take it over/s,
    );
    expect(world.buttons(refused)).toContain('Take over the lock…');
    expect(await world.served('production')).toEqual(before);

    const own = await world.ask(ana, '/deploy prod', /^✋/);
    await world.press(ana, own, 'Cancel');
    await world.card(/^🚫.*cancelled/);
    await unlock(ana, 'prod');
    await eventually(
      async () => {
        const shown = (await world.cards()).find(({ ts }) => ts === refused.ts);
        return (shown && world.buttons(shown).join() === 'Ask again') || undefined;
      },
      { what: 'the refused card to lose its button with the lock', withinMs: 10_000 },
    );
    expect((await world.cards()).find(({ ts }) => ts === locked.ts)?.text).toMatch(
      /^✅ \*production\* was unlocked by <@U0ANA001> after \d+ s/,
    );
  });

  it('lets a plan wait that is approved while it stands, and says so to the approver', async () => {
    const before = await world.served('production');
    const waiting = await world.ask(ana, '/deploy prod', /^✋/);
    await lock(carla, 'prod release night');
    await world.press(bruno, waiting, 'Approve');
    await world.whisper(bruno, /^🚫.*<@U0CARLA1> locked \*production\*.*“release night”/s);
    expect(await world.served('production')).toEqual(before);
    await unlock(carla, 'prod');
    await world.press(bruno, waiting, 'Approve');
    await eventually(
      async () => (await world.cards()).find(({ ts, text }) => ts === waiting.ts && text.startsWith('✅')),
      { what: 'the deploy to end', withinMs: 20_000 },
    );
  });

  it('stops a deploy that waits its turn, right before it would run', async () => {
    await world.call('PUT', '/_sandbox/settings', { vercel: { buildMs: 4_000 } });
    await world.commit('develop', 'Runs when the lock lands');
    await world.ask(bruno, '/deploy dev', /^⏳/);
    const second = await world.commit('develop', 'Waits when the lock lands');
    const waiting = await world.ask(carla, '/deploy dev', /^🕓/);
    await lock(dario, 'dev load test for 1h');
    const refused = await eventually(
      async () => (await world.cards()).find(({ ts, text }) => ts === waiting.ts && text.startsWith('🚫')),
      { what: 'the waiting deploy to be refused', withinMs: 30_000 },
    );
    expect(refused.text).toMatch(/<@U0DARIO1> locked \*development\*.*“load test”/s);
    expect((await world.served('development')).frontend).not.toBe(second);
    await unlock(dario, 'dev');
  });

  it('is had by one of two who lock at the same moment; the other is told by whom', async () => {
    const known = (await world.cards()).length;
    await Promise.all([world.type(ana, '/lock prod mine'), world.type(bruno, '/lock prod mine too')]);
    const card = await world.card(/^🔒/, 10_000, known);
    const [winner, loser] = card.text.includes(ana) ? [ana, bruno] : [bruno, ana];
    await world.whisper(loser, new RegExp(`Not locked: <@${winner}> locked`));
    expect((await world.cards()).slice(known)).toHaveLength(1);
    await unlock(winner, 'prod');
  });

  it('is taken off by its owner alone; taking over is a button, and told to the former owner', async () => {
    const locked = await lock(ana, 'prod cart totals');
    await world.type(bruno, '/unlock prod');
    const told = await world.toldPrivately(
      bruno,
      /^🚫 Not unlocked: .*locked by <@U0ANA001>.*“cart totals”/s,
    );
    await world.press(bruno, told, 'Take over');
    const direct = await world.toldPrivately(
      ana,
      /^🔒 <@U0BRUNO1> took over your lock of \*production\*.*“cart totals”/,
    );
    expect(world.buttons(direct)).toEqual(['Take over the lock…']);
    const taken = await world.card(/^🔒 \*production\* is locked by <@U0BRUNO1>/);
    expect(taken.ts).toBe(locked.ts);

    await world.press(ana, taken, 'Unlock');
    await world.whisper(ana, /^🚫 Not unlocked: .*locked by <@U0BRUNO1>/s);
    await world.press(bruno, taken, 'Unlock');
    await world.card(/^✅ \*production\* was unlocked by <@U0BRUNO1>/);
  });

  it('is not taken over with the button of a lock that is over', async () => {
    await lock(ana, 'prod first');
    await world.type(bruno, '/lock prod');
    const stale = await world.toldPrivately(bruno, /^🚫 Not locked: <@U0ANA001>.*“first”/s);
    await unlock(ana, 'prod');
    await lock(carla, 'prod second');
    await world.press(bruno, stale, 'Take over');
    await world.whisper(bruno, /^🚫 Not done: that lock is over; .*<@U0CARLA1>.*“second”/s);
    await unlock(carla, 'prod');
  });

  it('is set up by those who may alone, and by nobody when Slack does not say who they are', async () => {
    await world.type(dario, '/lock prod');
    await world.whisper(dario, /^🚫 Not done: you may not lock \*production\*.*<!subteam\^S0RELEASE>/s);
    await world.type(guest, '/lock dev');
    await world.whisper(guest, /^🚫 Not done: only full members of this workspace/);
    await world.type(outsider, '/lock dev');
    await world.whisper(outsider, /^🚫 Not done: only full members of this workspace/);
    await world.stopBot();
    await world.startBot();
    const effect = { kind: 'status', status: 503 };
    await world.fault({ service: 'slack', path: 'usergroups', times: 1_000, effect });
    await world.type(carla, '/lock prod');
    await world.whisper(carla, /^🚫 Not done: Slack did not tell me whether you may lock \*production\*/);
  });
});

describe('the owner of a lock', () => {
  it('is stopped too where the policy says so, with the way out', async () => {
    await lock(ana, 'dev measuring for 1h');
    const refused = await world.ask(ana, '/deploy dev', /^🚫.*stops its owner too/s);
    expect(world.buttons(refused)).toContain('Unlock development');
    await world.press(ana, refused, 'Unlock');
    await eventually(
      async () =>
        (await world.cards()).find(({ text }) => /^✅ \*development\*.*unlocked.*measuring/.test(text)),
      { what: 'development to be unlocked', withinMs: 10_000 },
    );
  });

  it('is asked whether it is still needed, again and again', async () => {
    await lock(ana, 'dev forgotten');
    const first = await world.toldPrivately(ana, /^🔒 You have locked \*development\*.*“forgotten”/);
    const second = await eventually(
      async () => {
        const nag = await world.toldPrivately(ana, /^🔒 You have locked \*development\*.*“forgotten”/);
        return nag.ts === first.ts ? undefined : nag;
      },
      { what: 'a second reminder', withinMs: 10_000 },
    );
    await world.press(ana, second, 'Unlock', { channel: second.channel });
    await world.card(/^✅ \*development\* was unlocked/);
  });
});

describe('a lock with an end', () => {
  it('ends by itself, which the channel is told', async () => {
    await lock(ana, 'dev briefly for 2s');
    await world.card(/^✅ \*development\* is open again: the lock of <@U0ANA001> ran out after 2 s/);
    await world.commit('develop', 'After the lock');
    await world.ask(bruno, '/deploy dev', /^✅.*development.*runs/s);
  });

  it('holds and ends although the bot was killed meanwhile', async () => {
    await world.commit('develop', 'Over a restart');
    await lock(ana, 'dev over a restart for 18s');
    await world.stopBot('SIGKILL');
    await world.startBot();
    await world.ask(bruno, '/deploy dev', /^🚫.*<@U0ANA001> locked \*development\*.*over a restart/s);
    await world.card(/^✅ \*development\* is open again/, 40_000);
  });
});
