import { type Job, WaitingError, Worker } from 'bullmq';
import { parseLane } from '../domain/lane.ts';
import { dueLanes } from '../store/alarms.ts';
import { raiseFence } from '../store/fence.ts';
import { queuePrefix } from '../store/keys.ts';
import type { RedisClient } from '../store/redis.ts';
import { runBranchLane } from './branches/branch-lane.ts';
import { runBackupLane } from './care/backup-lane.ts';
import { setClockAlarms, wakeClockLanes } from './clock-alarms.ts';
import type { Context } from './context.ts';
import { runDriftLane } from './drift/drift-lane.ts';
import { runDrillLane } from './care/drill-lane.ts';
import { runEnvironmentLane } from './environment-lane.ts';
import type { Hints } from './hints.ts';
import { runIncidentLane } from './incidents/incident-lane.ts';
import type { LaneRun } from './lane-run.ts';
import { Interrupted, isInterruption, Lease } from './lease.ts';
import { runOperationLane } from './operation-lane.ts';
import { type LaneQueue, queueName, sweepJob, type WakeJob, wakeLane } from './queue.ts';
import { runQuestionLane } from './questions/question-lane.ts';
import { applyRetention } from './retention.ts';
import { runStopsLane } from './stops/stops-lane.ts';
import { takeUpAsked } from './take-up-asked.ts';
import { runWatchLane } from './watch/lane.ts';
import { pause } from '../time/wait.ts';

export interface WorkerOptions {
  readonly connection: RedisClient;
  readonly queue: LaneQueue;
  readonly context: Context;
  readonly hints: Hints;
  /** Brings Slack's channel to what it should show. */
  readonly deliver: (channel: string, run: LaneRun) => Promise<void>;
  /** How long a lane's lock lasts without being renewed. */
  readonly lockMs: number;
  readonly sweepMs?: number;
}

export interface LaneWorker {
  ready(): Promise<void>;
  /** Hands running lanes over: their next worker resumes at once. */
  close(): Promise<void>;
}

/** Takes lanes that have work, one run per lane at a time, many lanes at once. */
export function startWorker(options: WorkerOptions): LaneWorker {
  const { connection, queue, context, lockMs, sweepMs = 15_000 } = options;
  const leases = new Map<string, Lease>();
  const closing = new AbortController();
  const worker = new Worker<WakeJob>(
    queueName,
    async (job, token, _signal) => {
      if (job.name === sweepJob) return sweep(options);
      if (job.name === 'alarm') return wakeLane(queue, parseLane(job.data.lane));
      return runLane(options, { job, token: token ?? '', leases, lockMs, closing: closing.signal });
    },
    {
      connection,
      prefix: queuePrefix,
      concurrency: 100,
      lockDuration: lockMs,
      stalledInterval: lockMs * 0.4,
      maxStalledCount: 1_000,
      // A worker that is paused or cut off still takes wake-ups off Redis: another finds the job after this, in s.
      drainDelay: 2,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 100 },
    },
  );
  worker.on('error', (error) => context.log.error({ err: error }, 'worker'));
  worker.on('locksRenewed', ({ jobIds }) => jobIds.forEach((id) => leases.get(id)?.renew()));
  worker.on('lockRenewalFailed', (jobIds) => jobIds.forEach((id) => leases.get(id)?.end('lease_lost')));
  const scheduled = scheduleSweeps(queue, sweepMs);
  void wakeClockLanes(context).catch((error: unknown) =>
    context.log.warn({ err: error }, 'what the clock brings waits for the sweep'),
  );
  void keepScheduled(options, { scheduled, sweepMs, signal: closing.signal });

  return {
    async ready() {
      await worker.waitUntilReady();
      await scheduled;
    },
    async close() {
      closing.abort();
      const closed = worker.close();
      for (const lease of leases.values()) lease.end('handed_over');
      await closed;
    },
  };
}

async function scheduleSweeps(queue: LaneQueue, sweepMs: number): Promise<void> {
  await queue.upsertJobScheduler(
    sweepJob,
    { every: sweepMs },
    { name: sweepJob, data: { lane: '' }, opts: { removeOnComplete: true, removeOnFail: true } },
  );
}

