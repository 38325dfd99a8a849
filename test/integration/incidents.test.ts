import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { OperationId } from '../../src/domain/ids.ts';
import type { IncidentWish } from '../../src/domain/incident-request.ts';
import type { Context } from '../../src/jobs/context.ts';
import { runIncidentLane } from '../../src/jobs/incidents/incident-lane.ts';
import { createLog } from '../../src/jobs/log.ts';
import { auditAfter } from '../../src/store/audit.ts';
import { dueLanes } from '../../src/store/alarms.ts';
import { commit, type Store } from '../../src/store/commit.ts';
import { FencedError, raiseFence } from '../../src/store/fence.ts';
import {
  acceptIncidentRequest,
  findIncident,
  incidentWrites,
  tellIncident,
} from '../../src/store/incidents.ts';
import { keys } from '../../src/store/keys.ts';
import { loadMessage } from '../../src/store/messages.ts';
import {
  changeOperation,
  createOperation,
  findOperation,
  operationsUnderWay,
} from '../../src/store/operations.ts';
import { releaseWrites } from '../../src/store/releases.ts';
import { findStop } from '../../src/store/stops.ts';
import { anIncident, elena, incidentChannel } from '../support/incident-builders.ts';
import {
  ana,
  anEnvironment,
  aPolicy,
  aRelease,
  aRollback,
  liveSha,
  newSha,
} from '../support/operation-builders.ts';
import { startRedis } from '../support/redis-server.ts';
import { production } from '../support/stop-builders.ts';

const place = { app: 'mundo-tango', channel: incidentChannel };
const lane = `incident/mundo-tango/${incidentChannel}`;
const app = {
  name: 'mundo-tango',
  repository: { owner: 'mundo-tango', name: 'mundo-tango' },
  channels: [],
  incidents: { channels: ['inc-*'] },
  environments: [{ ...anEnvironment, aliases: [], policy: aPolicy() }],
};
const press: IncidentWish = {
  kind: 'roll_back',
  environment: 'production',
  release: 'rel_00000001',
  leaves: 'rel_00000002',
};

