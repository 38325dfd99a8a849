import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createKernel, type OwnedKernel } from '../../../sandbox/kernel/kernel.ts';
import { listen, type Listener } from '../../../sandbox/kernel/listen.ts';
import { neonSeed } from '../../../sandbox/neon/seed.ts';
import { createNeon, type NeonService } from '../../../sandbox/neon/service.ts';
import type { Branch } from '../../../src/domain/branch.ts';
import { TerminalError } from '../../../src/domain/errors.ts';
import { parseSlackUserId } from '../../../src/domain/ids.ts';
import type { DatabaseHost, NewBranch, StartedWork } from '../../../src/providers/contract.ts';
import { database as target } from '../../unit/providers/aims.ts';
import { providersAt } from '../../unit/providers/loopback.ts';

const day = 86_400_000;
const production = neonSeed.branches.production.id;
const mark = { request: 'branch_one', by: parseSlackUserId('U0ANA001') };
let kernel: OwnedKernel;
let neon: NeonService;
let api: Listener;
let host: DatabaseHost;

beforeAll(async () => {
  kernel = createKernel();
  kernel.settings.neon.operationMs = 20;
  neon = await createNeon(kernel);
  api = await listen(neon.app, 0);
  host = providersAt(api.url, {
    neon: { apiUrl: `${api.url}/api/v2`, apiKey: neonSeed.apiKey },
    timeoutMs: 15_000,
  }).database;
  await neon.settled();
  await query(neon.connectionUri('production'), `create table dancers (name text)`);
  await query(neon.connectionUri('production'), `insert into dancers values ('Ana')`);
});
afterEach(() => {
  kernel.faults.clear();
  kernel.settings.neon.branchesLimit = 5_000;
});
afterAll(async () => {
  await api.close();
  await neon.close();
  await kernel.close();
});

describe('the branches of a project', () => {
  it('are told with their parents, computes and limits, and by whom they were asked for', async () => {
    kernel.settings.neon.branchesLimit = 10;
    const { branch } = await make({ name: 'cart', expiresAt: kernel.clock.now() + day });
    const { branches, limit, retentionMs } = await host.branches(target);
    expect({ limit, retentionMs }).toEqual({ limit: 10, retentionMs: day });
    expect(branches.find(({ name }) => name === 'production')).toMatchObject({
      id: production,
      isDefault: true,
      isProtected: true,
    });
    expect(branches.find(({ id }) => id === branch)).toMatchObject({
      name: 'cart',
      parent: production,
      isDefault: false,
      isProtected: false,
      compute: 'awake',
      mark,
    });
  });
});

describe('a branch', () => {
  it('whose answer was lost is found by its mark', async () => {
    kernel.faults.add({ service: 'neon', method: 'POST', times: 1, effect: { kind: 'drop_after' } });
    const lost = { request: 'branch_lost', by: mark.by };
    await expect(host.createBranch(target, { ...wanted('lost'), mark: lost })).rejects.toMatchObject({
      safe: false,
    });
    const found = (await host.branches(target)).branches.find((one) => one.mark?.request === 'branch_lost');
    const work = await host.findWork(target, found?.id ?? '');
    expect(work.operations.length).toBeGreaterThan(0);
    await untilDone(work);
  });

  it('beyond the limit is refused in Neon’s words', async () => {
    kernel.settings.neon.branchesLimit = 2;
    const refused = host.createBranch(target, wanted('beyond'));
    await expect(refused).rejects.toThrow(TerminalError);
    await expect(refused).rejects.toThrow('branches limit of 2 exceeded');
  });

  it('of the schema alone has no parent and no rows, and may be deleted all the same', async () => {
    const { branch } = await make({ ...wanted('bare'), schemaOnly: true });
    expect(await branchOf(branch)).not.toHaveProperty('parent');
    const address = await host.connection(target, { branch, via: 'compute' });
    expect(await query(address.reveal(), 'select * from dancers')).toEqual([]);
    await untilDone(await host.deleteBranch(target, branch));
    expect(await branchOf(branch)).toBeUndefined();
  });

  it('is reset to what its parent holds now, keeps its mark, and has its time anew', async () => {
    const { branch } = await make({ ...wanted('stale'), expiresAt: kernel.clock.now() + 2 * day });
    const address = await host.connection(target, { branch, via: 'compute' });
    await query(address.reveal(), `insert into dancers values ('only here')`);
    expect(await branchOf(branch)).not.toHaveProperty('resetAt');
    kernel.clock.advance(day);
    await untilDone(await host.resetBranch(target, { branch, base: production }));
    const { resetAt = 0, expiresAt = 0, mark: kept } = (await branchOf(branch)) ?? {};
    expect(resetAt).toBeGreaterThan(kernel.clock.now() - day / 24);
    expect((expiresAt - resetAt) / day).toBeCloseTo(2, 2);
    expect(kept).toEqual(mark);
    expect(await query(address.reveal(), 'select * from dancers')).toEqual([{ name: 'Ana' }]);
  });

  it('is compared with another by what is defined in them', async () => {
    const { branch } = await make(wanted('compared'));
    const compared = { branch, base: production };
    expect(await host.schemaDiff(target, compared)).toBeUndefined();
    const address = await host.connection(target, { branch, via: 'compute' });
    await query(address.reveal(), 'alter table dancers add column age int');
    expect(await host.schemaDiff(target, compared)).toContain('+    age integer');
  });

  it('is deleted, which is followed to its end; being gone already is fine', async () => {
    const { branch } = await make(wanted('short-lived'));
    const work = await host.deleteBranch(target, branch);
    expect(work.operations.length).toBeGreaterThan(0);
    await untilDone(work);
    expect(await branchOf(branch)).toBeUndefined();
    expect(await host.deleteBranch(target, branch)).toEqual({ branch, operations: [] });
  });
});

function wanted(name: string): NewBranch {
  return { name, parent: production, expiresAt: 'never', schemaOnly: false, mark };
}

async function make(options: Partial<NewBranch>): Promise<StartedWork> {
  const work = await host.createBranch(target, { ...wanted('unnamed'), ...options });
  await untilDone(work);
  return work;
}

async function branchOf(id: string): Promise<Branch | undefined> {
  return (await host.branches(target)).branches.find((branch) => branch.id === id);
}

async function untilDone(work: StartedWork): Promise<void> {
  await vi.waitFor(async () => expect(await host.workStatus(target, work)).toEqual({ kind: 'ready' }), {
    timeout: 25_000,
    interval: 20,
  });
}

async function query(uri: string, text: string): Promise<readonly unknown[]> {
  const client = new Client({ connectionString: uri });
  await client.connect();
  try {
    return (await client.query(text)).rows as unknown[];
  } finally {
    await client.end();
  }
}
