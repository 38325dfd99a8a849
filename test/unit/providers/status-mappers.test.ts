import { describe, expect, test } from 'vitest';
import { mapBranch, mapHistory, mapOperations, newestOfEach } from '../../../src/providers/neon/mapper.ts';
import {
  chooseDiscard,
  findLive,
  mapLog,
  mapStatus,
  readCommit,
} from '../../../src/providers/railway/mapper.ts';
import type { RailwayDeployment } from '../../../src/providers/railway/schema.ts';
import { mapTraffic } from '../../../src/providers/railway/traffic.ts';
import {
  currentProduction,
  findByKey,
  mapPromotion,
  mapState,
} from '../../../src/providers/vercel/mapper.ts';
import type { VercelProject } from '../../../src/providers/vercel/schema.ts';
import { olderSha, sha } from './aims.ts';

describe('Vercel', () => {
  test.each([
    ['QUEUED', 'working'],
    ['INITIALIZING', 'working'],
    ['BUILDING', 'working'],
    ['READY', 'ready'],
    ['ERROR', 'failed'],
    ['CANCELED', 'failed'],
    ['BLOCKED', 'failed'],
    ['DELETED', 'failed'],
    ['SPLENDID', 'unknown'],
  ])('%s is %s', (state, kind) => {
    expect(mapState(state).kind).toBe(kind);
  });

  const aProject = (
    production: { id: string; at: number } | undefined,
    request?: [to: string, jobStatus: string, requestedAt: number],
  ): VercelProject => ({
    id: 'prj_1',
    name: 'mundo-tango',
    targets: production && { production: { id: production.id, createdAt: 1, aliasAssigned: production.at } },
    ...(request && {
      lastAliasRequest: { toDeploymentId: request[0], jobStatus: request[1], requestedAt: request[2] },
    }),
  });

  test.each([
    ['nothing was ever put live', aProject(undefined), undefined],
    ['only the target is known', aProject({ id: 'old', at: 5 }), 'old'],
    ['the last promotion is later', aProject({ id: 'old', at: 5 }, ['new', 'succeeded', 9]), 'new'],
    ['the last promotion is earlier', aProject({ id: 'old', at: 5 }, ['new', 'succeeded', 3]), 'old'],
    ['the last promotion is under way', aProject({ id: 'old', at: 5 }, ['new', 'pending', 9]), 'old'],
    ['the last promotion failed', aProject({ id: 'old', at: 5 }, ['new', 'failed', 9]), 'old'],
  ])('what is live when %s', (_, project, id) => {
    expect(currentProduction(project)?.id).toBe(id);
  });

  test.each([
    ['pending', aProject({ id: 'old', at: 5 }, ['new', 'pending', 9]), 'working'],
    ['in progress', aProject({ id: 'old', at: 5 }, ['new', 'in-progress', 9]), 'working'],
    ['done', aProject({ id: 'old', at: 5 }, ['new', 'succeeded', 9]), 'ready'],
    ['failed', aProject({ id: 'old', at: 5 }, ['new', 'failed', 9]), 'failed'],
    ['skipped since it is live', aProject({ id: 'new', at: 5 }, ['new', 'skipped', 9]), 'ready'],
    ['skipped', aProject({ id: 'old', at: 5 }, ['new', 'skipped', 9]), 'failed'],
    ['overtaken', aProject({ id: 'other', at: 10 }, ['new', 'succeeded', 9]), 'failed'],
    ['of a status that is new to us', aProject({ id: 'old', at: 5 }, ['new', 'splendid', 9]), 'unknown'],
    ['of another deployment', aProject({ id: 'old', at: 5 }, ['other', 'pending', 9]), 'working'],
    ['not needed', aProject({ id: 'new', at: 5 }), 'ready'],
  ])('a promotion that is %s', (_, project, kind) => {
    expect(mapPromotion(project, 'new').kind).toBe(kind);
  });

  test('is asked for our key even if its filter lets others through, and prefers what is not dead', () => {
    const listed = [
      { uid: 'other', url: 'o', meta: { cabeceoKey: 'b' }, state: 'READY' },
      { uid: 'dead', url: 'd', meta: { cabeceoKey: 'a' }, state: 'CANCELED' },
      { uid: 'ours', url: 'u', meta: { cabeceoKey: 'a' }, state: 'BUILDING', inspectorUrl: 'https://p' },
    ];
    expect(findByKey(listed, 'a')).toEqual({ deployment: 'ours', url: 'https://u', page: 'https://p' });
    expect(findByKey(listed, 'c')).toBeUndefined();
  });
});

