import { inspect } from 'node:util';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createKernel, type OwnedKernel } from '../../../sandbox/kernel/kernel.ts';
import { listen, type Listener } from '../../../sandbox/kernel/listen.ts';
import { neonSeed } from '../../../sandbox/neon/seed.ts';
import { createNeon, type NeonService } from '../../../sandbox/neon/service.ts';
import { RetryableError, TerminalError } from '../../../src/domain/errors.ts';
import type { DatabaseHost, Restoration } from '../../../src/providers/contract.ts';
import { database as target } from '../../unit/providers/aims.ts';
import { providersAt } from '../../unit/providers/loopback.ts';

const day = 86_400_000;
let kernel: OwnedKernel;
let neon: NeonService;
let api: Listener;

beforeAll(async () => {
  kernel = createKernel();
  kernel.settings.neon.operationMs = 20;
  neon = await createNeon(kernel);
  api = await listen(neon.app, 0);
  await neon.settled();
});

afterAll(async () => {
  await api.close();
  await neon.close();
  await kernel.close();
});

beforeEach(() => kernel.faults.clear());

function host(apiKey: string = neonSeed.apiKey): DatabaseHost {
  return providersAt(api.url, { neon: { apiUrl: `${api.url}/api/v2`, apiKey }, timeoutMs: 5_000 }).database;
}

async function createPoint(name: string) {
  const point = await host().createRestorePoint(target, { name, expiresAt: kernel.clock.now() + day });
  await vi.waitFor(
    async () => expect(await host().restorePointStatus(target, point.branch)).toEqual({ kind: 'ready' }),
    10_000,
  );
  return point;
}

describe('a restore point', () => {
  it('is a branch of the target, by name or by id, that expires and has no compute', async () => {
    const from = kernel.clock.now();
    const point = await createPoint('cabeceo/op_one');
    expect(point.name).toBe('cabeceo/op_one');
    expect(point.expiresAt).toBeGreaterThanOrEqual(from + day - 1_000);
    expect(point.expiresAt).toBeLessThanOrEqual(kernel.clock.now() + day);
    expect(await host().findRestorePoint(target, 'cabeceo/op_one')).toEqual(point);
    expect(await host().findRestorePoint(target, 'cabeceo/op')).toBeUndefined();
    const byId = { ...target, branch: neonSeed.branches.production.id };
    await host().createRestorePoint(byId, { name: 'cabeceo/op_two', expiresAt: kernel.clock.now() + day });
    const created = kernel.journal.list({ service: 'neon' }).filter(({ method }) => method === 'POST');
    expect(created.map(({ body }) => body)).toEqual([
      { branch: expect.objectContaining({ parent_id: neonSeed.branches.production.id }) as object },
      { branch: expect.objectContaining({ parent_id: neonSeed.branches.production.id }) as object },
    ]);
  });

  it('is deleted once, and being gone already is fine', async () => {
    const { branch } = await createPoint('cabeceo/op_gone');
    await host().deleteRestorePoint(target, branch);
    await vi.waitFor(
      async () => expect(await host().findRestorePoint(target, 'cabeceo/op_gone')).toBeUndefined(),
      10_000,
    );
    await host().deleteRestorePoint(target, branch);
    expect((await host().restorePointStatus(target, branch)).kind).toBe('failed');
  });

  it('is never the database itself', async () => {
    const deletion = host().deleteRestorePoint(target, neonSeed.branches.production.id);
    await expect(deletion).rejects.toThrow(TerminalError);
    await expect(deletion).rejects.toThrow('is the database itself');
  });

  it('of a branch that is not there is refused', async () => {
    const nowhere = { ...target, branch: 'staging' };
    const creation = host().createRestorePoint(nowhere, { name: 'x', expiresAt: kernel.clock.now() + day });
    await expect(creation).rejects.toThrow('has no branch staging');
  });

  it('whose answer was lost is asked for once, and found', async () => {
    kernel.faults.add({ service: 'neon', method: 'POST', times: 1, effect: { kind: 'drop_after' } });
    const lost: unknown = await host()
      .createRestorePoint(target, { name: 'cabeceo/op_lost', expiresAt: kernel.clock.now() + day })
      .catch((reason: unknown) => reason);
    expect(lost).toBeInstanceOf(RetryableError);
    expect((lost as RetryableError).safe).toBe(false);
    expect(await host().findRestorePoint(target, 'cabeceo/op_lost')).toBeDefined();
  });
});

