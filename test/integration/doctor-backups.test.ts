import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createKernel, type OwnedKernel } from '../../sandbox/kernel/kernel.ts';
import { listen, type Listener } from '../../sandbox/kernel/listen.ts';
import { s3Seed } from '../../sandbox/s3/seed.ts';
import { createS3 } from '../../sandbox/s3/service.ts';
import { report } from '../../src/cli/doctor.ts';
import { examineBackups } from '../../src/cli/examine-backups.ts';
import type { BucketKey } from '../../src/providers/backups/bucket.ts';
import { aPolicy, anEnvironment } from '../support/operation-builders.ts';
import { type Loopback, providersAt, startLoopback } from '../unit/providers/loopback.ts';

const { bucket, region, accessKeyId, secretAccessKey } = s3Seed;
const key: BucketKey = { accessKeyId, secretAccessKey };
const app = {
  name: 'mundo-tango',
  repository: { owner: 'mundo-tango', name: 'mundo-tango' },
  channels: [],
  incidents: { channels: [] },
  environments: [],
};

let kernel: OwnedKernel;
let service: ReturnType<typeof createS3>;
let storage: Listener;
let neon: Loopback;
let programs: string;

beforeAll(async () => {
  kernel = createKernel();
  service = createS3(kernel);
  storage = await listen(service.app, 0);
  neon = await startLoopback(() => ({ status: 200, body: { project: { pg_version: 17 } } }));
});
afterAll(async () => {
  await Promise.all([storage.close(), neon.close()]);
  await kernel.close();
});
beforeEach(async () => {
  kernel.faults.clear();
  programs = await mkdtemp(join(tmpdir(), 'cabeceo-programs-'));
  return () => rm(programs, { recursive: true });
});

async function install(version: string, names: readonly string[] = ['pg_dump', 'pg_restore']) {
  const says = (name: string) => `#!/bin/sh\necho '${name} (PostgreSQL) ${version}'\n`;
  await Promise.all(names.map((name) => writeFile(join(programs, name), says(name), { mode: 0o755 })));
}

async function doctor(wanted: { readonly key?: BucketKey | undefined; readonly bucket?: string } = {}) {
  const endpoint = storage.url;
  const target = { bucket: wanted.bucket ?? bucket, prefix: 'cabeceo/', region, endpoint };
  const backup = { everyMs: 0, target, keep: 14, keepForMs: 0 };
  const environment = { ...anEnvironment, aliases: [], policy: { ...aPolicy(), backup } };
  const providers = providersAt(neon.url, { s3: 'key' in wanted ? wanted.key : key, path: programs });
  const lines: string[] = [];
  const well = await report(examineBackups(providers, app, environment), (line) => lines.push(line));
  return { well, text: lines.join('\n') };
}

const objects = () => (service.state() as { readonly objects: readonly object[] }).objects;

describe('doctor, where backups are configured', () => {
  it('finds the programs new enough, and a bucket that can be used, in which it leaves nothing', async () => {
    await install('17.2');
    const { well, text } = await doctor();
    expect(text).toContain('ok      pg_dump, mundo-tango production: 17, for PostgreSQL 17');
    expect(text).toContain(`ok      Storage, mundo-tango production: bucket ${bucket} takes`);
    expect(well).toBe(true);
    expect(objects()).toEqual([]);
    const methods = kernel.journal.list({ service: 's3' }).map(({ method }) => method);
    expect(methods.filter((method) => method !== 'GET')).toEqual(['PUT', 'DELETE']);
  });

  it('takes programs that are newer than the database', async () => {
    await install('18.1');
    expect((await doctor()).well).toBe(true);
  });

  it('says that pg_dump is older than the database', async () => {
    await install('16.4');
    const { well, text } = await doctor();
    expect(well).toBe(false);
    expect(text).toMatch(/failed {2}pg_dump.*`pg_dump` 16 is older than the server, PostgreSQL 17/);
    expect(text).toContain('Install PostgreSQL’s client programs where the worker runs');
  });

  it.each([
    ['pg_dump', ['pg_restore']],
    ['pg_restore', ['pg_dump']],
  ])('says that %s is missing', async (missing, there) => {
    await install('17.2', there);
    expect((await doctor()).text).toContain(`\`${missing}\` is not on the PATH`);
  });

  it('says that it was given no key', async () => {
    await install('17.2');
    const { well, text } = await doctor({ key: undefined });
    expect(well).toBe(false);
    expect(text).toMatch(/failed {2}Storage.*no key to the storage.*\n.*AWS_ACCESS_KEY_ID/);
  });

  it('says what the storage says of a bucket that is not there, and of a wrong secret', async () => {
    await install('17.2');
    expect((await doctor({ bucket: 'somebody-elses' })).text).toMatch(/failed {2}Storage.*Storage refused/);
    const wrong = { ...key, secretAccessKey: 'not-the-secret' };
    expect((await doctor({ key: wrong })).text).toMatch(/failed {2}Storage.*Storage refused/);
  });

  it('says that the bucket cannot be written, although it can be read', async () => {
    await install('17.2');
    kernel.faults.add({
      service: 's3',
      method: 'PUT',
      times: 1,
      effect: { kind: 'status', status: 403, message: 'AccessDenied' },
    });
    const { well, text } = await doctor();
    expect(well).toBe(false);
    expect(text).toMatch(/failed {2}Storage.*Storage refused/);
    expect(objects()).toEqual([]);
  });

  it('deletes what it wrote although it could not read it', async () => {
    await install('17.2');
    kernel.faults.add({
      service: 's3',
      method: 'GET',
      times: 2,
      effect: { kind: 'status', status: 403, message: 'AccessDenied' },
    });
    expect((await doctor()).well).toBe(false);
    expect(objects()).toEqual([]);
  });

  it('asks nothing where none are', () => {
    const environment = { ...anEnvironment, aliases: [], policy: aPolicy() };
    expect(examineBackups(providersAt(neon.url), app, environment)).toEqual([]);
  });
});