let server: Awaited<ReturnType<typeof startRedis>>;
let redis: Redis;
let store: Store;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  store = { redis, now: Date.now, wake: async () => undefined };
});
afterEach(async () => {
  await redis.flushall();
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

async function ask(delivery: string, wish: IncidentWish, by = elena): Promise<'accepted' | 'known'> {
  return acceptIncidentRequest(store, place, { delivery, by, team: 'T0MUNDO01', at: Date.now(), ...wish });
}

/** An incident that is known, with two releases of production. */
async function begun(): Promise<void> {
  await commit(store, { writes: incidentWrites(anIncident(), Date.now()) });
  for (const [id, sha] of [
    ['1', liveSha],
    ['2', newSha],
  ] as const) {
    const release = aRelease({
      id: `rel_0000000${id}`,
      operation: `op_0000000${id}` as OperationId,
      commit: sha,
    });
    await commit(store, { writes: await releaseWrites(store, release) });
  }
}

async function run(over: Partial<Context> = {}, fence = raiseFence(redis, lane)): Promise<void> {
  const context = {
    store,
    apps: [app],
    people: { mayDo: async () => 'allowed' },
    log: createLog({ level: 'fatal', scrub: (text) => text }),
    ...over,
  } as unknown as Context;
  const { signal } = new AbortController();
  await runIncidentLane(context, place, {
    fence: await fence,
    signal,
    assertHeld: () => undefined,
    hint: () => signal,
  });
}

const rollbacks = async () => (await operationsUnderWay(store, production)).operations;
const timeline = async () => ((await findIncident(store, place))?.timeline ?? []).map(({ kind }) => kind);
const audited = async () =>
  (await auditAfter(store, '0-0', 100)).flatMap(({ event }) => {
    const { kind, entry } = event as { kind: string; entry?: { kind: string } };
    return kind === 'incident' && entry ? [entry.kind] : [];
  });

describe('the button of an incident', () => {
  it('asks for the rollback, freezes the app and tells it, in one write', async () => {
    await begun();
    await ask('click.1', press);
    await run();
    const [operation] = await rollbacks();
    expect(operation).toMatchObject({
      kind: 'rollback',
      state: 'planning',
      request: { by: elena, channel: incidentChannel, emergency: 'incident #inc-042-checkout' },
    });
    const frozen = await findStop(store, 'freeze', { app: 'mundo-tango', environment: '*' });
    expect(frozen.stop).toMatchObject({ reason: 'incident #inc-042-checkout', incident: incidentChannel });
    expect(await timeline()).toEqual(['went_live', 'rolling_back', 'stopped']);
    expect(await audited()).toEqual(['went_live', 'rolling_back', 'stopped']);
    expect(await dueLanes(redis, Date.now())).not.toContain(lane);
  });

  it('has one effect, delivered twice or pressed by two', async () => {
    await begun();
    expect(await ask('click.1', press)).toBe('accepted');
    expect(await ask('click.1', press)).toBe('known');
    await ask('click.2', press, ana);
    await run();
    expect(await rollbacks()).toHaveLength(1);
    expect(await timeline()).toEqual(['went_live', 'rolling_back', 'stopped']);
    const told = await loadMessage(store, 'answer/click.2');
    expect(told).toMatchObject({ to: ana, answer: { refusal: { code: 'incident_under_way' } } });
  });

  it('leaves a freeze that stood before as it was, and not its own to lift', async () => {
    await begun();
    const freeze = { id: 'stop_00000009', by: ana, at: 1, reason: 'holidays' };
    await redis.set(
      keys.stop('freeze', 'mundo-tango', '*'),
      JSON.stringify({ ...freeze, notice: { key: 'notice/stop_00000009', channel: 'C0DEPLOYS' } }),
    );
    await ask('click.1', press);
    await run();
    const found = await findStop(store, 'freeze', { app: 'mundo-tango', environment: '*' });
    expect(found.stop?.id).toBe(freeze.id);
    expect((await findIncident(store, place))?.signs).toEqual([]);
    expect(await rollbacks()).toHaveLength(1);
  });

  it('is out of date where Redis has lost the incident', async () => {
    await ask('click.1', press);
    await run();
    const told = await loadMessage(store, 'answer/click.1');
    expect(told).toMatchObject({ answer: { refusal: { code: 'incident_stale' } } });
    expect(await rollbacks()).toEqual([]);
  });

  it('does nothing in the hands of a worker whose turn is over', async () => {
    await begun();
    await ask('click.1', press);
    const old = await raiseFence(redis, lane);
    await raiseFence(redis, lane);
    await expect(run({}, Promise.resolve(old))).rejects.toThrow(FencedError);
    expect(await rollbacks()).toEqual([]);
    expect(await timeline()).toEqual([]);
    await run();
    expect(await rollbacks()).toHaveLength(1);
  });
});

describe('the timeline', () => {
  it('hears of its rollback by the very writes that move it, and tells each once', async () => {
    await begun();
    const incident = { channel: incidentChannel, leaves: 'rel_00000002' };
    const { plan, approval: _approval, ...rollback } = aRollback();
    const request = { ...rollback.request, incident };
    const operation = { ...rollback, request, state: 'planning', version: 1 } as const;
    const requested = { kind: 'requested', at: 1, by: elena } as const;
    await createOperation(store, operation, { delivery: 'd', event: requested });
    const planned = { kind: 'planned', at: 2, digest: 'd', commit: liveSha } as const;
    await changeOperation(store, operation.id, (current) => ({
      operation: { ...current, ...(plan && { plan }), state: 'queued' },
      events: [planned],
    }));
    await changeOperation(store, operation.id, (current) => ({
      operation: { ...current, state: 'running', startedAt: 3 },
      events: [{ kind: 'started', at: 3 }],
    }));
    expect(await dueLanes(redis, Date.now())).toContain(lane);
    await changeOperation(store, operation.id, (current) => ({
      operation: { ...current, state: 'succeeded', endedAt: 9 },
      events: [{ kind: 'succeeded', at: 9, release: 'rel_3', commit: liveSha, durationMs: 6 }],
    }));
    expect(await findOperation(store, operation.id)).toMatchObject({ state: 'succeeded' });
    expect(await timeline()).toEqual([]);
    await run();
    await run();
    expect(await timeline()).toEqual(['rolling_back', 'verified']);
    expect(await audited()).toEqual(['rolling_back', 'verified']);
    const message = await loadMessage(store, `notice/incident/mundo-tango/${incidentChannel}`);
    expect(message).toMatchObject({ kind: 'notice', channel: incidentChannel, want: 3 });
  });

  it('of an incident that is not known any more is dropped', async () => {
    const { writes } = tellIncident(place, [{ kind: 'resolved', at: 1, by: ana }], Date.now());
    await commit(store, { writes });
    await run();
    expect(await findIncident(store, place)).toBeUndefined();
    expect(await dueLanes(redis, Date.now())).not.toContain(lane);
  });

  it('leaves nothing behind for ever', async () => {
    await begun();
    const day = 24 * 3_600_000;
    for (const key of [
      keys.incident(place.app, place.channel),
      keys.message(`notice/incident/mundo-tango/${incidentChannel}`),
    ]) {
      expect(await redis.pttl(key)).toBeGreaterThan(89 * day);
    }
  });
});
