import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Commands, openCommands } from '../../src/commands/commands.ts';
import type { Outcome } from '../../src/commands/outcome.ts';
import { driftId } from '../../src/domain/drift-stop.ts';
import { operationIdOf, parseOperationId } from '../../src/domain/ids.ts';
import type { Release } from '../../src/domain/release.ts';
import { commit, type Store } from '../../src/store/commit.ts';
import { createOperation } from '../../src/store/operations.ts';
import { releaseWrites } from '../../src/store/releases.ts';
import { ana, anOperation, aRelease, liveSha, newSha } from '../support/operation-builders.ts';
import { aToldDrift, production } from '../support/stop-builders.ts';
import { startRedis } from '../support/redis-server.ts';

const day = 24 * 3_600_000;
const silent = { error: () => undefined, info: () => undefined };

let server: Awaited<ReturnType<typeof startRedis>>;
let redis: Redis;
let store: Store;
let commands: Commands;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  store = { redis, now: Date.now, wake: async () => undefined };
  commands = openCommands({ store, apps: [], retentionMs: 30 * day, log: silent });
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
  const operation = operationIdOf(Date.now() - daysAgo * day, randomUUID());
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
    const operation = operationIdOf(Date.now(), randomUUID());
    const told = await commands.submit(
      { kind: 'reject', channel: act.channel, operation, digest, reason: 'Not now' },
      act,
    );
    expect(told.kind === 'told' && told.view.text).toMatch(/^🚫 I have no record/);
  });
});

/** Somebody’s Slack may show a card as it was a moment ago. */
describe('a click on a button that has gone', () => {
  const [first, second, third] = ['op_00000001', 'op_00000002', 'op_00000003'].map(parseOperationId);
  const released = async (over: Partial<Release>) =>
    commit(store, {
      writes: await releaseWrites(store, aRelease({ backend: { deployment: `rw_${over.id}` }, ...over })),
    });

  it('to roll back is told what is live, and offered to go back from there', async () => {
    await redis.flushall();
    if (!first || !second || !third) return expect.unreachable();
    const operation = anOperation({ id: second, state: 'running' });
    const event = { kind: 'requested', at: Date.now(), by: ana } as const;
    await createOperation(store, operation, { delivery: 'd1', event });
    await released({ id: 'rel_00000001', operation: first, commit: liveSha, subject: 'Lists pupils' });
    await released({ id: 'rel_00000002', operation: second, commit: newSha, subject: 'Lists halls' });
    const other = '0123456789abcdef0123456789abcdef01234567' as typeof newSha;
    await released({ id: 'rel_00000003', operation: third, commit: other, subject: 'Lists teachers' });
    const click = () =>
      commands.click({ kind: 'roll_back', operation: second, release: 'rel_00000001' }, act);
    const told = await click();
    expect(told).toMatchObject({ kind: 'told' });
    const shown = JSON.stringify(told);
    expect(shown).toContain('runs 0123456 “Lists teachers” now, so this button is out of date');
    expect(shown).toContain('op_00000003:rel_00000002');

    const { operation: _none, ...byHand } = aRelease({
      id: 'rel_00000004',
      backend: { deployment: 'rw_4' },
      commit: newSha,
      subject: 'By hand',
    });
    await commit(store, { writes: await releaseWrites(store, byHand) });
    const again = JSON.stringify(await click());
    expect(again).toContain('runs a1b2c3d “By hand” now');
    expect(again).toContain('`/rollback production` plans going back to it');
    expect(again).not.toContain('cabeceo.roll_back');
  });

  it('to put back what was released is told that it is settled', async () => {
    await redis.flushall();
    const stop = driftId(aToldDrift());
    const told = await commands.click({ kind: 'put_back', ...production, stop }, act);
    expect(told.kind === 'told' && told.view.text).toMatch(
      /^🚫 That is settled: \*production\* is as it was/,
    );
  });
});
