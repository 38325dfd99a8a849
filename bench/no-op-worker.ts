import { createServer } from 'node:http';
import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { noOpPrefix, noOpQueue } from './no-op-jobs.ts';

/** What BullMQ costs alone: a worker with its own defaults, as many jobs at once as ours, that do nothing. */
const { PORT, REDIS_URL } = process.env;

const connection = new Redis(REDIS_URL ?? '', { maxRetriesPerRequest: null });
const worker = new Worker(noOpQueue, async () => undefined, {
  connection,
  prefix: noOpPrefix,
  concurrency: 100,
});
await worker.waitUntilReady();

process.on('SIGTERM', () => process.exit(0));
createServer((_, response) => void response.end('{}')).listen(Number(PORT));
