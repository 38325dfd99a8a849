import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { decideStart } from '../../src/approvals/start.ts';
import type { App } from '../../src/domain/environment.ts';
import type { FreezeWindow } from '../../src/domain/freeze-window.ts';
import type { SlackUserId } from '../../src/domain/ids.ts';
import type { Permission } from '../../src/domain/permission.ts';
import type { StopRequest, StopWish } from '../../src/domain/stop-request.ts';
import type { Context } from '../../src/jobs/context.ts';
import { createLog } from '../../src/jobs/log.ts';
import { lookAtStops } from '../../src/store/look-at-stops.ts';
import { runStopsLane } from '../../src/jobs/stops/stops-lane.ts';
import { setClockAlarms } from '../../src/jobs/clock-alarms.ts';
import { auditAfter } from '../../src/store/audit.ts';
import { dueLanes } from '../../src/store/alarms.ts';
import { commit, type Store } from '../../src/store/commit.ts';
import { raiseFence } from '../../src/store/fence.ts';
import { keys } from '../../src/store/keys.ts';
import { loadMessage } from '../../src/store/messages.ts';
import { changeOperation, createOperation } from '../../src/store/operations.ts';
import { acceptStopRequest } from '../../src/store/stop-requests.ts';
import { findStop, stopWrite } from '../../src/store/stops.ts';
import {
  ana,
  anEnvironment,
  anOperation,
  aPlan,
  aPolicy,
  bruno,
  outsideFacts,
} from '../support/operation-builders.ts';
import { startRedis } from '../support/redis-server.ts';
import { aLock, production } from '../support/stop-builders.ts';

const lane = 'stops/mundo-tango/production';
const app = {
  name: 'mundo-tango',
  repository: { owner: 'mundo-tango', name: 'mundo-tango' },
  channels: [],
  incidents: { channels: ['inc-*'] },
  environments: [{ ...anEnvironment, aliases: [] }],
};

