import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createKernel, type OwnedKernel } from '../../../sandbox/kernel/kernel.ts';
import { listen, type Listener } from '../../../sandbox/kernel/listen.ts';
import { railwaySeed } from '../../../sandbox/railway/seed.ts';
import { createRailway, type RailwayService } from '../../../sandbox/railway/service.ts';
import { RetryableError, TerminalError } from '../../../src/domain/errors.ts';
import { parseCommitSha } from '../../../src/domain/ids.ts';
import type { BackendHost } from '../../../src/providers/contract.ts';
import type { RailwaySettings } from '../../../src/providers/railway/client.ts';
import { backend as anyBackend } from '../../unit/providers/aims.ts';
import { providersAt } from '../../unit/providers/loopback.ts';

const old = parseCommitSha('a'.repeat(40));
const next = parseCommitSha('b'.repeat(40));
const target = {
  ...anyBackend,
  project: railwaySeed.project.id,
  environment: railwaySeed.environments.production.id,
  service: railwaySeed.service.id,
};

let kernel: OwnedKernel;
let railway: RailwayService;
let api: Listener;

beforeEach(async () => {
  kernel = createKernel();
  Object.assign(kernel.settings.railway, { queueMs: 1, buildMs: 1, deployMs: 1, realBuilds: false });
  railway = await createRailway(kernel, {
    source: {
      owner: 'mundo-tango',
      name: 'mundo-tango',
      commit: async (sha) => (sha === old || sha === next ? aCommit(sha) : undefined),
      exportTree: async () => {},
    },
    live: { production: old, development: next },
  });
  api = await listen(railway.app, 0);
});

afterEach(async () => {
  await api.close();
  await railway.close();
  await kernel.close();
});

function aCommit(sha: string) {
  const author = { name: 'Ana Ruiz', email: 'ana@mundo-tango.example', login: 'ana-ruiz' };
  return { sha, message: `Change ${sha}`, author, date: 0, parents: [] };
}

function host(settings: Partial<RailwaySettings> = {}): BackendHost {
  const at = { apiUrl: `${api.url}/graphql/v2`, token: railwaySeed.token, ...settings };
  return providersAt(api.url, { railway: at, timeoutMs: 5_000 }).backend;
}

async function deployNext(): Promise<string> {
  const { deployment } = await host().deploy(target, next);
  await vi.waitFor(async () => expect((await host().status(target, deployment)).kind).toBe('ready'), 10_000);
  return deployment;
}

async function untilRemoved(deployment: string): Promise<void> {
  await vi.waitFor(
    async () => expect(await host().status(target, deployment)).toMatchObject({ status: 'REMOVED' }),
    10_000,
  );
}

async function control(path: string, body: object, method = 'POST'): Promise<void> {
  const answer = await railway.control.request(path, { method, body: JSON.stringify(body) });
  expect(answer.status).toBe(200);
}

async function visit(path: string): Promise<void> {
  const url = kernel.hosts.get(railwaySeed.environments.production.domain) ?? '';
  await (await fetch(`${url}${path}`)).text();
}

