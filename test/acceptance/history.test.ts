import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { World } from '../support/world.ts';

let world: World;
let redis: Redis;

beforeAll(async () => {
  world = await World.start({ env: { RETENTION: '1h', LOG_LEVEL: 'error' } });
  redis = new Redis(world.botEnvironment['REDIS_URL'] ?? '');
});
afterAll(async () => {
  redis.disconnect();
  await world.stop();
});

interface AuditLine {
  readonly msg: string;
  readonly operation: string;
  readonly event: { readonly kind: string; readonly commit?: string };
}

function auditOf(operation: string): readonly string[] {
  return auditLines().flatMap((line) => (line.operation === operation ? [line.event.kind] : []));
}

function auditLines(): readonly AuditLine[] {
  return world.botLines.map((line) => JSON.parse(line) as AuditLine).filter(({ msg }) => msg === 'audit');
}

it('a finished deploy leaves Redis an hour after its end, and its audit lines stay in the log', async () => {
  const sha = await world.commit('develop', 'A deploy of long ago');
  await world.ask('U0ANA001', '/deploy dev', /^✅.*development.*runs/s);
  await world.commit('develop', 'What is live now');
  await world.ask('U0ANA001', '/deploy dev', /^✅.*development.*runs/s);
  const [first = '', second = ''] = await redis.zrange('{cabeceo}:ended', '0', '-1');
  for (const id of [first, second]) await redis.zadd('{cabeceo}:ended', Date.now() - 3_600_001, id);

  await eventually(async () => ((await redis.keys(`*${first}*`)).length === 0 ? true : undefined), {
    what: 'the first deploy to leave',
    withinMs: 35_000,
    found: async () => String(await redis.keys(`*${first}*`)),
  });
  expect(auditOf(first)).toEqual(['requested', 'planned', 'started', ...steps(first), 'succeeded']);
  expect(auditLines().find(({ event }) => event.kind === 'succeeded')?.event.commit).toBe(sha);
  expect(await redis.exists(`{cabeceo}:operation:${second}`)).toBe(1);
});

function steps(operation: string): readonly string[] {
  const told = auditOf(operation).filter((kind) => kind.startsWith('step_'));
  expect(told.filter((kind) => kind === 'step_done').length).toBeGreaterThanOrEqual(5);
  return told;
}
