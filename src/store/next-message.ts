import { readFileSync } from 'node:fs';
import { laneName } from '../domain/lane.ts';
import type { Operation } from '../domain/operation.ts';
import type { Store } from './commit.ts';
import { type Fence, FencedError } from './fence.ts';
import { keys } from './keys.ts';
import { type Message, parseMessage } from './messages.ts';
import { parseOperation } from './operations.ts';
import type { RedisClient } from './redis.ts';

export type NextMessage =
  | { readonly kind: 'due'; readonly message: Message; readonly operation: Operation | undefined }
  | { readonly kind: 'later'; readonly at: number }
  | { readonly kind: 'none' };

/**
 * The message that is due first, or when the next one will be. One that is due and not posted yet is noted as begun
 * in the same step: whoever finds the note without a ts looks at Slack before posting.
 */
export async function nextMessage(store: Store, channel: string, fence: Fence): Promise<NextMessage> {
  const now = store.now();
  const outbox = keys.outbox(channel);
  const found = await ask(store.redis, [
    outbox,
    keys.fence(fence.lane),
    fence.token,
    String(now),
    keys.message(''),
    keys.operation(''),
  ]);
  if (found === 'fenced') throw new FencedError(laneName({ kind: 'channel', channel }));
  const [key, at, fields, document, version] = found;
  if (key === undefined) return { kind: 'none' };
  if (Number(at) > now) return { kind: 'later', at: Number(at) };
  const message = parseMessage(key, inPairs(fields ?? []));
  if (message) return { kind: 'due', message, operation: parseOperation(document, version) };
  await store.redis.zrem(outbox, key);
  return nextMessage(store, channel, fence);
}

type Found =
  | 'fenced'
  | readonly [key?: string, at?: string, fields?: readonly string[], document?: string, version?: string];
type WithScript = RedisClient & { cabeceoNextMessage?: (...args: string[]) => Promise<Found> };

const script = readFileSync(new URL('next-message.lua', import.meta.url), 'utf8');

async function ask(redis: WithScript, args: string[]): Promise<Found> {
  if (!redis.cabeceoNextMessage) redis.defineCommand('cabeceoNextMessage', { numberOfKeys: 2, lua: script });
  if (!redis.cabeceoNextMessage) throw new Error('the script that reads the outbox could not be defined');
  return redis.cabeceoNextMessage(...args);
}

function inPairs(flat: readonly string[]): Record<string, string> {
  const pairs = Array.from({ length: flat.length / 2 }, (_, index) => flat.slice(2 * index, 2 * index + 2));
  return Object.fromEntries(pairs) as Record<string, string>;
}