let server: Awaited<ReturnType<typeof startRedis>>;
let redis: Redis;
let now = Date.now();
let store: Store;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  store = { redis, now: () => now, wake: async () => undefined };
});
afterEach(async () => {
  await redis.flushall();
  now = Date.now();
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

function ask(by: SlackUserId, delivery: string, wish: StopWish): Promise<unknown> {
  const request: StopRequest = { delivery, by, team: 'T0MUNDO01', at: now, channel: 'C0DEPLOYS', ...wish };
  return acceptStopRequest(store, production, request);
}

async function run(permission: Permission = 'allowed', configured: App = app): Promise<void> {
  const context = {
    store,
    apps: [configured],
    people: { mayDo: async () => permission },
    log: createLog({ level: 'fatal', scrub: (text) => text }),
  } as unknown as Context;
  const turn = { signal: new AbortController().signal, assertHeld: () => undefined };
  const fence = await raiseFence(redis, lane);
  await runStopsLane(context, production, { ...turn, fence, hint: () => turn.signal });
}

const found = async () => (await findStop(store, 'lock', production)).stop;
const audited = async () =>
  (await auditAfter(store, '0-0', 100)).map(({ event }) => (event as { readonly kind: string }).kind);

describe('a lock', () => {
  it('is the first one’s of two who ask, whatever worker decides', async () => {
    await ask(ana, 'd1', { kind: 'lock', reason: 'mine' });
    await ask(bruno, 'd2', { kind: 'lock', reason: 'mine too' });
    await run();
    expect(await found()).toMatchObject({ by: ana, reason: 'mine' });
    expect(await audited()).toEqual(['locked', 'stop_refused']);
    expect((await loadMessage(store, 'answer/d2'))?.kind).toBe('answer');
  });

  it('is claimed by one of two who saw that there was none', async () => {
    const seen = await Promise.all([1, 2].map(() => findStop(store, 'lock', production)));
    const claims = seen.map(({ guard }, index) =>
      commit(store, {
        guards: [guard],
        writes: [stopWrite('lock', production, aLock({ id: `stop_0000000${index}` }))],
      }),
    );
    expect((await Promise.all(claims)).toSorted()).toEqual(['lost', 'written']);
  });

  it('is released only as it was seen', async () => {
    await commit(store, { writes: [stopWrite('lock', production, aLock())] });
    const { guard } = await findStop(store, 'lock', production);
    await commit(store, { writes: [stopWrite('lock', production, aLock({ by: bruno }))] });
    const release = { guards: [guard], writes: [stopWrite('lock', production, undefined)] };
    expect(await commit(store, release)).toBe('lost');
    expect(await found()).toMatchObject({ by: bruno });
  });

  it('is asked for once, however often Slack delivers it', async () => {
    const wish = { kind: 'lock' } as const;
    expect([await ask(ana, 'd1', wish), await ask(ana, 'd1', wish)]).toEqual(['accepted', 'known']);
    await run();
    expect(await audited()).toEqual(['locked']);
  });

  it('is nobody’s where Slack does not say who may', async () => {
    await ask(ana, 'd1', { kind: 'lock' });
    await run('unreachable');
    expect(await found()).toBeUndefined();
  });

  it('ends by its alarm, and leaves none behind', async () => {
    await ask(ana, 'd1', { kind: 'lock', forMs: 60_000 });
    await run();
    expect(await dueLanes(redis, now + 59_999)).not.toContain(lane);
    now += 60_000;
    expect(await dueLanes(redis, now)).toContain(lane);
    await run();
    expect(await found()).toBeUndefined();
    expect(await audited()).toEqual(['locked', 'lock_expired']);
    expect(await redis.zscore(keys.alarms, lane)).toBeNull();
  });

  it('that nobody unlocks has its owner reminded, again and again', async () => {
    await ask(ana, 'd1', { kind: 'lock' });
    await run();
    for (const day of [1, 2]) {
      now += 24 * 3_600_000;
      await run();
      expect((await audited()).filter((kind) => kind === 'lock_nagged')).toHaveLength(day);
    }
    expect(await redis.zcard(keys.outbox(ana))).toBe(2);
  });
});

describe('a freeze window', () => {
  const hour = 3_600_000;
  const local = (ms: number) => new Date(ms).toISOString().slice(0, 19);

  it('is announced in the channel that was used last, also after Redis was emptied', async () => {
    const freezes: FreezeWindow[] = [
      {
        kind: 'dated',
        from: local(now + 2 * hour),
        to: local(now + 4 * hour),
        zone: 'UTC',
        reason: 'stocktaking',
        announceAheadMs: hour,
      },
    ];
    const policy = aPolicy({ freezes });
    const frozen = { ...app, environments: [{ ...anEnvironment, aliases: [], policy }] };
    const began = now;
    const alarm = async () => Number(await redis.zscore(keys.alarms, lane));
    const outbox = async () => redis.zrange(keys.outbox('C0DEPLOYS'), '0', '-1');

    await setClockAlarms({ store, apps: [frozen] });
    expect(await alarm()).toBe(now);
    await run('allowed', frozen);
    expect(await alarm()).toBeGreaterThan(began + hour - 1_000);

    await redis.flushall();
    await redis.set(keys.lastChannel('mundo-tango'), 'C0DEPLOYS');
    await setClockAlarms({ store, apps: [frozen] });
    expect(await dueLanes(redis, now)).toEqual([lane]);
    now = began + hour + 60_000;
    await run('allowed', frozen);
    await run('allowed', frozen);
    expect(await audited()).toEqual(['window_announced']);
    now = began + 2 * hour;
    await run('allowed', frozen);
    now = began + 4 * hour;
    await run('allowed', frozen);
    expect(await audited()).toEqual(['window_announced', 'window_begun', 'window_over']);
    expect(await outbox()).toHaveLength(2);
    expect(await redis.zscore(keys.alarms, lane)).toBeNull();
  });
});

it('a lock that lands at the very moment before the run is seen by it', async () => {
  const operation = anOperation({ state: 'planning', version: 1 });
  await createOperation(store, operation, {
    delivery: 'd1',
    event: { kind: 'requested', at: now, by: bruno },
  });
  await changeOperation(store, operation.id, (current) => ({
    operation: { ...current, state: 'queued', request: { ...current.request, by: bruno } },
    events: [],
  }));
  const requester = { user: bruno, permission: 'allowed' } as const;
  const [environment] = app.environments;
  if (!environment) throw new Error('no environment');
  let looks = 0;
  const after = await changeOperation(store, operation.id, async (current) => {
    const { facts, guards } = await lookAtStops(store, { app, environment });
    looks += 1;
    if (looks === 1) await commit(store, { writes: [stopWrite('lock', production, aLock())] });
    const outside = { ...outsideFacts({ requester }), ...facts };
    return { ...decideStart(current, { plan: aPlan(), outside }, aPolicy()), guards };
  });
  expect(looks).toBe(2);
  expect(after.ending).toMatchObject({ kind: 'refused', refusal: { code: 'lock_by_other' } });
});
