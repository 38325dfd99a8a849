import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TerminalError } from '../../src/domain/errors.ts';
import type { Permission } from '../../src/domain/permission.ts';
import { findWayBack } from '../../src/commands/drifts.ts';
import type { LiveDeployment } from '../../src/domain/plan.ts';
import { setClockAlarms } from '../../src/jobs/clock-alarms.ts';
import type { Context } from '../../src/jobs/context.ts';
import { runDriftLane } from '../../src/jobs/drift/drift-lane.ts';
import { createLog } from '../../src/jobs/log.ts';
import { dueLanes } from '../../src/store/alarms.ts';
import { auditAfter } from '../../src/store/audit.ts';
import { commit, type Store } from '../../src/store/commit.ts';
import { acceptDriftRequest } from '../../src/store/drift-requests.ts';
import { driftId } from '../../src/domain/drift-stop.ts';
import { findDriftWatch } from '../../src/store/drift.ts';
import { raiseFence } from '../../src/store/fence.ts';
import { keys } from '../../src/store/keys.ts';
import { createOperation } from '../../src/store/operations.ts';
import { recentReleases, releaseWrites } from '../../src/store/releases.ts';
import { underWayWrites } from '../../src/store/under-way.ts';
import {
  ana,
  anEnvironment,
  anOperation,
  aPolicy,
  aRelease,
  liveSha,
  newSha,
} from '../support/operation-builders.ts';
import { startRedis } from '../support/redis-server.ts';
import { production } from '../support/stop-builders.ts';

const lane = 'drift/mundo-tango/production';
const every = 60_000;
const { backend: _backend, database: _database, ...frontendAlone } = anEnvironment;

