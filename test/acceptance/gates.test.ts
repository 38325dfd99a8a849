import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseCommitSha, type SlackUserId } from '../../src/domain/ids.ts';
import { markBad } from '../../src/store/bad-commits.ts';
import { eventually } from '../support/eventually.ts';
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

describe('which commit may go', () => {
  const soakMs = 6_000;

  beforeAll(async () => {
    world = await World.start({
      configure: ({ apps }) => {
        const { production, development } = apps['mundo-tango'].environments;
        if (production) {
          const promotion = { from: 'staging', soak: `${soakMs}ms` };
          apps['mundo-tango'].environments['staging'] = { ...development, policy: {} };
          delete apps['mundo-tango'].environments['development'];
          production.policy = { ...production.policy, promotion };
        }
      },
    });
  });
  afterAll(() => world.stop());

  const refused = (text: string, wanted: RegExp) => world.ask(ana, text, wanted);

  it('is one of the environment’s branch, and who asks for another is told the way', async () => {
    const sha = await world.commit('topic/elsewhere', 'Not merged');
    const card = await refused('/deploy prod topic/elsewhere', /^🚫.*is not on \*main\*/s);
    expect(card.text).toContain(sha.slice(0, 7));
    expect(card.text).toContain('Merge topic/elsewhere into main first');
  });

  it('is none that somebody marked bad, by name; the one that comes after it may', async () => {
    const sha = await world.commit('main', 'Empty every cart');
    const redis = new Redis(world.botEnvironment['REDIS_URL'] ?? '');
    const mark = { by: bruno as SlackUserId, at: Date.now(), why: 'Carts were empty' };
    const [command, key, ...args] = markBad('mundo-tango', parseCommitSha(sha), mark);
    await redis.call(command, key, ...args);
    redis.disconnect();
    const card = await refused(
      '/deploy staging main',
      /^🚫.*was marked bad by <@U0BRUNO1>.*Carts were empty/s,
    );
    expect(card.text).toContain('Empty every cart');
    await world.commit('main', 'Keep what is in a cart');
    await world.ask(ana, '/deploy staging main', /^✅.*staging.*runs/s);
  });

  it('is none older than what is live, unless that is said to be meant', async () => {
    const card = await refused('/deploy staging v1.0.0', /^🚫.*is older than/s);
    expect(card.text).toContain('`/deploy staging v1.0.0 --back`');
    await world.ask(ana, '/deploy staging v1.0.0 --back', /^✅.*staging.*runs/s);
  });

  it('is one that has been live and well for long enough in the environment before', async () => {
    const sha = await world.commit('main', 'Proven before it goes out');
    const short = sha.slice(0, 7);
    await refused('/deploy prod', /^🚫.*must be live on staging.*staging runs/s);
    await world.ask(ana, '/deploy staging main', /^✅.*staging.*runs/s);
    const soaking = await refused('/deploy prod', /^🚫.*has been live on staging for.*Ask again in/s);
    expect(soaking.text).toContain(short);
    await world.call('POST', '/_sandbox/railway/unhealthy', { environment: 'development', status: 503 });
    await refused('/deploy prod', /^🚫.*not well there: its backend \(\/health\) answered 503/s);
    await world.call('POST', '/_sandbox/railway/unhealthy', { environment: 'development', status: 200 });
    const planned = await eventually(
      async () => {
        const card = await world.ask(ana, '/deploy prod', /^(✋|🚫)/);
        return card.text.startsWith('✋') ? card : undefined;
      },
      { what: 'the commit to have soaked', withinMs: soakMs + 10_000 },
    );
    expect(planned.text).toContain(short);
  });
});

describe('a deploy of unusual size', () => {
  beforeAll(async () => {
    world = await World.start({
      configure: ({ apps }) => {
        const { development, production } = apps['mundo-tango'].environments;
        const confirm = { commits: 2, files: 300, days: 365 };
        if (production) production.policy = { ...production.policy, confirm };
        if (development) development.policy = { confirm };
      },
    });
  });
  afterAll(() => world.stop());

  const commits = async (branch: string, count: number) => {
    let sha = '';
    for (let index = 0; index < count; index += 1) sha = await world.commit(branch, `One of ${count}`);
    return sha;
  };

  it('runs when its requester confirms it, where no nod is needed', async () => {
    const sha = await commits('develop', 3);
    const waiting = await world.ask(
      ana,
      '/deploy dev',
      /^✋.*waits for <@U0ANA001> to confirm it.*big step: \d+ commits/s,
    );
    expect(world.buttons(waiting)).toEqual(['Confirm', 'Cancel']);
    await world.press(bruno, waiting, 'Confirm');
    await world.whisper(bruno, /Not confirmed: only <@U0ANA001>/i);
    await world.press(ana, waiting, 'Confirm');
    await world.card(/^✅.*development.*runs/s);
    expect((await world.served('development')).backend).toBe(sha);
  });

  it('runs when both the nod and the confirmation are there, in either order', async () => {
    await commits('main', 1);
    const first = await world.ask(
      ana,
      '/deploy prod',
      /^✋.*waits for 1.nod.*and <@U0ANA001> to confirm it/s,
    );
    await world.press(bruno, first, 'Approve');
    await world.card(/^✋.*waits for <@U0ANA001> to confirm it/s);
    await world.press(ana, first, 'Confirm');
    await world.card(/^✅.*production.*runs/s);

    await commits('main', 3);
    const second = await world.ask(ana, '/deploy prod', /^✋.*to confirm it/s);
    await world.press(ana, second, 'Confirm');
    const confirmed = await eventually(
      async () => {
        const card = await world.card(/^✋/);
        return world.buttons(card).includes('Confirm') ? undefined : card;
      },
      { what: 'the confirmation to be taken', withinMs: 10_000 },
    );
    await world.press(carla, confirmed, 'Approve');
    await world.card(/^✅.*production.*runs/s);
  });
});
