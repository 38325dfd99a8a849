import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { RetryableError, TerminalError } from '../../../src/domain/errors.ts';
import type { Providers } from '../../../src/providers/contract.ts';
import { createScrub, keepSecret } from '../../../src/providers/secrets.ts';
import { aBuild, backend, database, deployment, frontend, previewFrontend, repository, sha } from './aims.ts';
import { type Answer, providersAt, type Recorded, startLoopback } from './loopback.ts';

const databaseUrl =
  'postgresql://neondb_owner:npg_Planted123@ep-cool-1.eu.aws.neon.tech/neondb?sslmode=require';
const planted = [
  'ghp_planted000000000000',
  'planted-vercel-token',
  'planted-railway-token',
  'planted-neon-key',
  'npg_Planted123',
  'planted-in-a-header',
  'planted-in-a-variable',
];

/** A careless platform: says back every header and body it got, and a connection string on top. */
function indiscreet(status: number, request: Recorded): Answer {
  const message = [
    `cannot do this for authorization: ${request.headers.authorization ?? 'none'}`,
    `DATABASE_URL=${databaseUrl} API_TOKEN="planted-in-a-variable"`,
    `Authorization: Bearer planted-in-a-header`,
    `project-access-token: ${String(request.headers['project-access-token'])}`,
  ].join('\n');
  const body = {
    message,
    error: { code: 'bad', message },
    code: 'bad',
    errors: [{ message }],
    request: request.text,
  };
  return { status, body, headers: { 'x-echo': databaseUrl, 'x-request-id': 'req-1' } };
}

const folder = await mkdtemp(join(tmpdir(), 'cabeceo-secrets-'));
await writeFile(join(folder, 'index.html'), '<p>tango</p>');

const calls: Readonly<Record<string, (providers: Providers) => Promise<unknown>>> = {
  'GitHub: resolve': ({ source }) => source.resolveRef(repository, 'main'),
  'GitHub: compare': ({ source }) => source.compare(repository, sha, sha),
  'GitHub: checks': ({ source }) => source.checks(repository, sha),
  'GitHub: download': ({ source }) => source.downloadTree(repository, sha, join(folder, 'tree')),
  'GitHub: deploy': ({ source }) => source.createDeployment(repository, deployment),
  'Vercel: live': ({ frontend: host }) => host.live(frontend),
  'Vercel: stage': ({ frontend: host }) => host.stage(frontend, aBuild(folder)),
  'Vercel: alias': ({ frontend: host }) => host.promote(previewFrontend, 'dpl_1', 'promote'),
  'Vercel: logs': ({ frontend: host }) => host.logs(frontend, 'dpl_1', 5),
  'Railway: live': ({ backend: host }) => host.live(backend),
  'Railway: deploy': ({ backend: host }) => host.deploy(backend, sha),
  'Neon: find': ({ database: host }) => host.findRestorePoint(database, 'before'),
  'Neon: create': ({ database: host }) =>
    host.createRestorePoint({ ...database, branch: 'production' }, { name: 'before', expiresAt: Date.now() }),
};

const failures: Readonly<Record<string, (request: Recorded) => Answer>> = {
  'a refusal': (request) => indiscreet(400, request),
  'an error of the server': (request) => indiscreet(500, request),
  'a rate limit': (request) => indiscreet(429, request),
  'an answer of another shape': (request) => indiscreet(200, request),
  'an unreadable answer': () => ({ status: 200, body: `<html>${databaseUrl} planted-in-a-header` }),
  'a dropped connection': () => 'drop',
};

/** Where an answer's body is not looked at, none can be wrong. */
const bodyless = ['Vercel: alias tells no secret after an answer of another shape'];

for (const [failure, answer] of Object.entries(failures)) {
  for (const [name, call] of Object.entries(calls)) {
    const title = `${name} tells no secret after ${failure}`;
    if (!bodyless.includes(title)) test.concurrent(title, async () => expectSilence(answer, call));
  }
}

async function expectSilence(
  answer: (request: Recorded) => Answer,
  call: (providers: Providers) => Promise<unknown>,
): Promise<void> {
  const server = await startLoopback(answer);
  const error: unknown = await call(providersAt(server.url)).then(
    () => expect.unreachable('must fail'),
    (reason: unknown) => reason,
  );
  await server.close();
  expect(error instanceof RetryableError || error instanceof TerminalError, inspect(error)).toBe(true);
  const told = [
    inspect(error, { depth: 20, showHidden: true }),
    JSON.stringify(error, Object.getOwnPropertyNames(error)),
    (error as Error).stack,
  ].join('\n');
  for (const secret of planted) expect(told).not.toContain(secret);
  expect(told).not.toContain('neondb_owner');
}

test('blots out lookalikes and leaves ordinary words', () => {
  const scrub = createScrub(['s3cr3t+value/=']);
  expect(scrub(`connect ${databaseUrl} now`)).toBe('connect postgresql://••• now');
  expect(scrub('s3cr3t+value/= and s3cr3t%2Bvalue%2F%3D')).toBe('••• and •••');
  expect(scrub('{"password":"hunter22","user":"ana"}')).toBe('{"password":"•••","user":"ana"}');
  expect(scrub('-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----')).toBe('•••');
  expect(scrub('Commit not found: a1b2c3d at https://github.com/mundo-tango/mundo-tango')).toBe(
    'Commit not found: a1b2c3d at https://github.com/mundo-tango/mundo-tango',
  );
});

test('a secret shows itself to those who ask for it alone', () => {
  const secret = keepSecret(databaseUrl);
  expect(secret.reveal()).toBe(databaseUrl);
  const shown = [JSON.stringify({ secret }), String(secret), inspect({ secret }, { depth: 9 })];
  for (const text of shown) expect(text).not.toContain('npg_Planted123');
  expect(shown[0]).toBe('{"secret":"•••"}');
});
