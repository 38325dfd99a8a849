import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { vercelSeed } from '../../../sandbox/vercel/seed.ts';
import { TerminalError } from '../../../src/domain/errors.ts';
import type { FrontendHost } from '../../../src/providers/contract.ts';
import { startVercel, type VercelSandbox } from '../../support/vercel-sandbox.ts';
import { aBuild, frontend, previewFrontend } from '../../unit/providers/aims.ts';
import { providersAt } from '../../unit/providers/loopback.ts';

const folder = await mkdtemp(join(tmpdir(), 'cabeceo-vercel-'));
await writeFile(join(folder, 'vercel.json'), '{}');
const target = { ...frontend, project: vercelSeed.project.id, team: vercelSeed.team.id };
const preview = { ...previewFrontend, project: vercelSeed.project.id, team: vercelSeed.team.id };

let sandbox: VercelSandbox;
let host: FrontendHost;
let seeded: string;

beforeEach(async () => {
  sandbox = await startVercel({ realBuilds: false });
  const vercel = { apiUrl: sandbox.url, token: vercelSeed.token };
  host = providersAt(sandbox.url, { vercel, timeoutMs: 5_000 }).frontend;
  seeded = (await host.live(target))?.deployment ?? '';
});

afterEach(() => sandbox.close());

describe('an earlier deployment at Vercel', () => {
  it('is what is live, or one click away once another was promoted', async () => {
    expect(await host.rollbackOf(target, seeded)).toEqual({ kind: 'live' });
    const next = await release('one');
    expect(await host.rollbackOf(target, next)).toEqual({ kind: 'live' });
    expect(await host.rollbackOf(target, seeded)).toEqual({ kind: 'instant' });
  });

  it('is asked for at Vercel’s rollback call, and serves again', async () => {
    await release('one');
    await aimAt(seeded, 'rollback');
    expect((await host.live(target))?.deployment).toBe(seeded);
    const calls = sandbox.kernel.journal
      .list({ service: 'vercel' })
      .filter(({ method }) => method === 'POST');
    expect(calls.at(-1)?.path).toContain(`/v1/projects/${vercelSeed.project.id}/rollback/${seeded}`);
  });

  it('has to be built again if it never served', async () => {
    const staged = await stage('one');
    expect(await host.rollbackOf(target, staged)).toEqual({ kind: 'rebuild', why: 'never_live' });
  });

  it('is gone when it was deleted, or never came to be', async () => {
    await release('one');
    await host.discard(target, seeded);
    expect(await host.rollbackOf(target, seeded)).toEqual({ kind: 'gone', why: 'deleted' });
    await control('/fail', { step: 'BUILD' });
    const broken = (await host.stage(target, { ...aBuild(folder), key: 'broken' })).deployment;
    await untilBuilt(broken, 'failed');
    expect(await host.rollbackOf(target, broken)).toEqual({ kind: 'gone', why: 'not_built' });
  });

  it('is refused by Vercel on a plan that goes back one step, and we know it before', async () => {
    sandbox.kernel.settings.vercel.plan = 'hobby';
    const one = await release('one');
    await release('two');
    expect(await host.rollbackOf(target, one)).toEqual({ kind: 'instant' });
    expect(await host.rollbackOf(target, seeded)).toEqual({ kind: 'rebuild', why: 'plan' });
    const asked: unknown = await host.promote(target, seeded, 'rollback').catch((reason: unknown) => reason);
    expect(asked).toBeInstanceOf(TerminalError);
    expect((asked as TerminalError).facts).toMatchObject({ status: 402 });
    await aimAt(one, 'rollback');
  });

  it('of a preview is an alias away as long as it is there', async () => {
    const before = (await host.live(preview))?.deployment ?? '';
    const next = (await host.stage(preview, { ...aBuild(folder), key: 'preview' })).deployment;
    await untilBuilt(next);
    expect(await host.rollbackOf(preview, before)).toEqual({ kind: 'live' });
    await host.promote(preview, next, 'promote');
    expect(await host.rollbackOf(preview, before)).toEqual({ kind: 'instant' });
  });
});

