import type { Redis } from 'ioredis';
import { parseOperationId } from '../src/domain/ids.ts';
import { laneName } from '../src/domain/lane.ts';
import { applyRetention } from '../src/jobs/retention.ts';
import type { Store } from '../src/store/commit.ts';
import { keys } from '../src/store/keys.ts';
import { Deploys, environments } from './deploys.ts';
import type { Figure } from './figure.ts';
import { writeFiftyEnvironments } from './fifty-environments.ts';
import { openQuietStore, quiet } from './quiet-store.ts';
import { readInfo } from './redis-commands.ts';
import type { Stage } from './stage.ts';

const operations = 10_000;
const looked = 200;
/** Each look puts what cannot go yet an hour off. */
const farMs = 24 * 3_600_000;

/** Deploys through two workers whose platforms take no time, until so many are over and all is told. */
export async function measureMemory(stage: Stage): Promise<readonly Figure[]> {
  const { redis } = stage;
  const { store } = await openQuietStore(stage);
  const env = { CABECEO_CONFIG: await writeFiftyEnvironments(stage.settings.configPath), LOG_LEVEL: 'warn' };
  const workers = [
    await stage.startWorker('instant-worker', env),
    await stage.startWorker('instant-worker', env),
  ];
  const deploys = new Deploys(
    store,
    redis,
    (environment) => `C0${environment.toUpperCase().replace('-', '')}`,
  );
  const run = async (count: number) => {
    await deploys.runMany(count);
    await deploys.told();
  };
  try {
    await run(environments.length);
    await forgetShortLived(redis);
    const empty = await usedBytes(redis);
    await run(operations);
    const fresh = await usedBytes(redis);
    await forgetShortLived(redis);
    const kept = await usedBytes(redis);
    const lies = await whereItLies(redis);
    await retireAll(store);
    await forgetShortLived(redis);
    const left = await usedBytes(redis);
    return [
      { what: 'all of them', unit: 'MiB', ours: (kept - empty) / 1024 ** 2 },
      { what: 'one of them', unit: 'KiB', ours: (kept - empty) / operations / 1024 },
      ...lies,
      { what: 'besides, for 10 to 15 minutes, each', unit: 'KiB', ours: (fresh - kept) / operations / 1024 },
      { what: 'left of all of them after RETENTION', unit: 'MiB', ours: (left - empty) / 1024 ** 2 },
    ];
  } finally {
    deploys.close();
    await Promise.all(workers.map((one) => one.stop()));
    await stage.empty();
  }
}

/** As sweeps do once RETENTION is over; releases stay, and the operation that each environment runs. */
async function retireAll(store: Store): Promise<void> {
  const later = { ...store, now: () => Date.now() + farMs };
  for (let before = Number.POSITIVE_INFINITY; ;) {
    await applyRetention({ store: later, log: quiet, retentionMs: 0 });
    const left = await store.redis.zcard(keys.ended);
    if (left === before) return;
    before = left;
  }
}

async function usedBytes(redis: Redis): Promise<number> {
  return readInfo(redis, 'memory', 'used_memory');
}

/** What would be gone soon by itself: the marks of deliveries and of transactions, which make both happen once. */
async function forgetShortLived(redis: Redis): Promise<void> {
  for (const match of [keys.written('*'), keys.accepted('*')]) {
    for await (const found of redis.scanStream({ match, count: 1_000 })) {
      const names = found as string[];
      if (names.length > 0) await redis.del(names);
    }
  }
}

/** Of the newest ones, what each kind of key takes; the audit trail is one key for all. */
async function whereItLies(redis: Redis): Promise<readonly Figure[]> {
  const ids = await newestOperations(redis);
  const average = async (key: (id: string) => string) => {
    const sizes = await Promise.all(ids.map((id) => redis.memory('USAGE', key(id), 'SAMPLES', 0)));
    return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0) / ids.length;
  };
  const kinds: Readonly<Record<string, (id: string) => string>> = {
    'its document (plan, commits, files)': keys.operation,
    'its steps': keys.steps,
    'its events': keys.events,
    'its release': (id) => keys.release(id.replace('op_', 'rel_')),
    'its card': keys.message,
    'the fence of its lane': (id) =>
      keys.fence(laneName({ kind: 'operation', operation: parseOperationId(id) })),
  };
  const figures: Figure[] = [];
  for (const [what, key] of Object.entries(kinds)) {
    figures.push({ what: `of it ${what}`, unit: 'KiB', ours: (await average(key)) / 1024 });
  }
  const audit = (await redis.memory('USAGE', keys.audit, 'SAMPLES', 0)) ?? 0;
  const what = `the audit trail, ${await redis.xlen(keys.audit)} lines of all`;
  return [...figures, { what, unit: 'MiB', ours: audit / 1024 ** 2 }];
}

async function newestOperations(redis: Redis): Promise<readonly string[]> {
  const releases = await Promise.all(
    environments.map((environment) => redis.lrange(keys.releases('mundo-tango', environment), 0, 4)),
  );
  return releases
    .flat()
    .map((id) => id.replace('rel_', 'op_'))
    .slice(0, looked);
}
