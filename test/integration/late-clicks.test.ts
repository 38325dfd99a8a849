import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Commands } from '../../src/commands/commands.ts';
import type { Outcome } from '../../src/commands/outcome.ts';
import { operationIdOf } from '../../src/domain/ids.ts';
import { startRedis } from '../support/redis-server.ts';

const day = 24 * 3_600_000;
const silent = { error: () => undefined, info: () => undefined };

let server: Awaited<ReturnType<typeof startRedis>>;
let redis: Redis;
let commands: Commands;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  const store = { redis, now: Date.now, wake: async () => undefined };
  commands = new Commands({ store, apps: [], retentionMs: 30 * day, log: silent });
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const digest = 'd'.repeat(64);
const act = { user: 'U0ANA001', team: 'T0MUNDO01', channel: 'C0DEPLOYS', delivery: 'click.1' };

const buttons = [
  'approve',
  'confirm',
  'reject',
  'take_back',
  'nudge',
  'acknowledge',
  'cancel',
  'retry',
] as const;

async function press(kind: (typeof buttons)[number], daysAgo: number): Promise<Outcome> {
  const operation = operationIdOf(Date.now() - daysAgo * day, 1n);
  if (kind === 'reject') return commands.rejectForm({ kind, operation, digest }, act.channel);
  const bound = kind === 'approve' || kind === 'confirm' || kind === 'take_back';
  return commands.click(bound ? { kind, operation, digest } : { kind, operation }, act);
}

describe('a click on a card whose operation has no record', () => {
  it.each(buttons)('%s: is told that it is over, long after', async (kind) => {
    const told = await press(kind, 31);
    expect(told.kind === 'told' && told.view.text).toMatch(
      /^🚫 This deploy is over: .* 30 days ago .*`\/deploy`/,
    );
  });

  it.each(buttons)('%s: is told that the record was lost, before', async (kind) => {
    const told = await press(kind, 29);
    expect(told.kind === 'told' && told.view.text).toMatch(/^🚫 I have no record .* lost .*`\/deploy`/);
  });

  it('sends its reason in vain, and is told so', async () => {
    const operation = operationIdOf(Date.now(), 2n);
    const told = await commands.submit(
      { kind: 'reject', channel: act.channel, operation, digest, reason: 'Not now' },
      act,
    );
    expect(told.kind === 'told' && told.view.text).toMatch(/^🚫 I have no record/);
  });
});