describe('the backend at Railway', () => {
  it('says what is live before and after a deploy', async () => {
    expect((await host().live(target))?.commit).toBe(old);
    const deployment = await deployNext();
    expect(await host().live(target)).toMatchObject({ deployment, commit: next });
  });

  it('finds a deployment by its commit, from a time on, except those known', async () => {
    const since = Date.now();
    const wanted = { sha: next, since, except: [] };
    expect(await host().findDeployment(target, wanted)).toBeUndefined();
    const deployment = await deployNext();
    expect(await host().findDeployment(target, wanted)).toEqual({ deployment });
    expect(await host().findDeployment(target, { ...wanted, except: [deployment] })).toBeUndefined();
    expect(await host().findDeployment(target, { ...wanted, since: since + 3_600_000 })).toBeUndefined();
    const again = await deployNext();
    expect(await host().findDeployment(target, wanted)).toEqual({ deployment });
    expect(await host().findDeployment(target, { ...wanted, except: [deployment] })).toEqual({
      deployment: again,
    });
  });

  it('rolls back to the image of an earlier deployment while it is kept', async () => {
    const before = (await host().live(target))?.deployment ?? '';
    expect(await host().canRollBack(target, before)).toBe(false);
    await deployNext();
    await vi.waitFor(async () => expect(await host().canRollBack(target, before)).toBe(true), 10_000);
    await host().rollBack(target, before);
    await vi.waitFor(async () => expect((await host().live(target))?.commit).toBe(old), 10_000);
  });

  it('sees a rollback that was asked for and is not live yet', async () => {
    const before = (await host().live(target))?.deployment ?? '';
    const deployment = await deployNext();
    await vi.waitFor(async () => expect(await host().canRollBack(target, before)).toBe(true), 10_000);
    const wanted = { sha: old, deployment };
    expect(await host().isDeployedAfter(target, wanted)).toBe(false);
    await host().rollBack(target, before);
    expect(await host().isDeployedAfter(target, wanted)).toBe(true);
  });

  it('says how an earlier deployment can come back', async () => {
    const before = (await host().live(target))?.deployment ?? '';
    expect(await host().rollbackOf(target, before)).toEqual({ kind: 'live' });
    const deployment = await deployNext();
    expect(await host().rollbackOf(target, deployment)).toEqual({ kind: 'live' });
    await untilRemoved(before);
    expect(await host().rollbackOf(target, before)).toEqual({ kind: 'image' });
    kernel.clock.advance(kernel.settings.railway.rollbackWindowMs + 1);
    expect(await host().rollbackOf(target, before)).toEqual({
      kind: 'rebuild',
      why: 'image_expired',
      commit: old,
    });
  });

  it('has nothing of a deployment that failed or is not known but the commit, if that', async () => {
    await control('/fail', { environment: 'production', step: 'HEALTHCHECK' });
    const { deployment } = await host().deploy(target, next);
    await vi.waitFor(
      async () => expect((await host().status(target, deployment)).kind).toBe('failed'),
      10_000,
    );
    const rebuild = { kind: 'rebuild', why: 'never_ran', commit: next };
    expect(await host().rollbackOf(target, deployment)).toEqual(rebuild);
    const nowhere = '00000000-0000-4000-8000-000000000000';
    expect(await host().rollbackOf(target, nowhere)).toEqual({ kind: 'gone', why: 'deleted' });
  });

  it('finds the deployment that a rollback made, and follows it', async () => {
    const before = (await host().live(target))?.deployment ?? '';
    const replaced = await deployNext();
    await untilRemoved(before);
    const wanted = { deployment: before, since: kernel.clock.now(), except: [replaced] };
    expect(await host().findRolledBack(target, wanted)).toBeUndefined();
    await host().rollBack(target, before);
    const found = await host().findRolledBack(target, wanted);
    expect(found).toBeDefined();
    expect(found?.deployment).not.toBe(before);
    await vi.waitFor(
      async () => expect((await host().status(target, found?.deployment ?? '')).kind).toBe('ready'),
      10_000,
    );
    expect((await host().live(target))?.deployment).toBe(found?.deployment);
    const later = { ...wanted, except: [replaced, found?.deployment ?? ''] };
    expect(await host().findRolledBack(target, later)).toBeUndefined();
  });

  it('whose answer was lost is rolled back once, and the new deployment is found', async () => {
    const before = (await host().live(target))?.deployment ?? '';
    await deployNext();
    await untilRemoved(before);
    const since = kernel.clock.now();
    kernel.faults.add({
      service: 'railway',
      path: 'deploymentRollback',
      times: 1,
      effect: { kind: 'drop_after' },
    });
    await expect(host().rollBack(target, before)).rejects.toMatchObject({ safe: false });
    expect(await host().findRolledBack(target, { deployment: before, since, except: [] })).toBeDefined();
  });

  it('cancels a build, and does not mind one that is gone', async () => {
    kernel.settings.railway.buildMs = 60_000;
    const { deployment } = await host().deploy(target, next);
    await host().discard(target, deployment);
    await vi.waitFor(
      async () => expect((await host().status(target, deployment)).kind).toBe('failed'),
      10_000,
    );
    await host().discard(target, deployment);
    await host().discard(target, '00000000-0000-4000-8000-000000000000');
    expect((await host().live(target))?.commit).toBe(old);
  });

  it('removes a deployment that runs', async () => {
    const deployment = await deployNext();
    await host().discard(target, deployment);
    await vi.waitFor(
      async () => expect((await host().status(target, deployment)).kind).toBe('failed'),
      10_000,
    );
  });

  it('shows the last lines of a failed deployment’s logs', async () => {
    await control('/fail', { environment: 'production', step: 'HEALTHCHECK' });
    const { deployment } = await host().deploy(target, next);
    await vi.waitFor(
      async () =>
        expect(await host().status(target, deployment)).toEqual({ kind: 'failed', status: 'FAILED' }),
      10_000,
    );
    const lines = await host().logs(target, deployment, 3);
    expect(lines.length).toBeLessThanOrEqual(3);
    expect(lines.at(-1)).toContain('HEALTHCHECK failed');
    const page = await railway.control.request(`/log/${deployment}`);
    expect(await page.text()).toContain('HEALTHCHECK failed');
  });

  it('tells the traffic of a period: what was really asked, and how it was answered', async () => {
    const from = kernel.clock.now();
    const nothing = await host().traffic(target, { from: from - 60_000, to: from });
    expect(nothing).toEqual({ kind: 'unknown', why: 'no_requests' });
    await visit('/health');
    await visit('/health');
    await visit('/nowhere');
    await control('/unhealthy', { environment: 'production', status: 503 });
    await visit('/health');
    await vi.waitFor(async () => {
      const traffic = await host().traffic(target, { from, to: kernel.clock.now() + 1_000 });
      expect(traffic).toMatchObject({
        kind: 'measured',
        requests: 4,
        errors: 1,
        classes: { '1xx': 0, '2xx': 2, '3xx': 0, '4xx': 1, '5xx': 1 },
        p95Ms: expect.any(Number) as number,
      });
    }, 10_000);
  });

  it('sees that a deploy answers worse than the one before', async () => {
    const before = { environment: 'production', perMinute: 600, errorRate: 0.01, latencyMs: 80 };
    await control('/traffic', { ...before, beganMsAgo: 600_000 }, 'PUT');
    await control('/traffic', { ...before, forCommit: next, errorRate: 0.25, latencyMs: 900 }, 'PUT');
    const deployed = kernel.clock.now();
    const was = await host().traffic(target, { from: deployed - 300_000, to: deployed });
    expect(was).toMatchObject({ kind: 'measured', errors: 30, p95Ms: 80 });
    expect(was).toMatchObject({ requests: 3_000 });
    await deployNext();
    const from = kernel.clock.now();
    kernel.clock.advance(120_000);
    const is = await host().traffic(target, { from, to: from + 120_000 });
    expect(is).toMatchObject({ requests: 1_200, errors: 300, p95Ms: 900 });
    const development = { ...target, environment: railwaySeed.environments.development.id };
    expect((await host().traffic(development, { from, to: from + 120_000 })).kind).toBe('unknown');
  });

  it('says who made a deployment', async () => {
    const pushed = (await host().live(target))?.deployment ?? '';
    expect(await host().madeBy(target, pushed)).toBeUndefined();
    expect(await host().madeBy(target, await deployNext())).toBe('cabeceo');
    const { token } = railwaySeed.person;
    const byHand = await host({ token }).deploy(target, old);
    expect(await host().madeBy(target, byHand.deployment)).toBe('Elena Okafor');
  });

  it('deploys pushes by itself while it is switched on, and says whether it is', async () => {
    const push = { branch: 'main', sha: next };
    expect(await host().autoDeploy(target)).toEqual({ kind: 'off' });
    await railway.pushed(push);
    await host().setAutoDeploy(target, true);
    await host().setAutoDeploy(target, true);
    expect(await host().autoDeploy(target)).toEqual({ kind: 'on' });
    expect((await host().live(target))?.commit).toBe(old);
    await railway.pushed({ ...push, branch: 'develop' });
    await railway.pushed(push);
    await vi.waitFor(async () => expect((await host().live(target))?.commit).toBe(next), 10_000);
    const made = (await host().live(target))?.deployment ?? '';
    expect(await host().madeBy(target, made)).toBeUndefined();
    await host().setAutoDeploy(target, false);
    expect(await host().autoDeploy(target)).toEqual({ kind: 'off' });
  });

  it('whose token does not reach the service leaves it unknown, and refuses to be switched', async () => {
    const token = railwaySeed.environments.development.projectToken;
    const stranger = host({ token, tokenKind: 'project' });
    expect(await stranger.autoDeploy(target)).toEqual({ kind: 'unknown', message: 'Not Authorized' });
    await expect(stranger.setAutoDeploy(target, true)).rejects.toThrow(TerminalError);
    expect(await host().autoDeploy(target)).toEqual({ kind: 'off' });
  });

  it('names the page of a deployment', () => {
    const { project, environment, service } = target;
    expect(host().page(target, 'd1')).toBe(
      `https://railway.com/project/${project}/service/${service}?environmentId=${environment}&id=d1`,
    );
  });

  it('refuses an unknown commit and a wrong token for good', async () => {
    const unknown = parseCommitSha('c'.repeat(40));
    await expect(host().deploy(target, unknown)).rejects.toThrow(TerminalError);
    await expect(host().deploy(target, unknown)).rejects.toThrow('Commit not found');
    await expect(host({ token: 'wrong-token' }).live(target)).rejects.toThrow(TerminalError);
  });

  it('takes a project token in the header of its own', async () => {
    const token = railwaySeed.environments.production.projectToken;
    expect((await host({ token, tokenKind: 'project' }).live(target))?.commit).toBe(old);
    await expect(host({ token, tokenKind: 'account' }).live(target)).rejects.toThrow(TerminalError);
  });

  it('whose answer was lost is asked once, and the deployment is found', async () => {
    const since = Date.now();
    kernel.faults.add({
      service: 'railway',
      path: 'serviceInstanceDeployV2',
      times: 1,
      effect: { kind: 'drop_after' },
    });
    const lost: unknown = await host()
      .deploy(target, next)
      .catch((reason: unknown) => reason);
    expect(lost).toBeInstanceOf(RetryableError);
    expect((lost as RetryableError).safe).toBe(false);
    const found = await host().findDeployment(target, { sha: next, since, except: [] });
    expect(found).toBeDefined();
    const asked = kernel.journal
      .list({ service: 'railway' })
      .filter(({ operation }) => operation === 'serviceInstanceDeployV2');
    expect(asked).toHaveLength(1);
  });
});