it('says who made a deployment', async () => {
  expect(await host.madeBy(target, await stage('one'))).toBe('cabeceo');
  const vercel = { apiUrl: sandbox.url, token: vercelSeed.person.token };
  const elena = providersAt(sandbox.url, { vercel, timeoutMs: 5_000 }).frontend;
  const { deployment } = await elena.stage(target, { ...aBuild(folder), key: 'by hand' });
  expect(await host.madeBy(target, deployment)).toBe('elena');
  expect(await host.madeBy(target, 'dpl_nowhere')).toBeUndefined();
});

describe('the production address', () => {
  it('goes to new deployments by itself, not since a rollback, and again after a promotion', async () => {
    expect(await host.assignment(target)).toEqual({ kind: 'automatic' });
    const one = await release('one');
    expect(await host.assignment(target)).toEqual({ kind: 'automatic' });
    await aimAt(seeded, 'rollback');
    expect(await host.assignment(target)).toMatchObject({ kind: 'explicit', why: 'rolled_back' });
    await deployByHand();
    expect((await host.live(target))?.deployment).toBe(seeded);
    await aimAt(one, 'promote');
    expect(await host.assignment(target)).toEqual({ kind: 'automatic' });
  });

  it('stays where it is while auto-assign is switched off', async () => {
    expect(await host.autoDeploy(target)).toEqual({ kind: 'on' });
    await host.setAutoDeploy(target, false);
    await host.setAutoDeploy(target, false);
    expect(await host.autoDeploy(target)).toEqual({ kind: 'off' });
    await deployByHand();
    expect((await host.live(target))?.deployment).toBe(seeded);
    await host.setAutoDeploy(target, true);
    await deployByHand();
    expect((await host.live(target))?.deployment).not.toBe(seeded);
  });

  it('of a preview has nothing to switch, and of a project that is not there nothing is known', async () => {
    expect(await host.autoDeploy(preview)).toMatchObject({ kind: 'unknown' });
    await expect(host.setAutoDeploy(preview, true)).rejects.toThrow(TerminalError);
    const unknown = await host.autoDeploy({ ...target, project: 'nowhere' });
    expect(unknown).toEqual({ kind: 'unknown', message: 'Project not found' });
  });

  it('waits for somebody where the project says so, and a preview’s always does', async () => {
    await sandbox.call('PATCH', `/v9/projects/${target.project}`, { autoAssignCustomDomains: false });
    expect(await host.assignment(target)).toEqual({ kind: 'explicit', why: 'setting' });
    expect(await host.assignment(preview)).toEqual({ kind: 'explicit', why: 'alias' });
  });
});

async function stage(key: string): Promise<string> {
  const { deployment } = await host.stage(target, { ...aBuild(folder), key });
  await untilBuilt(deployment);
  return deployment;
}

async function release(key: string): Promise<string> {
  const deployment = await stage(key);
  await aimAt(deployment, 'promote');
  return deployment;
}

async function untilBuilt(deployment: string, kind = 'ready'): Promise<void> {
  await vi.waitFor(async () => expect((await host.status(target, deployment)).kind).toBe(kind), 10_000);
}

async function aimAt(deployment: string, how: 'promote' | 'rollback'): Promise<void> {
  await host.promote(target, deployment, how);
  await vi.waitFor(async () => expect((await host.promotion(target, deployment)).kind).toBe('ready'), 10_000);
}

/** As a push to the branch does: a production deployment that takes the address if it may. */
async function deployByHand(): Promise<void> {
  const { body } = await sandbox.call('POST', '/v13/deployments', {
    name: 'mundo-tango',
    target: 'production',
    files: [{ file: 'vercel.json', data: '{}' }],
  });
  await untilBuilt((body as { readonly id: string }).id);
}

async function control(path: string, body: object): Promise<void> {
  await sandbox.vercel.control.request(path, { method: 'POST', body: JSON.stringify(body) });
}
