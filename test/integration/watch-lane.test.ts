import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { TerminalError } from '../../src/domain/errors.ts';
import type { Operation } from '../../src/domain/operation.ts';
import type { Watch } from '../../src/domain/watch.ts';
import type { WatchPolicy } from '../../src/domain/watch-policy.ts';
import type { Context } from '../../src/jobs/context.ts';
import { createLog } from '../../src/jobs/log.ts';
import { withLead } from '../../src/jobs/planning/take-the-lead.ts';
import { runWatchLane } from '../../src/jobs/watch/lane.ts';
import type { ProbeAnswer } from '../../src/providers/contract.ts';
import { markBad } from '../../src/store/bad-commits.ts';
import { commit, type Store } from '../../src/store/commit.ts';
import { FencedError, raiseFence } from '../../src/store/fence.ts';
import { keys } from '../../src/store/keys.ts';
import { loadMessage } from '../../src/store/messages.ts';
import {
  createOperation,
  findOperation,
  loadEvents,
  operationsUnderWay,
} from '../../src/store/operations.ts';
import { releaseWrites } from '../../src/store/releases.ts';
import { beginWatchWrite, findWatches } from '../../src/store/watches.ts';
import {
  ana,
  anEnvironment,
  anOperation,
  aPolicy,
  aRelease,
  aRollback,
  aWatchPolicy,
  liveSha,
  newSha,
} from '../support/operation-builders.ts';
import { startRedis } from '../support/redis-server.ts';
import { production } from '../support/stop-builders.ts';
import { aWatch } from '../support/watch-builders.ts';

const lane = 'watch/mundo-tango/production';
const every = 15_000;
const deploy = anOperation().id;
const release = deploy.replace('op_', 'rel_');
const earlier = { release: 'rel_00000001', commit: liveSha };
const well: ProbeAnswer = { kind: 'answered', status: 200, version: newSha };
const red: ProbeAnswer = { kind: 'answered', status: 503 };

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

interface World {
  readonly answer: ProbeAnswer;
  readonly policy?: Partial<WatchPolicy>;
  /** What Railway serves, or that it does not say. */
  readonly live?: typeof newSha | 'silent';
  /** Happens while the platforms are read. */
  readonly meanwhile?: () => Promise<unknown>;
}

/** One turn of the lane, for what is due now. */
async function run({ answer, policy = {}, live = newSha, meanwhile }: World): Promise<void> {
  const { frontend: _frontend, database: _database, ...backendAlone } = anEnvironment;
  const watch = aWatchPolicy({ forMs: 300_000, looks: 2, everyMs: every, ...policy });
  const environment = { ...backendAlone, aliases: [], policy: aPolicy({ watch }) };
  const context = {
    store,
    apps: [{ name: 'mundo-tango', channels: [], environments: [environment] }],
    providers: {
      backend: {
        traffic: async () => {
          await meanwhile?.();
          return { kind: 'unknown', why: 'no_requests' };
        },
        live: async () => {
          if (live === 'silent')
            throw new TerminalError('provider_refused', { provider: 'Railway', message: 'not allowed' });
          return { deployment: 'rw_2', commit: live };
        },
      },
      probe: { version: async () => answer },
    },
    log: createLog({ level: 'fatal', scrub: (text) => text }),
  } as unknown as Context;
  const turn = { signal: new AbortController().signal, assertHeld: () => undefined };
  const fence = await raiseFence(redis, lane);
  await runWatchLane(context, production, { ...turn, fence, hint: () => turn.signal });
}

/** What a deploy that succeeded leaves. */
async function deployed(over: Partial<Operation> = {}, watch: Partial<Watch> = {}): Promise<void> {
  const operation = anOperation({
    state: 'succeeded',
    endedAt: now,
    ending: { kind: 'succeeded', release, mixedVersionsMs: 0, earlier },
    watched: { forMs: 300_000, until: now + 300_000 },
    version: 1,
    ...over,
  });
  const event = { kind: 'requested', at: now, by: ana } as const;
  await createOperation(store, operation, { delivery: 'deploy', event });
  await released(release);
  const begun = aWatch({
    release,
    since: now,
    until: now + 300_000,
    nextAt: now,
    changedAt: now - 60_000,
    ...watch,
  });
  await commit(store, { writes: [beginWatchWrite(production, begun)] });
}

