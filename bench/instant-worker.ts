import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '../src/config/env.ts';
import { loadConfig } from '../src/config/load.ts';
import { secretsOf } from '../src/config/secrets.ts';
import { healthHandler } from '../src/http/health.ts';
import { startServer } from '../src/http/server.ts';
import { nobody } from '../src/domain/authors.ts';
import { Hints } from '../src/jobs/hints.ts';
import { createLog } from '../src/jobs/log.ts';
import { startWorker } from '../src/jobs/worker.ts';
import { openStore } from '../src/processes.ts';
import { createScrub } from '../src/providers/secrets.ts';
import { Outbox } from '../src/slack/outbox.ts';
import { connectForWork } from '../src/store/redis.ts';
import { instantProviders, instantSlack } from './instant-providers.ts';

/** The bot's worker, put together as in production but for the platforms and Slack, which answer within the process. */
const settings = readSettings(process.env);
const { apps } = loadConfig(settings.configPath);
const log = createLog({ level: settings.logLevel, scrub: createScrub(secretsOf(settings)) });
const connection = connectForWork(settings.redis.urls);
const { store, queue } = await openStore(connection, { settings, log });
const scratch = await mkdtemp(join(tmpdir(), 'cabeceo-'));
const people = {
  standingOf: async () => 'not_an_approver' as const,
  mayDo: async () => 'allowed' as const,
  rulesOf: async () => [],
  zoneOf: async () => undefined,
  membersOf: async () => [],
  authorsOf: async () => nobody,
};
const { retentionMs } = settings;
const context = {
  store,
  providers: instantProviders(),
  apps,
  people,
  peopleNow: () => people,
  channels: { channelOf: async () => undefined },
  whisper: async () => undefined,
  log,
  scratch,
  retentionMs,
};
const outbox = new Outbox({ store, slack: instantSlack(), apps, people, log });
const deliver = outbox.deliver.bind(outbox);
const hints = new Hints();
const worker = startWorker({ connection, queue, context, hints, deliver, lockMs: settings.laneLockMs });
await worker.ready();
const health = healthHandler(store.redis, { role: settings.role });
await startServer(settings.port, [{ method: 'GET', path: '/health', handle: health }], log);

process.on('SIGTERM', () => void stop());

async function stop(): Promise<void> {
  await worker.close();
  await rm(scratch, { recursive: true, force: true });
  process.exit(0);
}
