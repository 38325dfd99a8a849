import { afterEach, expect, test } from 'vitest';
import { createProbe } from '../../../src/providers/probe.ts';
import { type Answer, type Loopback, startLoopback } from './loopback.ts';

const probe = createProbe({ userAgent: 'cabeceo-test', timeoutMs: 10_000 });
const impatient = createProbe({ userAgent: 'cabeceo-test', timeoutMs: 300 });
const where = { path: '/health', field: 'version' };
let server: Loopback | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

test.each<[string, Answer, object]>([
  ['the version', { status: 200, body: { version: 'a1b2c3d' } }, { status: 200, version: 'a1b2c3d' }],
  [
    'a red answer’s version too',
    { status: 503, body: { version: 'a1b2c3d' } },
    { status: 503, version: 'a1b2c3d' },
  ],
  ['no version where the field is missing', { status: 200, body: { commit: 'a1b2c3d' } }, { status: 200 }],
  ['no version where it is not a text', { status: 200, body: { version: { a: 1 } } }, { status: 200 }],
  ['no version where the answer is a page', { status: 200, body: '<html>' }, { status: 200 }],
  ['no version of an empty answer', { status: 204 }, { status: 204 }],
])('reads %s', async (_, answer, expected) => {
  server = await startLoopback(() => answer);
  expect(await probe.version(server.url, where)).toEqual({ kind: 'answered', ...expected });
  expect(server.requests[0]?.path).toBe('/health');
});

test.each<[string, Answer, string]>([
  ['nothing in time', 'hang', 'did not answer in time'],
  ['a dropped connection', 'drop', 'dropped the connection'],
])('calls %s unreachable', async (_, answer, why) => {
  server = await startLoopback(() => answer);
  const asked = answer === 'hang' ? impatient : probe;
  expect(await asked.version(server.url, where)).toEqual({ kind: 'unreachable', why });
});

test('calls what refuses the connection, or is no address, unreachable', async () => {
  server = await startLoopback(() => 'hang');
  await server.close();
  expect(await probe.version(server.url, where)).toEqual({
    kind: 'unreachable',
    why: 'refused the connection',
  });
  expect((await probe.version('no address', where)).kind).toBe('unreachable');
});
