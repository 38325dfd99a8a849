import { isLasting, type PlacedNotice } from '../domain/notice.ts';
import { commit, type Store } from './commit.ts';
import type { Fence } from './fence.ts';
import { keys } from './keys.ts';
import type { Message } from './messages.ts';
import type { Write } from './transaction.ts';

/** What the message is to say from now on. */
export function noticeWrites({ key, channel, notice }: PlacedNotice, now: number): readonly Write[] {
  const fields = ['kind', 'notice', 'channel', channel, 'notice', JSON.stringify(notice)];
  return [
    ['HSET', keys.message(key), ...fields],
    ['HINCRBY', keys.message(key), 'want', '1'],
    ['ZADD', keys.outbox(channel), 'LT', String(now), key],
  ];
}

/** It is shown: off the outbox, unless it has changed meanwhile. Its record stays while there may be more to say. */
export async function settleNotice(
  store: Store,
  { key, channel, want, notice }: Message & { kind: 'notice' },
  fence: Fence,
): Promise<void> {
  const done: Write = ['ZREM', keys.outbox(channel), key];
  await commit(store, {
    guards: [['field', keys.message(key), 'want', String(want)]],
    writes: isLasting(notice) ? [done] : [done, ['DEL', keys.message(key)]],
    fence,
  });
}

/** By whoever may have spoilt what another run has shown: not behind a fence. */
export async function showAgain(store: Store, { key, channel }: Message): Promise<void> {
  await commit(store, {
    guards: [['present', keys.message(key)]],
    writes: [
      ['HINCRBY', keys.message(key), 'want', '1'],
      ['ZADD', keys.outbox(channel), 'NX', String(store.now()), key],
    ],
    wake: [{ kind: 'channel', channel }],
  });
}
