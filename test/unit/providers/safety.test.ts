import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RetryableError, TerminalError } from '../../../src/domain/errors.ts';
import type { Providers } from '../../../src/providers/contract.ts';
import { withPermit } from '../../../src/providers/permit.ts';
import { aBuild, backend, database, deployment, frontend, previewFrontend, repository, sha } from './aims.ts';
import { type Answer, type Recorded, providersAt, startLoopback } from './loopback.ts';

const folder = await mkdtemp(join(tmpdir(), 'cabeceo-safety-'));
await writeFile(join(folder, 'index.html'), '<p>tango</p>');

type Use = (providers: Providers) => Promise<unknown>;

const reads: Readonly<Record<string, Use>> = {
  GitHub: ({ source }) => source.checks(repository, sha),
  Vercel: ({ frontend: host }) => host.status(frontend, 'dpl_1'),
  Railway: ({ backend: host }) => host.live(backend),
  Neon: ({ database: host }) => host.findRestorePoint(database, 'before'),
};

/** Only the request that changes something fails: what is read on the way is answered. */
const mutations: Readonly<Record<string, Use>> = {
  GitHub: ({ source }) => source.createDeployment(repository, deployment),
  'Vercel’s upload': ({ frontend: host }) => host.stage(frontend, aBuild(folder)),
  'Vercel’s alias': ({ frontend: host }) => host.promote(previewFrontend, 'dpl_1', 'promote'),
  Railway: ({ backend: host }) => host.deploy(backend, sha),
  'Railway’s rollback': ({ backend: host }) => host.rollBack(backend, 'd1'),
  Neon: ({ database: host }) => host.createRestorePoint(database, { name: 'before', expiresAt: Date.now() }),
  'Neon’s restore': ({ database: host }) =>
    host.restore(database, { source: { kind: 'moment', at: Date.now() }, preserveUnderName: 'kept' }),
};

const branch = {
  id: 'br-1',
  name: 'production',
  current_state: 'ready',
  created_at: '2026-11-22T10:00:00Z',
};

const onMutation = (answer: Answer) => (request: Recorded) =>
  request.method === 'GET' ? { status: 200, body: { branches: [branch] } } : answer;

/** Short only where nothing will come: a busy machine must not turn an answer into none. */
const patience = (answer: Answer) => (answer === 'hang' ? 1_000 : 10_000);

async function fail(use: Use, answer: (request: Recorded) => Answer, timeoutMs = 10_000): Promise<unknown> {
  const server = await startLoopback(answer);
  try {
    return await use(providersAt(server.url, { timeoutMs })).then(
      () => expect.unreachable('must fail'),
      (error: unknown) => error,
    );
  } finally {
    await server.close();
  }
}

const refused = (status: number): Answer => ({
  status,
  body: { message: 'no', error: { message: 'no' }, errors: [{ message: 'no' }] },
});

describe.concurrent.each(Object.entries(mutations))('a change at %s', (_, use) => {
  test.each<[string, Answer, boolean]>([
    ['was dropped', 'drop', false],
    ['got no answer in time', 'hang', false],
    ['met an error of the server', refused(502), false],
    ['was limited', refused(429), true],
    ['met a lock', refused(423), true],
  ])('that %s is told with whether it is safe to ask again', async (_, answer, safe) => {
    const error = await fail(use, onMutation(answer), patience(answer));
    expect(error).toBeInstanceOf(RetryableError);
    expect((error as RetryableError).safe).toBe(safe);
  });

  test.each([400, 401, 403, 404, 409, 422])('that was refused with %i is over', async (status) => {
    const error = await fail(use, onMutation(refused(status)));
    expect(error).toBeInstanceOf(TerminalError);
    expect((error as TerminalError).facts).toMatchObject({ status, message: 'no' });
  });

  test('that never left is safe to ask again', async () => {
    const server = await startLoopback(() => refused(500));
    await server.close();
    const error = await use(providersAt(server.url, { timeoutMs: 10_000 })).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(RetryableError);
    expect((error as RetryableError).safe).toBe(true);
  });
});

describe.concurrent.each(Object.entries(reads))('a question to %s', (_, use) => {
  test.each<[string, Answer]>([
    ['was dropped', 'drop'],
    ['got no answer in time', 'hang'],
    ['met an error of the server', refused(500)],
    ['was answered in another shape', { status: 200, body: { hello: 'tango' } }],
  ])('that %s is always safe to ask again', async (_, answer) => {
    const error = await fail(use, () => answer, patience(answer));
    expect(error).toBeInstanceOf(RetryableError);
    expect((error as RetryableError).safe).toBe(true);
  });

  test('that is limited says how long to wait, without waiting', async () => {
    const before = Date.now();
    const error = await fail(use, () => ({
      status: 429,
      body: { message: 'slow' },
      headers: { 'retry-after': '30' },
    }));
    expect(error).toBeInstanceOf(RetryableError);
    expect((error as RetryableError).retryAfterMs).toBe(30_000);
    expect(Date.now() - before).toBeLessThan(3_000);
  });
});

test('a change at GitHub is not sent when the right to it ended while it waited for its turn', async () => {
  const server = await startLoopback(onMutation(refused(500)));
  let looks = 0;
  const permit = () => {
    looks += 1;
    if (looks > 1) throw new Error('the lane is another worker’s');
  };
  try {
    const providers = providersAt(server.url, { timeoutMs: 10_000 });
    await expect(withPermit(permit, () => (mutations['GitHub'] as Use)(providers))).rejects.toThrow();
    expect(server.requests).toEqual([]);
  } finally {
    await server.close();
  }
});

test('a question to GitHub that fails again and again is not put off longer each time', async () => {
  const server = await startLoopback(() => refused(500));
  const { source } = providersAt(server.url, { timeoutMs: 10_000 });
  const began = Date.now();
  try {
    for (let time = 1; time <= 3; time += 1)
      await expect(source.findDeployment(repository, deployment)).rejects.toThrow(RetryableError);
    expect(server.requests).toHaveLength(6);
    expect(Date.now() - began).toBeLessThan(6_000);
  } finally {
    await server.close();
  }
});

test('GitHub’s 403 is a rate limit when its headers say so, and a refusal otherwise', async () => {
  const reset = Math.ceil(Date.now() / 1000) + 60;
  const limited = await fail(reads['GitHub'] as Use, () => ({
    status: 403,
    body: { message: 'API rate limit exceeded' },
    headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) },
  }));
  expect(limited).toBeInstanceOf(RetryableError);
  expect((limited as RetryableError).retryAfterMs).toBeGreaterThan(50_000);
  const forbidden = await fail(reads['GitHub'] as Use, () => refused(403));
  expect(forbidden).toBeInstanceOf(TerminalError);
});

test.each(['Not Authorized', 'Commit not found', 'Project Token not found'])(
  'Railway’s “%s” is a refusal although its status is 200',
  async (message) => {
    const body = { data: null, errors: [{ message, extensions: { code: 'INTERNAL_SERVER_ERROR' } }] };
    const error = await fail(mutations['Railway'] as Use, () => ({ status: 200, body }));
    expect(error).toBeInstanceOf(TerminalError);
    expect((error as TerminalError).facts).toEqual({ provider: 'Railway', message });
  },
);

test('Railway’s “Problem processing request” may have had its effect', async () => {
  const body = { data: null, errors: [{ message: 'Problem processing request' }] };
  const error = await fail(mutations['Railway'] as Use, () => ({ status: 200, body }));
  expect(error).toBeInstanceOf(RetryableError);
  expect((error as RetryableError).safe).toBe(false);
});
