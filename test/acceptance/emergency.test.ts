import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { World } from '../support/world.ts';

const ana = 'U0ANA001';
const bruno = 'U0BRUNO1';
const dario = 'U0DARIO1';

let world: World;

describe('an emergency', () => {
  beforeAll(async () => {
    world = await World.start({
      configure: ({ apps }) => {
        const { production } = apps['mundo-tango'].environments;
        const rights = { emergency: { users: [ana] } };
        const emergency = { skips: ['approvals', 'checks', 'confirmation'], remind: '3s' };
        if (production) production.policy = { ...production.policy, rights, emergency };
      },
    });
  });
  afterAll(() => world.stop());

  const redCommit = async (message: string) => {
    const sha = await world.commit('main', message);
    const red = { sha, name: 'e2e-tests', status: 'completed', conclusion: 'failure' };
    await world.call('POST', '/_sandbox/github/check', red);
    return sha;
  };
  const declared = '/deploy prod main --emergency “checkout is down — for everybody”';

  it('is declared only by those who may', async () => {
    const card = await world.ask(bruno, declared, /🚫.*<@U0BRUNO1> may not declare an emergency/s);
    expect(card.text).toContain('Those who may: <@U0ANA001>');
  });

  it('goes past approvals and red checks, loudly, and is recorded as what it is', async () => {
    const sha = await redCommit('Put checkout back');
    const done = await world.ask(
      ana,
      declared,
      /🚨 Emergency \(“checkout is down — for everybody”\): ✅.*runs/s,
    );
    expect((await world.served('production')).backend).toBe(sha);
    expect(JSON.stringify(done.blocks)).toMatch(/Passed although they are shut: checks.* and nods/);
    await world.told(
      done,
      /🚨 <!subteam\^S0RELEASE> <@U0ANA001> deploys .* as an emergency: “checkout is down — for everybody”/,
    );
    const github = await world.holds('github');
    expect(JSON.stringify(github.deployments.at(-1))).toContain('checkout is down');
  });

  it('is asked about until somebody other than its requester acknowledges it, over a restart too', async () => {
    const done = await world.card(/🚨.*✅.*Somebody else must acknowledge it/s);
    await world.press(ana, done, 'Acknowledge');
    await world.whisper(ana, /someone else must acknowledge/);
    await world.press(dario, done, 'Acknowledge');
    await world.whisper(dario, /acknowledged by its approvers/);
    const reminders = async () =>
      (await world.thread(done)).filter((text) => /nobody has acknowledged/.test(text));
    await world.stopBot('SIGKILL');
    const before = (await reminders()).length;
    await world.startBot();
    await eventually(async () => ((await reminders()).length > before ? true : undefined), {
      what: 'another reminder',
      withinMs: 25_000,
    });
    await world.press(bruno, done, 'Acknowledge');
    const acknowledged = await eventually(
      async () => {
        const card = await world.card(/🚨/);
        return world.buttons(card).includes('Acknowledge') ? undefined : card;
      },
      { what: 'the acknowledgement', withinMs: 10_000 },
    );
    expect(JSON.stringify(acknowledged.blocks)).toContain('acknowledged by <@U0BRUNO1>');
    expect((await world.told(done, /<@U0BRUNO1> acknowledged/)).at(-1)).toMatch(/<@U0BRUNO1> acknowledged/);
  });

  it('does not go past what the policy does not list', async () => {
    await world.commit('topic/urgent', 'Urgent, and not merged');
    await world.ask(ana, '/deploy prod topic/urgent --emergency "now"', /🚫.*is not on \*main\*/s);
  });
});
