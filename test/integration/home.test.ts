import { type WebClient, WebAPIPlatformError } from '@slack/web-api';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Outbox } from '../../src/slack/outbox.ts';
import type { Store } from '../../src/store/commit.ts';
import { raiseFence } from '../../src/store/fence.ts';
import { wantHome } from '../../src/store/homes.ts';
import { keys } from '../../src/store/keys.ts';
import { stopWrite } from '../../src/store/stops.ts';
import { transact } from '../../src/store/transaction.ts';
import { ana, anEnvironment, aPolicy } from '../support/operation-builders.ts';
import { startRedis } from '../support/redis-server.ts';
import { aLock, production } from '../support/stop-builders.ts';

const apps = [
  {
    name: 'mundo-tango',
    repository: { owner: 'mundo-tango', name: 'mundo-tango' },
    channels: [],
    incidents: { channels: [] },
    environments: [{ ...anEnvironment, aliases: [], policy: aPolicy() }],
  },
];
const people = {
  mayDo: async () => 'allowed' as const,
  standingOf: async () => 'not_an_approver' as const,
  rulesOf: async () => [],
};
const outbox = keys.outbox(ana);

let server: Awaited<ReturnType<typeof startRedis>>;
let redis: Redis;
let now: number;
let published: string[];
let onPublish: () => Promise<void> | void;

const store: Store = {
  get redis() {
    return redis;
  },
  now: () => now,
  wake: async () => undefined,
};
const slack = {
  views: {
    async publish({ view }: { readonly view: object }) {
      published.push(JSON.stringify(view));
      await onPublish();
    },
  },
} as unknown as WebClient;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
});
beforeEach(() => {
  now = Date.now();
  published = [];
  onPublish = () => undefined;
});
afterEach(async () => void (await redis.flushall()));
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

/** One turn of the person's lane, at this moment. */
async function deliver(): Promise<void> {
  const fence = await raiseFence(redis, `channel/${ana}`);
  const turn = { signal: new AbortController().signal, assertHeld: () => undefined, fence };
  const log = { warn: () => undefined, error: () => undefined };
  await new Outbox({ store, slack, apps, people, log }).deliver(ana, turn);
}

/** How long until it is looked at next; undefined where it is not. */
async function untilNextLook(): Promise<number | undefined> {
  const [, at] = await redis.zrange(outbox, '0', '0', 'WITHSCORES');
  return at === undefined ? undefined : Number(at) - now;
}

async function lockProduction(): Promise<void> {
  await transact(redis, { guards: [], writes: [stopWrite('lock', production, aLock({ at: now }))] });
}

describe('a Home that was opened', () => {
  it('is looked at again at gaps that grow, and after ten minutes no more', async () => {
    await wantHome(store, ana);
    await deliver();
    const gaps: number[] = [];
    for (let gap = await untilNextLook(); gap !== undefined; gap = await untilNextLook()) {
      gaps.push(gap);
      now += gap;
      await deliver();
    }
    expect(gaps.slice(0, 4)).toEqual([200, 200, 400, 800]);
    expect(Math.max(...gaps)).toBe(15_000);
    const followed = gaps.reduce((sum, gap) => sum + gap);
    expect(followed).toBeGreaterThan(10 * 60_000 - 15_000);
    expect(followed).toBeLessThanOrEqual(10 * 60_000);
    expect(published).toHaveLength(1);
    expect(await redis.keys('*message*')).toEqual([]);
  });

  it('is published again once it is to show something else', async () => {
    await wantHome(store, ana);
    await deliver();
    await lockProduction();
    now += (await untilNextLook()) ?? 0;
    await deliver();
    expect(published).toHaveLength(2);
    expect(published[1]).toContain('You have locked *production*');
  });

  it('is not published for a date alone that comes nearer', async () => {
    await transact(redis, {
      guards: [],
      writes: [stopWrite('lock', production, aLock({ at: now, until: now + 3_600_000 }))],
    });
    await wantHome(store, ana);
    await deliver();
    now += 10_000;
    await deliver();
    expect(published).toHaveLength(1);
  });

  it('is published anew whenever it is opened, also while it is being published', async () => {
    await wantHome(store, ana);
    onPublish = async () => {
      onPublish = () => undefined;
      await lockProduction();
      await wantHome(store, ana);
    };
    await deliver();
    expect(published).toHaveLength(2);
    expect(published[1]).toContain('You have locked *production*');
  });

  it('is given up where Slack never takes it', async () => {
    onPublish = () => {
      throw new WebAPIPlatformError({ ok: false, error: 'not_enabled' });
    };
    await wantHome(store, ana);
    await deliver();
    expect(await untilNextLook()).toBeUndefined();
  });
});
