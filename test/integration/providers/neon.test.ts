import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createKernel, type OwnedKernel } from '../../../sandbox/kernel/kernel.ts';
import { listen, type Listener } from '../../../sandbox/kernel/listen.ts';
import { neonSeed } from '../../../sandbox/neon/seed.ts';
import { createNeon, type NeonService } from '../../../sandbox/neon/service.ts';
import { RetryableError, TerminalError } from '../../../src/domain/errors.ts';
import type { DatabaseHost } from '../../../src/providers/contract.ts';
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

it('a lock is worth another try, a wrong key is not', async () => {
  kernel.faults.add({ service: 'neon', method: 'POST', times: 1, effect: { kind: 'status', status: 423 } });
  const locked: unknown = await host()
    .createRestorePoint(target, { name: 'cabeceo/op_lock', expiresAt: kernel.clock.now() + day })
    .catch((reason: unknown) => reason);
  expect(locked).toBeInstanceOf(RetryableError);
  expect((locked as RetryableError).safe).toBe(true);
  await expect(host('wrong-key').findRestorePoint(target, 'x')).rejects.toThrow(TerminalError);
});
