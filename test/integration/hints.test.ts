import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Hints } from '../../src/jobs/hints.ts';
import { Interrupted } from '../../src/jobs/lease.ts';
import type { Step, StepCheck } from '../../src/jobs/step.ts';
import { Run } from '../../src/jobs/workflow.ts';
import type { Store } from '../../src/store/commit.ts';
import { raiseFence } from '../../src/store/fence.ts';
import { giveHint, hearHints } from '../../src/store/hints.ts';
import { eventually } from '../support/eventually.ts';
import { anOperation } from '../support/operation-builders.ts';
import { startRedis } from '../support/redis-server.ts';

const production = { kind: 'environment', app: 'mundo-tango', environment: 'production' } as const;
const development = { ...production, environment: 'development' } as const;
const never = new AbortController().signal;
const done: StepCheck<string> = { kind: 'done', result: 'ready' };
const working: StepCheck<string> = { kind: 'working', detail: 'building' };

let server: Awaited<ReturnType<typeof startRedis>>;
const clients: Redis[] = [];

function connect(): Redis {
  const client = new Redis(server.url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
  client.on('error', () => undefined);
  clients.push(client);
  return client;
}

beforeAll(async () => {
  server = await startRedis();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect();
  const redis = connect();
  await redis.flushall();
});
afterAll(async () => {
  for (const client of clients) client.disconnect();
  await server.stop();
});

const aStore = (now = Date.now): Store => ({ redis: connect(), now, wake: async () => undefined });

/** What a worker of its own hears. */
async function aWorker(): Promise<{
  readonly hints: Hints;
  readonly heard: string[];
  readonly redis: Redis;
}> {
  const hints = new Hints();
  const heard: string[] = [];
  const redis = connect();
  await hearHints(redis, (lane) => {
    heard.push(lane);
    hints.give(lane);
  });
  return { hints, heard, redis };
}

describe('a hint', () => {
  it('is heard by every worker, for each lane that it concerns', async () => {
    const workers = [await aWorker(), await aWorker()];
    await giveHint(aStore(), { delivery: 'one', lanes: [production, development] });
    for (const { heard } of workers) {
      await eventually(async () => (heard.length === 2 ? true : undefined), {
        what: 'two lanes',
        withinMs: 5_000,
      });
      expect(heard).toEqual(['environment/mundo-tango/production', 'environment/mundo-tango/development']);
    }
  });

  it('is given once for a delivery, however often and at however many processes it arrives', async () => {
    const { heard } = await aWorker();
    const stores = [aStore(), aStore()];
    const hint = { delivery: 'again', lanes: [production] };
    const outcomes = await Promise.all(
      [...stores, ...stores, ...stores].map((store) => giveHint(store, hint)),
    );
    expect(outcomes.filter((outcome) => outcome === 'given')).toHaveLength(1);
    await giveHint(aStore(), { delivery: 'another', lanes: [development] });
    await eventually(async () => heard.find((lane) => lane.endsWith('development')), {
      what: 'the other',
      withinMs: 5_000,
    });
    expect(heard).toEqual(['environment/mundo-tango/production', 'environment/mundo-tango/development']);
  });

  it('leaves nothing in Redis for longer than a day', async () => {
    const store = aStore();
    await giveHint(store, { delivery: 'short', lanes: [production] });
    for (const key of await store.redis.keys('*')) {
      const ttl = await store.redis.pttl(key);
      expect(ttl, key).toBeGreaterThan(0);
      expect(ttl, key).toBeLessThanOrEqual(24 * 3_600_000);
    }
  });

  it('is heard again after Redis was killed and came back', async () => {
    const { heard } = await aWorker();
    await server.restart();
    const store = aStore();
    let tries = 0;
    await eventually(
      async () => {
        await giveHint(store, { delivery: `after-${(tries += 1)}`, lanes: [production] });
        return heard[0];
      },
      { what: 'a hint', withinMs: 10_000 },
    );
  });
});

/** A step whose platform has worked for ten minutes: it is looked at every five seconds or so. */
async function watchLongStep(options: {
  readonly hints: Hints;
  readonly signal?: AbortSignal;
  readonly check: (look: number) => StepCheck<string> | Promise<StepCheck<string>>;
}): Promise<readonly number[]> {
  let offset = 0;
  const store = aStore(() => Date.now() + offset);
  const looks: number[] = [];
  const step: Step<null, string> = {
    id: 'build',
    title: 'Build',
    deadlineMs: 3_600_000,
    start: async () => null,
    async check() {
      offset = 600_000;
      looks.push(performance.now());
      return options.check(looks.length);
    },
  };
  const run = await Run.open({
    store,
    operation: anOperation({ state: 'running' }),
    fence: await raiseFence(store.redis, 'environment/mundo-tango/production'),
    signal: options.signal ?? never,
    cancel: never,
    assertHeld: () => undefined,
    hint: () => options.hints.next('environment/mundo-tango/production'),
    log: pino({ level: 'silent' }),
  });
  await run.step(step);
  return looks;
}

/** Less than the wait that it cuts short. */
const deadline = { timeout: 4_000 };

describe('a step that waits for a platform', () => {
  it('looks at once when a hint comes from another process', deadline, async () => {
    const { hints } = await aWorker();
    const web = aStore();
    const looks = await watchLongStep({
      hints,
      check(look) {
        if (look === 2) return done;
        setImmediate(() => void giveHint(web, { delivery: 'ready', lanes: [production] }));
        return working;
      },
    });
    expect(looks).toHaveLength(2);
  });

  it('looks again when the hint came while it looked', deadline, async () => {
    const hints = new Hints();
    const looks = await watchLongStep({
      hints,
      check(look) {
        if (look === 2) return done;
        hints.give('environment/mundo-tango/production');
        return working;
      },
    });
    expect(looks).toHaveLength(2);
  });

  it('looks every 250 ms at most, however many hints come', deadline, async () => {
    const hints = new Hints();
    const flood = setInterval(() => hints.give('environment/mundo-tango/production'), 1);
    try {
      const looks = await watchLongStep({ hints, check: (look) => (look === 4 ? done : working) });
      const gaps = looks.slice(1).map((at, index) => at - (looks[index] ?? 0));
      for (const gap of gaps) expect(gap).toBeGreaterThan(245);
    } finally {
      clearInterval(flood);
    }
  });

  it('is not disturbed by hints for another lane', { timeout: 10_000 }, async () => {
    const hints = new Hints();
    const looks = await watchLongStep({
      hints,
      check(look) {
        hints.give('environment/mundo-tango/development');
        return look === 2 ? done : working;
      },
    });
    expect((looks[1] ?? 0) - (looks[0] ?? 0)).toBeGreaterThan(4_000);
  });

  it('stops waiting at once when it is interrupted', deadline, async () => {
    const stop = new AbortController();
    const waiting = watchLongStep({
      hints: new Hints(),
      signal: stop.signal,
      check() {
        setTimeout(() => stop.abort(new Interrupted('handed_over')), 300);
        return working;
      },
    });
    await expect(waiting).rejects.toThrow(Interrupted);
  });
});