let server: Awaited<ReturnType<typeof startRedis>>;
let redis: Redis;
let now = Date.now();
let store: Store;
let reads = 0;
let permission: Permission = 'allowed';

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  store = { redis, now: () => now, wake: async () => undefined };
});
afterEach(async () => {
  await redis.flushall();
  now = Date.now();
  reads = 0;
  permission = 'allowed';
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

function appThatLooks(everyMs = every) {
  const policy = aPolicy({ drift: { everyMs, lock: true } });
  return {
    name: 'mundo-tango',
    repository: { owner: 'mundo-tango', name: 'mundo-tango' },
    channels: ['C0DEPLOYS'],
    incidents: { channels: ['inc-*'] },
    environments: [{ ...frontendAlone, aliases: [], policy }],
  };
}

async function run(live: () => Promise<LiveDeployment>, app = appThatLooks()): Promise<void> {
  const frontend = {
    live: async () => {
      reads += 1;
      return live();
    },
    madeBy: async () => 'elena',
  };
  const context = {
    store,
    apps: [app],
    providers: {
      frontend,
      probe: { version: async () => ({ kind: 'answered', status: 200, version: newSha }) },
      source: { resolveRef: async () => ({ kind: 'unknown' }) },
    },
    people: { mayDo: async () => permission },
    log: createLog({ level: 'fatal', scrub: (text) => text }),
  } as unknown as Context;
  const turn = { signal: new AbortController().signal, assertHeld: () => undefined };
  const fence = await raiseFence(redis, lane);
  await runDriftLane(context, production, { ...turn, fence, hint: () => turn.signal });
}

async function released(deployment: string): Promise<void> {
  await commit(store, { writes: await releaseWrites(store, aRelease({ frontend: { deployment } })) });
}

const serves = (deployment: string) => async () => ({ deployment, commit: newSha });
/** By hand, so that it is no undoing of ours. */
const another = async () => ({ deployment: 'dpl_9' });
const audited = async () =>
  (await auditAfter(store, '0-0', 100)).map(({ event }) => (event as { readonly kind: string }).kind);

it('looks for the first time after a while, and then again and again', async () => {
  await released('dpl_1');
  await run(another);
  expect([reads, (await findDriftWatch(store, production))?.nextAt]).toEqual([0, now + every]);
  now += every;
  await run(another);
  await run(another);
  expect([reads, await audited()]).toEqual([1, ['drift_seen']]);
  expect(await redis.zscore(keys.alarms, lane)).toBe(String(now + every));
  now += every;
  await run(serves('dpl_1'));
  expect([reads, await audited()]).toEqual([2, ['drift_seen', 'drift_over']]);
});

it('looks again where a deploy moved while it read, so that it tells nothing that the deploy has ended', async () => {
  await released('dpl_1');
  await run(another);
  now += every;
  await run(async () => {
    if (reads > 1) return { deployment: 'dpl_2' };
    await released('dpl_2');
    await redis.incr(keys.moves('mundo-tango', 'production'));
    return { deployment: 'dpl_2' };
  });
  expect([reads, await audited()]).toEqual([2, []]);
});

it('reads nothing while a deploy runs or waits its turn, and looks soon after', async () => {
  await released('dpl_1');
  await run(another);
  const operation = anOperation({ state: 'queued' });
  const event = { kind: 'requested', at: now, by: operation.request.by } as const;
  await createOperation(store, operation, { delivery: 'd1', event });
  now += every;
  await run(another);
  expect(reads).toBe(0);
  await commit(store, { writes: underWayWrites({ ...operation, state: 'succeeded' }) });
  now += every;
  await run(another);
  expect(reads).toBe(1);
});

it('takes a platform that does not answer for neither drift nor its end', async () => {
  await released('dpl_1');
  await run(another);
  now += every;
  await run(another);
  now += every;
  await run(async () => {
    throw new TerminalError('provider_refused', { provider: 'Vercel', message: 'not allowed' });
  });
  expect([reads, await audited()]).toEqual([2, ['drift_seen']]);
  expect((await findDriftWatch(store, production))?.told?.drift).toMatchObject([{ kind: 'replaced' }]);
});

it('is woken although Redis was emptied, where the configuration asks for it', async () => {
  await setClockAlarms({ store, apps: [appThatLooks()] });
  expect(await dueLanes(redis, now)).toEqual([lane]);
  await run(another, appThatLooks(0));
  await setClockAlarms({ store, apps: [appThatLooks(0)] });
  expect(await dueLanes(redis, now)).toEqual([]);
  expect(await findDriftWatch(store, production)).toBeUndefined();
});

describe('“This is right”', () => {
  const handMade = { deployment: 'dpl_9', commit: liveSha };

  /** Drift was told, and somebody presses the button of its message. */
  async function press(delivery = 'd1', drift?: string): Promise<void> {
    const told = (await findDriftWatch(store, production))?.told;
    const meant = drift ?? (told ? driftId(told) : 'stop_00000000');
    const by = { by: ana, team: 'T0', channel: 'C0DEPLOYS' };
    await acceptDriftRequest(store, production, { delivery, at: now, drift: meant, ...by });
  }

  async function tellDrift(): Promise<void> {
    await released('dpl_1');
    await run(async () => handMade);
    now += every;
    await run(async () => handMade);
  }

  const newest = async () => (await recentReleases(store, production, 1))[0];
  const answers = async () => {
    const keysOf = await redis.keys('{cabeceo}:message:answer/*');
    const lines = await Promise.all(keysOf.map((key) => redis.hget(key, 'answer')));
    return lines.map((line) => (JSON.parse(line ?? '') as { refusal: { code: string } }).refusal.code);
  };

  it('puts what is live on record once, and ends the drift with it', async () => {
    await tellDrift();
    await press('d1');
    await press('d1');
    await run(async () => handMade);
    expect(await newest()).toMatchObject({
      commit: liveSha,
      frontend: { deployment: 'dpl_9' },
      requestedBy: ana,
    });
    expect(await recentReleases(store, production, 10)).toHaveLength(2);
    expect(await audited()).toEqual(['drift_seen', 'drift_accepted']);
    now += every;
    await run(async () => handMade);
    expect(await audited()).toEqual(['drift_seen', 'drift_accepted']);
    expect(await answers()).toEqual([]);
  });

  it('leaves nothing to put back, which goes to the newest release until then', async () => {
    await tellDrift();
    const told = (await findDriftWatch(store, production))?.told;
    const sign = { kind: 'put_back', ...production, stop: told ? driftId(told) : '' } as const;
    expect(await findWayBack(store, sign)).toEqual({
      kind: 'release',
      release: (await newest())?.id,
      putsBack: ['frontend'],
    });
    await press();
    await run(async () => handMade);
    expect(await findWayBack(store, sign)).toBeUndefined();
  });

  it('tells a second person that it is settled', async () => {
    await tellDrift();
    const told = (await findDriftWatch(store, production))?.told;
    const drift = told && driftId(told);
    await press('d1', drift);
    await press('d2', drift);
    await run(async () => handMade);
    expect(await recentReleases(store, production, 10)).toHaveLength(2);
    expect(await answers()).toEqual(['drift_settled']);
  });

  it.each([
    ['may not deploy', 'not_allowed', 'drift_right_missing'],
    ['is no full member', 'outsider', 'drift_outsider'],
    ['Slack tells nothing of', 'unreachable', 'drift_right_unreachable'],
  ] as const)('is not for somebody who %s', async (_, standing, code) => {
    await tellDrift();
    permission = standing;
    await press();
    await run(async () => handMade);
    expect([await answers(), (await newest())?.frontend?.deployment]).toEqual([[code], 'dpl_1']);
    expect((await findDriftWatch(store, production))?.told).toBeDefined();
  });

  it('keeps nothing that it has not seen: of another state than was told, or of a platform that is silent', async () => {
    await tellDrift();
    await press('d1');
    await run(async () => ({ deployment: 'dpl_8', commit: liveSha }));
    // It was told anew.
    await press('d2');
    await run(async () => {
      throw new TerminalError('provider_refused', { provider: 'Vercel', message: 'not allowed' });
    });
    expect(await audited()).toEqual([
      'drift_seen',
      'drift_press_refused',
      'drift_seen',
      'drift_press_refused',
    ]);
    expect([(await answers()).toSorted(), (await newest())?.frontend?.deployment]).toEqual([
      ['drift_moved', 'drift_unread'],
      'dpl_1',
    ]);
  });

  it('waits for what runs: that may change what is live', async () => {
    await tellDrift();
    const operation = anOperation({ state: 'queued' });
    const event = { kind: 'requested', at: now, by: operation.request.by } as const;
    await createOperation(store, operation, { delivery: 'd0', event });
    await press();
    await run(async () => handMade);
    expect([await answers(), (await newest())?.frontend?.deployment]).toEqual([['drift_busy'], 'dpl_1']);
  });

  it('decides again where a deploy moved while it read', async () => {
    await tellDrift();
    await press();
    const before = reads;
    await run(async () => {
      if (reads === before + 1) await redis.incr(keys.moves('mundo-tango', 'production'));
      return handMade;
    });
    expect([reads - before, await audited()]).toEqual([2, ['drift_seen', 'drift_accepted']]);
  });

  it('is answered where drift is not looked for any more', async () => {
    await tellDrift();
    await press();
    await run(async () => handMade, appThatLooks(0));
    expect(await audited()).toEqual(['drift_seen', 'drift_accepted']);
    expect(await findDriftWatch(store, production)).toBeUndefined();
  });
});