describe('Railway', () => {
  const aDeployment = (deployment: Partial<RailwayDeployment> = {}): RailwayDeployment => ({
    id: 'd1',
    status: 'SUCCESS',
    createdAt: '2026-11-22T10:00:00Z',
    statusUpdatedAt: '2026-11-22T10:05:00Z',
    deploymentStopped: false,
    meta: { commitHash: sha },
    ...deployment,
  });

  test.each([
    ['INITIALIZING', 'working', 'cancel'],
    ['QUEUED', 'working', 'cancel'],
    ['WAITING', 'working', 'cancel'],
    ['NEEDS_APPROVAL', 'working', 'cancel'],
    ['BUILDING', 'working', 'cancel'],
    ['DEPLOYING', 'working', 'remove'],
    ['SUCCESS', 'ready', 'remove'],
    ['SLEEPING', 'ready', 'remove'],
    ['CRASHED', 'failed', 'remove'],
    ['FAILED', 'failed', 'nothing'],
    ['REMOVED', 'failed', 'nothing'],
    ['REMOVING', 'failed', 'nothing'],
    ['SKIPPED', 'failed', 'nothing'],
    ['SPLENDID', 'unknown', 'remove'],
  ])('%s is %s; to discard it: %s', (status, kind, way) => {
    expect(mapStatus(aDeployment({ status })).kind).toBe(kind);
    expect(chooseDiscard(status)).toBe(way);
  });

  test('SUCCESS with every instance stopped is not a success', () => {
    expect(mapStatus(aDeployment({ deploymentStopped: true }))).toEqual({
      kind: 'failed',
      status: 'STOPPED',
    });
  });

  test('what is live is the newest that takes traffic, whatever is being built', () => {
    const old = aDeployment({ id: 'old', meta: { commitHash: olderSha } });
    const building = aDeployment({ id: 'new', status: 'BUILDING', createdAt: '2026-11-22T11:00:00Z' });
    expect(findLive([old], building)).toEqual({
      deployment: 'old',
      commit: olderSha,
      since: Date.parse('2026-11-22T10:05:00Z'),
    });
    expect(findLive([building, old], building)?.deployment).toBe('old');
    expect(findLive([], building)).toBeUndefined();
    expect(findLive([{ ...old, status: 'CRASHED' }], building)?.deployment).toBe('old');
  });

  test('traffic is summed by class, its p95 weighed by requests, and samples outside are left out', () => {
    const at = (ts: number, value: number) => ({ ts, value });
    const counts = [
      { statusCode: 200, samples: [at(90, 1_000), at(100, 80), at(110, 10.4)] },
      { statusCode: 404, samples: [at(110, 5)] },
      { statusCode: 502, samples: [at(100, 4.6), at(130, 1_000)] },
      { statusCode: 0, samples: [at(110, 1)] },
    ];
    const durations = { samples: [90, 100, 110].map((ts) => ({ ts, p95: ts * 10 })) };
    expect(mapTraffic(counts, durations, { from: 100_500, to: 120_500 })).toEqual({
      kind: 'measured',
      requests: 101,
      errors: 6,
      classes: { '1xx': 0, '2xx': 90, '3xx': 0, '4xx': 5, '5xx': 6 },
      p95Ms: 1_016,
    });
  });

  test.each([
    ['nothing was counted', []],
    ['all counts are zero', [{ statusCode: 200, samples: [{ ts: 100, value: 0 }] }]],
    ['what was counted lies outside', [{ statusCode: 200, samples: [{ ts: 1, value: 9 }] }]],
  ])('traffic is unknown when %s', (_, counts) => {
    const durations = { samples: [{ ts: 100, p95: 20 }] };
    const period = { from: 100_000, to: 110_000 };
    expect(mapTraffic(counts, durations, period)).toEqual({ kind: 'unknown', why: 'no_requests' });
  });

  test('traffic without durations has no p95', () => {
    const counts = [{ statusCode: 200, samples: [{ ts: 100, value: 9 }] }];
    const traffic = mapTraffic(counts, { samples: [] }, { from: 100_000, to: 110_000 });
    expect(traffic).not.toHaveProperty('p95Ms');
    expect(traffic).toMatchObject({ kind: 'measured', requests: 9 });
  });

  test('a commit is taken only from a full hash', () => {
    expect(readCommit(aDeployment())).toBe(sha);
    expect(readCommit(aDeployment({ meta: { commitHash: 'a1b2c3d' } }))).toBeUndefined();
    expect(readCommit(aDeployment({ meta: undefined }))).toBeUndefined();
  });

  test('the last lines of both logs come in one order', () => {
    const line = (message: string, second: number) => ({
      message,
      timestamp: `2026-11-22T10:00:0${second}Z`,
    });
    expect(mapLog([line('built', 1), line('pushed', 2)], [line('boot', 3), line('ready\n', 4)], 3)).toEqual([
      'pushed',
      'boot',
      'ready',
    ]);
  });
});