async function released(id: string): Promise<void> {
  await commit(store, { writes: await releaseWrites(store, aRelease({ id })) });
}

const end = async () => (await findOperation(store, deploy))?.watched?.end;
const rollbacks = async () =>
  (await operationsUnderWay(store, production)).operations.filter(({ kind }) => kind === 'rollback');

async function looks(count: number, world: World): Promise<void> {
  for (let look = 0; look < count; look += 1) {
    await run(world);
    now += every;
  }
}

it('begins one rollback of what got worse, together with the evidence, that nobody has to press', async () => {
  await deployed();
  await looks(2, { answer: red });
  const [rollback, ...others] = await rollbacks();
  expect(others).toEqual([]);
  expect(rollback?.request).toMatchObject({
    by: ana,
    to: { kind: 'release', release: 'rel_00000001' },
    automatic: { release, deploy, evidence: [{ signal: 'backend', looks: 2 }] },
  });
  expect(await end()).toMatchObject({
    kind: 'worse',
    consequence: { kind: 'rolls_back', operation: rollback?.id, to: liveSha },
  });
  expect((await loadEvents(store, deploy)).at(-1)).toMatchObject({ kind: 'watch_ended' });
  expect(await loadMessage(store, rollback?.id ?? '')).toMatchObject({ kind: 'root', channel: 'C0DEPLOYS' });
  expect([await findWatches(store, production), await redis.zscore(keys.alarms, lane)]).toEqual([[], null]);
});

it('begins it once for a release, also where the watch were there again', async () => {
  await deployed();
  await looks(2, { answer: red });
  const [watch] = [aWatch({ release, nextAt: now, since: now, until: now + 300_000 })];
  await commit(store, { writes: [beginWatchWrite(production, watch)] });
  await looks(3, { answer: red });
  expect(await rollbacks()).toHaveLength(1);
});

it('writes neither the evidence nor the rollback where another worker has taken over', async () => {
  await deployed();
  await looks(1, { answer: red });
  const takenOver = () => raiseFence(redis, lane);
  await expect(run({ answer: red, meanwhile: takenOver })).rejects.toBeInstanceOf(FencedError);
  expect([await end(), await rollbacks()]).toEqual([undefined, []]);
  await looks(1, { answer: red });
  expect(await rollbacks()).toHaveLength(1);
});

it('goes on counting where another worker left off', async () => {
  await deployed();
  await run({ answer: red });
  const [seen] = await findWatches(store, production);
  expect(seen?.seen.streaks.backend?.looks).toBe(1);
  expect(await redis.zscore(keys.alarms, lane)).toBe(String(now + every));
  await run({ answer: red });
  expect((await findWatches(store, production))[0]).toEqual(seen);
});

it('leaves it to people who have planned a rollback meanwhile', async () => {
  await deployed();
  await looks(1, { answer: red });
  const theirs = aRollback({ state: 'planning', version: 1 });
  const event = { kind: 'requested', at: now, by: ana } as const;
  await looks(1, {
    answer: red,
    meanwhile: () => createOperation(store, theirs, { delivery: 'theirs', event }),
  });
  expect((await rollbacks()).map(({ id }) => id)).toEqual([theirs.id]);
  expect(await end()).toMatchObject({ consequence: { kind: 'under_way', operation: theirs.id } });
});

interface Arranged {
  readonly policy?: Partial<WatchPolicy>;
  readonly bad?: true;
  readonly first?: true;
}

