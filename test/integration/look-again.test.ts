import { once } from 'node:events';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RetryableError, TerminalError } from '../../src/domain/errors.ts';
import { parseCommitSha } from '../../src/domain/ids.ts';
import { lookAgain } from '../../src/jobs/planning/look-again.ts';
import type { Store } from '../../src/store/commit.ts';
import { raiseFence } from '../../src/store/fence.ts';
import { eventually } from '../support/eventually.ts';
import { anApproved, liveSha, newSha } from '../support/operation-builders.ts';
import { type Answers, compared, platformsThat } from '../support/platforms-that.ts';
import { startRedis } from '../support/redis-server.ts';

const otherSha = parseCommitSha('c'.repeat(40));

let server: Awaited<ReturnType<typeof startRedis>>;
let redis: Redis;
let store: Store;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  store = { redis, now: Date.now, wake: async () => undefined };
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

/** The look of an approved deploy, and what it asks in the order of its asking. */
async function look(answers: Answers) {
  const { context, asked } = platformsThat(answers, store);
  const { signal } = new AbortController();
  const run = {
    fence: await raiseFence(redis, 'environment/mundo-tango/production'),
    signal,
    assertHeld: () => undefined,
    hint: () => signal,
  };
  const found = lookAgain(context, anApproved({ state: 'queued' }), {
    run,
    patienceMs: 60_000,
    people: context.peopleNow,
  });
  return { asked, found };
}

const everyLook = ['frontend', 'backend', 'checks', `compare ${liveSha}`, 'branch', 'nods'].toSorted();

it('the last look before a run asks all that the commit alone decides before the first answer has come', async () => {
  const answer = new AbortController();
  const later = async <T>(said: T) => once(answer.signal, 'abort').then(() => said);
  const { asked, found } = await look({
    live: () => later(liveSha),
    compare: (base) => later(compared(base)),
    checks: () => later([]),
    isOnBranch: () => later(true),
  });
  await eventually(async () => asked.length >= everyLook.length || undefined, {
    what: 'everything to be asked',
    withinMs: 10_000,
    found: async () => asked.join(', '),
  });
  expect(asked.toSorted()).toEqual(everyLook);
  answer.abort();
  expect(await found).toMatchObject({
    plan: { commit: { sha: newSha }, comparison: { base: liveSha } },
    outside: { branch: { holds: 'yes' }, nodsNow: [{ kind: 'stands' }] },
  });
  expect(asked.toSorted()).toEqual([...everyLook, 'authors'].toSorted());
});

it('a plan that is made again is compared anew where something else is live by now, whatever becomes of the comparison with what was', async () => {
  const { found } = await look({
    live: async () => otherSha,
    compare: async (base) => {
      if (base === liveSha) throw refused();
      return compared(base);
    },
  });
  expect(await found).toMatchObject({ plan: { comparison: { base: otherSha } } });
});

it('a look is refused at once by what the platforms say of the plan, and asks no more of what is silent beside it', async () => {
  const silence = new AbortController();
  const { asked, found } = await look({
    checks: () => Promise.reject(refused()),
    async isOnBranch() {
      await once(silence.signal, 'abort');
      throw new RetryableError('no answer', { safe: true, retryAfterMs: 0 });
    },
  });
  expect(await found).toMatchObject({ code: 'provider_refused' });
  silence.abort();
  // A second try would be a timer of no time, set before these.
  await setImmediate();
  await setTimeout(1);
  expect(asked.filter((what) => what === 'branch')).toHaveLength(1);
});

function refused(): TerminalError {
  return new TerminalError('provider_refused', { provider: 'GitHub', message: 'no such commit' });
}