describe('Neon', () => {
  const aBranch = (current_state: string) => ({
    id: 'br-1',
    name: 'before',
    current_state,
    created_at: '2026-11-22T10:00:00Z',
  });
  const operation = (action: string, status: string) => ({ id: 'op-1', action, branch_id: 'br-1', status });
  const creation = (status: string) => [operation('create_branch', status)];

  test.each([
    ['ready', [], 'ready'],
    ['archived', [], 'ready'],
    ['init', [], 'working'],
    ['init', creation('running'), 'working'],
    ['init', creation('failed'), 'failed'],
    ['init', creation('cancelled'), 'failed'],
    ['splendid', [], 'unknown'],
  ])('a branch that is %s with operations %j is %s', (state, operations, kind) => {
    expect(mapBranch(aBranch(state), operations).kind).toBe(kind);
  });

  test.each([
    ['none', [], 'ready'],
    ['finished ones', [operation('create_branch', 'finished')], 'ready'],
    ['one that waits', [operation('create_timeline', 'scheduling')], 'working'],
    ['one that runs', [operation('a', 'finished'), operation('b', 'running')], 'working'],
    ['one that failed', [operation('a', 'running'), operation('b', 'failed')], 'failed'],
    ['one that was skipped', [operation('a', 'skipped')], 'failed'],
    ['one of a status that is new to us', [operation('a', 'running'), operation('b', 'splendid')], 'unknown'],
  ])('of operations, %s make the whole', (_, operations, kind) => {
    expect(mapOperations(operations).kind).toBe(kind);
  });

  test('an action that failed and was done again later is done', () => {
    const again = [operation('start_compute', 'finished'), operation('start_compute', 'failed')];
    expect(mapOperations(newestOfEach(again)).kind).toBe('ready');
  });

  test.each([
    ['the retention', {}, '2026-11-22T23:00:00Z'],
    ['when it was made', { created_at: '2026-11-22T23:30:00Z' }, '2026-11-22T23:30:00Z'],
    [
      'the last restore',
      { last_reset_at: '2026-11-22T23:45:00Z' },
      '2026-11-22T23:45:00Z',
      '2026-11-22T23:45:00Z',
    ],
  ])('a branch’s past begins with %s', (_, facts, from, resetAt = '') => {
    const now = Date.parse('2026-11-23T00:00:00Z');
    expect(mapHistory({ ...aBranch('ready'), ...facts }, 3_600_000, now)).toEqual({
      from: Date.parse(from),
      retentionMs: 3_600_000,
      ...(resetAt !== '' && { resetAt: Date.parse(resetAt) }),
    });
  });

  test('a branch that Neon restores nothing to says why', () => {
    const restricted_actions = [
      { name: 'delete-rw-endpoint', reason: 'In use.' },
      { name: 'restore', reason: 'It has unfinished snapshots.' },
    ];
    expect(mapHistory({ ...aBranch('ready'), restricted_actions }, 0, 0).barred).toBe(
      'It has unfinished snapshots.',
    );
  });
});
