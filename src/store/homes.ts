import type { SlackUserId } from '../domain/ids.ts';
import { commit, type Store } from './commit.ts';
import type { Fence } from './fence.ts';
import { keys } from './keys.ts';
import type { Message } from './messages.ts';

type HomeMessage = Message & { readonly kind: 'home' };

/** Has a worker draw somebody's Home, now and for a while: they opened it, or pressed something there. */
export async function wantHome(store: Store, user: SlackUserId): Promise<void> {
  const key = `home/${user}`;
  const now = String(store.now());
  await commit(store, {
    writes: [
      ['HSET', keys.message(key), 'kind', 'home', 'channel', user, 'openedAt', now],
      ['HDEL', keys.message(key), 'shown'],
      ['HINCRBY', keys.message(key), 'want', '1'],
      ['ZADD', keys.outbox(user), now, key],
    ],
    wake: [{ kind: 'channel', channel: user }],
  });
}

/** Notes what it shows, and has it looked at again then; `lost`: they have opened it once more meanwhile. */
export async function restHome(
  store: Store,
  { key, channel, want }: HomeMessage,
  rest: { readonly shown?: string; readonly until: number | undefined; readonly fence: Fence },
): Promise<'written' | 'lost'> {
  const { shown, until, fence } = rest;
  return commit(store, {
    guards: [['field', keys.message(key), 'want', String(want)]],
    writes:
      until === undefined
        ? [
            ['ZREM', keys.outbox(channel), key],
            ['DEL', keys.message(key)],
          ]
        : [
            ...(shown === undefined ? [] : [['HSET', keys.message(key), 'shown', shown] as const]),
            ['ZADD', keys.outbox(channel), String(until), key],
          ],
    fence,
  });
}