/** Again and again: a Redis that was lost comes back empty, without the schedule. One that stands is not disturbed. */
async function keepScheduled(
  { queue, context }: WorkerOptions,
  kept: { readonly scheduled: Promise<void>; readonly sweepMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const { scheduled, sweepMs, signal } = kept;
  await scheduled.catch(() => undefined);
  while (!signal.aborted) {
    await pause(2 * sweepMs, signal).catch(() => undefined);
    if (signal.aborted) return;
    await scheduleSweeps(queue, sweepMs).catch((error: unknown) =>
      context.log.warn({ err: error }, 'the sweep was not scheduled'),
    );
  }
}

/** Finds the lanes whose wake-up was lost, those whose alarm is due, and what was left unbegun; what is finished for long goes. */
async function sweep({ context, queue }: WorkerOptions): Promise<void> {
  for (const lane of await dueLanes(context.store.redis, context.store.now()))
    await wakeLane(queue, parseLane(lane));
  await setClockAlarms(context);
  await applyRetention(context);
  await takeUpAsked(context);
}

interface Turn {
  readonly job: Job<WakeJob>;
  readonly token: string;
  readonly leases: Map<string, Lease>;
  readonly lockMs: number;
  readonly closing: AbortSignal;
}

async function runLane(options: WorkerOptions, { job, token, leases, lockMs, closing }: Turn): Promise<void> {
  const { context, hints } = options;
  const name = job.data.lane;
  const id = job.id ?? name;
  const lease = new Lease(lockMs - Math.min(2_000, lockMs / 5));
  leases.set(id, lease);
  // A worker that stops may take what it has just handed over: its wait for the next job was under way (bullmq 6.7.0).
  if (closing.aborted) lease.end('handed_over');
  try {
    lease.assertHeld();
    const fence = await raiseFence(context.store.redis, name);
    await workOn(options, name, {
      fence,
      signal: lease.signal,
      assertHeld: () => lease.assertHeld(),
      hint: () => hints.next(name),
    });
  } catch (error) {
    if (isInterruption(error)) {
      context.log.warn({ lane: name, err: error }, 'lane left to another worker');
      if (error instanceof Interrupted) return handOver(context, { job, token });
      return;
    }
    context.log.error({ lane: name, err: error }, 'lane threw; it is tried again');
  } finally {
    leases.delete(id);
    lease.close();
  }
}

/** Back to the head of the queue, unless the lock is lost: then the lane is another worker's already, or about to be. */
async function handOver({ log }: Context, { job, token }: Pick<Turn, 'job' | 'token'>): Promise<void> {
  try {
    await job.moveToWait(token);
  } catch (error) {
    log.warn({ lane: job.data.lane, err: error }, 'the lane could not be handed over');
    return;
  }
  throw new WaitingError();
}

async function workOn({ context, deliver }: WorkerOptions, name: string, run: LaneRun): Promise<void> {
  const lane = parseLane(name);
  switch (lane.kind) {
    case 'operation':
      return runOperationLane(context, lane.operation, run);
    case 'environment':
      return runEnvironmentLane(context, lane, run);
    case 'stops':
      return runStopsLane(context, { app: lane.app, environment: lane.environment }, run);
    case 'drift':
      return runDriftLane(context, { app: lane.app, environment: lane.environment }, run);
    case 'watch':
      return runWatchLane(context, { app: lane.app, environment: lane.environment }, run);
    case 'drill':
      return runDrillLane(context, { app: lane.app, environment: lane.environment }, run);
    case 'backup':
      return runBackupLane(context, { app: lane.app, environment: lane.environment }, run);
    case 'question':
      return runQuestionLane(context, lane.question, run);
    case 'incident':
      return runIncidentLane(context, { app: lane.app, channel: lane.channel }, run);
    case 'branch':
      return runBranchLane(context, lane.change, run);
    case 'channel':
      return deliver(lane.channel, run);
  }
}