describe('the data of the target', () => {
  it('can be had back to where its history begins', async () => {
    const { from, retentionMs, ...rest } = await host().history(target);
    expect(rest).toEqual({});
    expect(retentionMs).toBe(kernel.settings.neon.historyMs);
    const made = neon.state().branches.find(({ name }) => name === 'production')?.createdAt ?? 0;
    expect(from).toBe(Math.floor(made));
  });

  it('goes back to a moment; what was there since is kept under a name, and found by it', async () => {
    await write('before');
    const at = await remember();
    await write('after');
    const wanted = { source: { kind: 'moment', at }, preserveUnderName: 'cabeceo/kept' } as const;
    expect(await host().findRestoration(target, 'cabeceo/kept')).toBeUndefined();
    await untilRestored(await host().restore(target, wanted));
    expect(await written(productionUri())).toEqual(['before']);
    const found = await host().findRestoration(target, 'cabeceo/kept');
    expect(found).toBeDefined();
    await untilRestored(found ?? { operations: [] });
    expect((await host().history(target)).from).toBeGreaterThan(at);
  });

  it('is taken from a restore point', async () => {
    await write('kept in the point');
    const { branch } = await createPoint('cabeceo/op_source');
    await write('lost');
    const source = { kind: 'branch', branch } as const;
    await untilRestored(await host().restore(target, { source, preserveUnderName: 'cabeceo/kept-too' }));
    expect(await written(productionUri())).not.toContain('lost');
  });

  it('whose restoration lost its answer is restored once, and found', async () => {
    const { branch } = await createPoint('cabeceo/op_lost-restore');
    const wanted = { source: { kind: 'branch', branch }, preserveUnderName: 'cabeceo/kept-lost' } as const;
    kernel.faults.add({ service: 'neon', path: '/restore', times: 1, effect: { kind: 'drop_after' } });
    await expect(host().restore(target, wanted)).rejects.toMatchObject({ safe: false });
    const found = await host().findRestoration(target, 'cabeceo/kept-lost');
    expect(found?.operations.length).toBeGreaterThan(0);
    await untilRestored(found ?? { operations: [] });
    await expect(host().restore(target, wanted)).rejects.toThrow('already exists');
  });

  it('is not touched while Neon is busy with it, and may be asked for again', async () => {
    kernel.faults.add({
      service: 'neon',
      path: '/restore',
      times: 1,
      effect: { kind: 'status', status: 423 },
    });
    const source = { kind: 'moment', at: kernel.clock.now() } as const;
    const locked = host().restore(target, { source, preserveUnderName: 'cabeceo/never' });
    await expect(locked).rejects.toMatchObject({ safe: true });
    expect(await host().findRestoration(target, 'cabeceo/never')).toBeUndefined();
  });

  it('of a moment that nobody remembers is refused', async () => {
    const source = { kind: 'moment', at: kernel.clock.now() - 400 * day } as const;
    const restoration = host().restore(target, { source, preserveUnderName: 'cabeceo/never' });
    await expect(restoration).rejects.toThrow(TerminalError);
    await expect(restoration).rejects.toThrow('history window');
  });
});

