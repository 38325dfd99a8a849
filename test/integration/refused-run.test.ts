import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runEnvironmentLane } from '../../src/jobs/environment-lane.ts';
import { commit, type Store } from '../../src/store/commit.ts';
import { raiseFence } from '../../src/store/fence.ts';
import { joinInbox } from '../../src/store/inbox.ts';
import { createOperation, loadOperation } from '../../src/store/operations.ts';
import { eventually } from '../support/eventually.ts';
import { ana, anApproved, now } from '../support/operation-builders.ts';
import { platformsThat } from '../support/platforms-that.ts';
import { startRedis } from '../support/redis-server.ts';

let server: Awaited<ReturnType<typeof startRedis>>;
let redis: Redis;
let scratch: string;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  scratch = await mkdtemp(join(tmpdir(), 'refused-run-'));
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
  await rm(scratch, { recursive: true, force: true });
});

it('a run that is refused has had its source fetched beside its gates, and leaves none', async () => {
  const store: Store = { redis, now: Date.now, wake: async () => undefined };
  const operation = anApproved({ state: 'queued', version: 1 });
  await createOperation(store, operation, {
    delivery: 'command.1',
    event: { kind: 'requested', at: now, by: ana },
  });
  await commit(store, { writes: [joinInbox(operation, operation.id)] });
  let fetched: readonly string[] = [];
  const { context } = platformsThat(
    {
      async downloadTree(directory) {
        await writeFile(join(directory, 'vercel.json'), '{}');
        fetched = await readdir(directory);
      },
      async isOnBranch() {
        await eventually(async () => fetched.length > 0 || undefined, {
          what: 'the source to have come',
          withinMs: 10_000,
        });
        return false;
      },
    },
    store,
  );
  const { signal } = new AbortController();
  const fence = await raiseFence(redis, 'environment/mundo-tango/production');
  const run = { fence, signal, assertHeld: () => undefined, hint: () => signal };
  await runEnvironmentLane({ ...context, scratch }, operation, run);
  expect(await loadOperation(store, operation.id)).toMatchObject({ state: 'refused' });
  await eventually(async () => (await readdir(scratch)).length === 0 || undefined, {
    what: 'the source to be gone',
    withinMs: 10_000,
  });
});
