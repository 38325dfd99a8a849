import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { quickPlatforms, World } from '../support/world.ts';

const ana = 'U0ANA001';
const bruno = 'U0BRUNO1';

let world: World;

beforeAll(async () => {
  world = await World.start({
    configure: ({ apps }) => {
      const { production } = apps['mundo-tango'].environments;
      const deadlines = {
        build: '5s',
        restorePoint: '5s',
        backend: '6s',
        health: '2s',
        promote: '4s',
        verify: '2s',
      };
      if (production) production.policy = { approvals: { from: { groups: ['S0RELEASE'] } }, deadlines };
    },
  });
});
afterAll(() => world.stop());
afterEach(async () => {
  await world.call('DELETE', '/_sandbox/faults');
  await world.call('PUT', '/_sandbox/settings', quickPlatforms);
});

interface Trouble {
  readonly step: string;
  readonly make: () => Promise<unknown>;
  readonly end?: () => Promise<unknown>;
  readonly says: RegExp;
  readonly undone: RegExp;
}

const refusing = (service: string, path: string, method = 'POST') => ({
  service,
  path,
  method,
  times: 1,
  effect: { kind: 'status', status: 403, message: 'not allowed' },
});

const troubles: readonly Trouble[] = [
  {
    step: 'the restore point',
    make: () => world.fault(refusing('neon', '/branches')),
    says: /Neon/,
    undone: /build discarded/,
  },
  {
    step: 'the frontend build',
    make: () => world.fault(refusing('vercel', '/v13/deployments')),
    says: /Vercel/,
    undone: /./,
  },
  {
    step: 'a frontend build that never ends',
    make: () => world.call('PUT', '/_sandbox/settings', { vercel: { buildMs: 600_000 } }),
    says: /Build frontend.*did not finish/s,
    undone: /build discarded/,
  },
  {
    step: 'the backend deploy',
    make: () => world.fault(refusing('railway', 'serviceInstanceDeployV2')),
    says: /Railway/,
    undone: /build discarded/,
  },
  {
    step: 'a backend that is not healthy after the switch',
    make: () =>
      world.call('POST', '/_sandbox/railway/unhealthy', {
        environment: 'production',
        status: 503,
        forCommit: head,
      }),
    end: () => world.call('POST', '/_sandbox/railway/unhealthy', { environment: 'production', status: 200 }),
    says: /healthy.*503/s,
    undone: /back on/,
  },
  {
    step: 'the promotion',
    make: () => world.fault(refusing('vercel', '/promote/')),
    says: /Vercel/,
    undone: /backend back on/,
  },
];

let head = '';

describe('a step that fails', () => {
  it.each(troubles)('leaves the old release live and says so: $step', async ({ make, end, says, undone }) => {
    const before = await world.served('production');
    head = await world.commit('main', 'Change that meets trouble');
    await world.type(ana, '/deploy prod');
    const waiting = await world.card(/✋/);
    await make();
    await world.press(bruno, waiting, 'Approve');
    const card = await world.card(/❌/, 40_000);
    await end?.();
    expect(card.text).toMatch(/not changed|was put back|Live/i);
    expect(card.text).toMatch(says);
    expect(card.text).toMatch(undone);
    expect(await world.served('production')).toEqual(before);
    expect(world.buttons(card)).toContain('Retry');
    expect((await world.told(card, new RegExp(`^❌ <@${ana}>`))).at(-1)).toContain(`<@${ana}>`);
  });

  it('is asked again and goes through, from the card', async () => {
    await world.press(ana, await world.card(/❌/), 'Retry');
    const waiting = await world.card(/✋/);
    await world.press(bruno, waiting, 'Approve');
    await world.card(/✅.*production.*runs/s);
    expect(await world.served('production')).toEqual({ frontend: head, backend: head });
  });

  it('is waited out when the platform only asks for patience', async () => {
    head = await world.commit('main', 'Change that meets patience');
    await world.type(ana, '/deploy prod');
    const waiting = await world.card(/✋/);
    const busy = (service: string, path: string, status: number) =>
      world.fault({ service, path, times: 2, effect: { kind: 'status', status, retryAfterSeconds: 1 } });
    await busy('railway', 'serviceInstanceDeployV2', 429);
    await busy('neon', '/branches', 423);
    await world.fault({
      service: 'vercel',
      path: '/promote/',
      method: 'POST',
      times: 1,
      effect: { kind: 'drop_after' },
    });
    const deploys = async () =>
      (await world.holds('railway')).environments.find(({ name }) => name === 'production')?.services[0]
        ?.deployments.length ?? 0;
    const before = await deploys();
    await world.press(bruno, waiting, 'Approve');
    await world.card(/✅.*production.*runs/s, 40_000);
    expect(await deploys()).toBe(before + 1);
  });
});