it.each<readonly [string, Arranged, object]>([
  ['the policy leaves it to people', { policy: { rollback: 'button' } }, { kind: 'button' }],
  ['the release before is marked bad', { bad: true }, { kind: 'earlier_is_bad', commit: liveSha }],
  ['there is none before', { first: true }, { kind: 'nothing_earlier' }],
])('begins none where %s', async (_where, { policy, bad, first }, consequence) => {
  await deployed(first ? { ending: { kind: 'succeeded', release, mixedVersionsMs: 0 } } : {});
  if (bad)
    await commit(store, {
      writes: [markBad('mundo-tango', liveSha, { by: ana, at: now, why: 'loses orders' })],
    });
  await looks(2, { answer: red, ...(policy && { policy }) });
  expect(await rollbacks()).toEqual([]);
  expect(await end()).toMatchObject({ kind: 'worse', consequence });
});

it('looks at nothing while another operation runs, and goes on where that one changed nothing', async () => {
  await deployed();
  const other = anOperation({
    id: 'op_00000000000009' as Operation['id'],
    state: 'running',
    version: 1,
    request: { ...anOperation().request, ref: 'other' },
  });
  const event = { kind: 'requested', at: now, by: ana } as const;
  await createOperation(store, other, { delivery: 'other', event });
  await looks(3, { answer: red });
  expect((await findWatches(store, production))[0]?.seen.looks).toBe(0);
  await redis.zrem(keys.underWay('mundo-tango', 'production'), other.id);
  await looks(2, { answer: red });
  expect(await end()).toMatchObject({ kind: 'worse' });
});

it.each([
  ['another release is live', { live: newSha }, () => released('rel_00000003')],
  ['a platform serves something else', { live: liveSha }, async () => undefined],
])('is over without a word of blame where %s', async (_where, { live }, happens) => {
  await deployed();
  await looks(1, { answer: red });
  await happens();
  await looks(1, { answer: red, live });
  expect([await end(), await rollbacks()]).toMatchObject([{ kind: 'overtaken' }, []]);
});

it('ends at its deadline, although nobody looked for a while, and is not called well then', async () => {
  await deployed();
  await looks(1, { answer: well });
  now += 3_600_000;
  await run({ answer: well });
  expect(await end()).toMatchObject({ kind: 'unclear', why: { kind: 'interrupted', expected: 20 } });
  expect(await findWatches(store, production)).toEqual([]);
});

it('holds nothing against the release while no platform says what is live: our own way there may be down', async () => {
  await deployed();
  await looks(5, { answer: red, live: 'silent' });
  expect([await end(), await rollbacks()]).toEqual([undefined, []]);
  now += 300_000;
  await run({ answer: red, live: 'silent' });
  expect(await end()).toMatchObject({ kind: 'unclear', why: { kind: 'red_at_last', signals: ['backend'] } });
});

it('is well at its deadline where it was at every look', async () => {
  await deployed();
  await looks(21, { answer: well });
  expect(await end()).toMatchObject({ kind: 'well', asked: 21, well: 21 });
});

it('is over where somebody has stopped it, or its operation has gone', async () => {
  await deployed({ watched: { forMs: 1, until: now, end: { kind: 'stopped', at: now, by: ana } } });
  await run({ answer: red });
  expect(await findWatches(store, production)).toEqual([]);
  await commit(store, {
    writes: [
      beginWatchWrite(production, aWatch({ operation: 'op_00000000000008' as Operation['id'], nextAt: now })),
    ],
  });
  await run({ answer: red });
  expect(await findWatches(store, production)).toEqual([]);
});

it.each([
  ['cancels nothing that runs: it may be the fix', { release, deploy, evidence: [] }, false],
  ['of a person cancels it first', undefined, true],
])('a rollback %s', async (_what, automatic, cancels) => {
  const running = anOperation({ id: 'op_00000000000007' as Operation['id'], state: 'running', version: 1 });
  const event = { kind: 'requested', at: now, by: ana } as const;
  await createOperation(store, running, { delivery: 'running', event });
  const { request } = aRollback();
  const operation = aRollback({ state: 'queued', request: { ...request, ...(automatic && { automatic }) } });
  const { writes = [] } = await withLead(store, { operation, events: [] });
  expect(JSON.stringify(writes).includes('cancelRequested')).toBe(cancels);
  expect(writes).toContainEqual([
    'LINSERT',
    keys.inbox('mundo-tango', 'production'),
    'AFTER',
    running.id,
    operation.id,
  ]);
});
