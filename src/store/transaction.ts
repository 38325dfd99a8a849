import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { keys as names } from './keys.ts';
import type { RedisClient } from './redis.ts';

/**
 * A condition on one key. `equals`: the string value; `field`: a hash field; `unset`: no such hash field; `head`: the
 * first element of a list; `unlisted`: no such member of a sorted set.
 */
export type Guard =
  | readonly ['equals' | 'head' | 'unlisted' | 'unset', key: string, value: string]
  | readonly ['field', key: string, field: string, value: string]
  | readonly ['absent' | 'present', key: string];

/** A Redis write command: name, key, arguments. */
export type Write = readonly [command: string, key: string, ...args: string[]];

export type TransactionOutcome =
  | { readonly kind: 'written' }
  | { readonly kind: 'lost'; readonly guard: Guard };

const script = readFileSync(new URL('transaction.lua', import.meta.url), 'utf8');

/**
 * Writes everything if every guard holds, and nothing otherwise, in one atomic step. Once: the client sends again what
 * Redis did not answer before the connection broke, and Redis may have written it already.
 */
export async function transact(
  redis: RedisClient,
  transaction: { readonly guards: readonly Guard[]; readonly writes: readonly Write[] },
): Promise<TransactionOutcome> {
  const keys: string[] = [];
  const numbered = ([word, key, ...args]: Guard | Write) => {
    const known = keys.indexOf(key);
    return [word, known === -1 ? keys.push(key) : known + 1, ...args];
  };
  const written = names.written(randomUUID());
  const spec = { guards: transaction.guards.map(numbered), writes: transaction.writes.map(numbered) };
  const lost = await run(redis, [...keys, written], JSON.stringify(spec));
  const guard = transaction.guards[lost - 1];
  return guard ? { kind: 'lost', guard } : { kind: 'written' };
}

type WithScript = RedisClient & { cabeceoTransact?: (count: number, ...args: string[]) => Promise<number> };

async function run(redis: WithScript, keys: readonly string[], spec: string): Promise<number> {
  if (!redis.cabeceoTransact) redis.defineCommand('cabeceoTransact', { lua: script });
  if (!redis.cabeceoTransact) throw new Error('the transaction script could not be defined');
  return redis.cabeceoTransact(keys.length, ...keys, spec);
}