describe('a branch to look at', () => {
  it('shows how the data was at a moment, through an address that does not show itself', async () => {
    await write('seen');
    const at = await remember();
    await write('not yet there');
    const wanted = { name: 'cabeceo/look', at, expiresAt: kernel.clock.now() + day };
    const { branch } = await host().createBranchAt(target, wanted);
    expect(await host().findBranch(target, 'cabeceo/look')).toMatchObject({ branch, name: 'cabeceo/look' });
    await untilConnectable(branch);
    const address = await host().connection(target, { branch, via: 'compute' });
    expect(JSON.stringify({ address }) + String(address) + inspect(address)).not.toContain('npg_');
    const seen = await written(address.reveal());
    expect(seen).toContain('seen');
    expect(seen).not.toContain('not yet there');
    expect(
      (await host().connection(target, { branch, via: 'pooler', database: 'mundo' })).reveal(),
    ).toContain('/mundo');
    await expect(host().connection(target, { branch, via: 'compute', database: 'other' })).rejects.toThrow(
      'has no database other; there are: mundo',
    );
    await host().deleteBranch(target, branch);
    await vi.waitFor(
      async () => expect(await host().findBranch(target, 'cabeceo/look')).toBeUndefined(),
      10_000,
    );
    await host().deleteBranch(target, branch);
    expect((await host().branchStatus(target, branch)).kind).toBe('failed');
  });

  it('is made of a restore point too, once that does not expire; then it may again', async () => {
    await write('held by the point');
    const { branch: point } = await createPoint('cabeceo/op_lasting');
    const wanted = { name: 'cabeceo/look-point', expiresAt: kernel.clock.now() + day };
    const ofPoint = { ...target, branch: point };
    await expect(host().createBranchAt(ofPoint, wanted)).rejects.toThrow('cannot have children');
    await host().setExpiry(target, point, 'never');
    const { branch } = await host().createBranchAt(ofPoint, wanted);
    await untilConnectable(branch);
    expect(host().page(target, branch)).toBe(
      `https://console.neon.tech/app/projects/${target.project}/branches/${branch}`,
    );
    const address = await host().connection(target, { branch, via: 'compute' });
    expect(await written(address.reveal())).toContain('held by the point');
    await expect(host().setExpiry(target, point, kernel.clock.now() + day)).rejects.toThrow(TerminalError);
    await host().deleteBranch(target, branch);
    await vi.waitFor(() => host().setExpiry(target, point, kernel.clock.now() + day), 10_000);
  });

  it('is the target itself where none is named', async () => {
    const own = await host().connection(target, { via: 'compute' });
    expect(own.reveal()).toBe(productionUri());
  });

  it('without compute cannot be connected to', async () => {
    const { branch } = await createPoint('cabeceo/op_dark');
    expect(await host().branchStatus(target, branch)).toEqual({ kind: 'failed', status: 'no compute' });
    await expect(host().connection(target, { branch, via: 'compute' })).rejects.toThrow(TerminalError);
  });

  it('is never the database itself', async () => {
    const deletion = host().deleteBranch(target, neonSeed.branches.production.id);
    await expect(deletion).rejects.toThrow('is the database itself');
  });
});

it('a lock is worth another try, a wrong key is not', async () => {
  kernel.faults.add({ service: 'neon', method: 'POST', times: 1, effect: { kind: 'status', status: 423 } });
  const locked: unknown = await host()
    .createRestorePoint(target, { name: 'cabeceo/op_lock', expiresAt: kernel.clock.now() + day })
    .catch((reason: unknown) => reason);
  expect(locked).toBeInstanceOf(RetryableError);
  expect((locked as RetryableError).safe).toBe(true);
  await expect(host('wrong-key').findRestorePoint(target, 'x')).rejects.toThrow(TerminalError);
});

const productionUri = () => neon.connectionUri('production');

async function query(uri: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: uri });
  await client.connect();
  try {
    return (await client.query(text)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}

async function write(line: string): Promise<void> {
  const uri = productionUri();
  await query(uri, 'create table if not exists lines (number serial, line text)');
  await query(uri, `insert into lines (line) values ('${line}')`);
}

async function written(uri: string): Promise<readonly unknown[]> {
  return (await query(uri, 'select line from lines order by number')).map(({ line }) => line);
}

/** A moment at which the data was as it is now. */
async function remember(): Promise<number> {
  const body = JSON.stringify({ branch: 'production' });
  const answer = await neon.control.request('/remember', { method: 'POST', body });
  return ((await answer.json()) as { readonly at: number }).at;
}

async function untilRestored(restoration: Restoration): Promise<void> {
  await vi.waitFor(
    async () => expect(await host().restorationStatus(target, restoration)).toEqual({ kind: 'ready' }),
    20_000,
  );
}

async function untilConnectable(branch: string): Promise<void> {
  await vi.waitFor(
    async () => expect(await host().branchStatus(target, branch)).toEqual({ kind: 'ready' }),
    20_000,
  );
}
