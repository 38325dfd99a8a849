import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { World } from '../support/world.ts';

const ana = 'U0ANA001';
const bruno = 'U0BRUNO1';
const carla = 'U0CARLA1';
const dario = 'U0DARIO1';
const guest = 'U0GUEST01';
const outsider = 'U0OUTSIDE';

let world: World;

describe('who may deploy', () => {
  beforeAll(async () => {
    world = await World.start({
      configure: ({ apps }) => {
        const { development } = apps['mundo-tango'].environments;
        const deploy = { groups: ['S0RELEASE'], users: [ana] };
        if (development) development.policy = { rights: { deploy } };
      },
    });
  });
  afterEach(() => world.call('DELETE', '/_sandbox/faults'));
  afterAll(() => world.stop());

  const refusedAt = async (environment: 'production' | 'development', user: string, wanted: RegExp) => {
    const before = await world.served(environment);
    const card = await world.ask(user, `/deploy ${environment}`, wanted);
    expect(await world.served(environment)).toEqual(before);
    expect(world.buttons(card)).not.toContain('Approve');
    return card;
  };

  it('is asked of Slack, and refused with what to do when Slack does not say', async () => {
    await world.fault({
      service: 'slack',
      path: 'usergroups',
      times: 1_000,
      effect: { kind: 'status', status: 503 },
    });
    await refusedAt('development', carla, /^🚫.*Slack did not tell me.*Ask again in a minute/s);
  });

  it('is said to whoever may not, with those who may', async () => {
    const card = await refusedAt('development', dario, /^🚫.*<@U0DARIO1> may not deploy to development/s);
    expect(card.text).toMatch(/<!subteam\^S0RELEASE> or <@U0ANA001>/);
  });

  it('is no guest, and nobody of another workspace, wherever everyone may', async () => {
    await refusedAt('production', guest, /^🚫.*not a full member/s);
    await refusedAt('production', outsider, /^🚫.*not a full member/s);
  });

  it('is whoever is in the group or named', async () => {
    const sha = await world.commit('develop', 'Allowed by the group');
    await world.ask(bruno, '/deploy dev', /^✅.*development.*runs/s);
    expect((await world.served('development')).backend).toBe(sha);
  });

  it('may also stop what somebody else asked for there', async () => {
    await world.call('PUT', '/_sandbox/settings', { vercel: { buildMs: 60_000 } });
    await world.commit('develop', 'To be stopped by somebody of the group');
    const running = await world.ask(ana, '/deploy dev', /^⏳/);
    await world.press(dario, running, 'Cancel');
    await world.whisper(dario, /Not cancelled/);
    await world.press(bruno, running, 'Cancel');
    await world.card(/^🚫.*cancelled by <@U0BRUNO1>/s);
  });
});
