import type { SlackUserId } from '../domain/ids.ts';
import type { Lane } from '../domain/lane.ts';
import type { Operation } from '../domain/operation.ts';
import { commit, type Store } from './commit.ts';
import type { Fence } from './fence.ts';
import { keys } from './keys.ts';
import type { Message } from './messages.ts';
import type { Guard, Write } from './transaction.ts';

type Copied = Pick<Operation, 'id' | 'approval'>;
type CopyMessage = Message & { readonly kind: 'copy' };

/** Goes with every change of an operation that approvers were told of: their copies of its card are drawn again. */
export function copyWrites(operation: Copied, now: number): readonly Write[] {
  return peopleTold(operation).flatMap((user): Write[] => {
    const key = copyKey(operation, user);
    return [
      ['HSET', keys.message(key), 'kind', 'copy', 'operation', operation.id, 'channel', user],
      ['HINCRBY', keys.message(key), 'want', '1'],
      ['ZADD', keys.outbox(user), 'LT', String(now), key],
    ];
  });
}

export function copyLanes(operation: Copied): readonly Lane[] {
  return peopleTold(operation).map((channel) => ({ kind: 'channel', channel }));
}

/** What the copies left in Redis, and what holds while none of them is to be drawn. */
export function copiesLeft(operation: Copied): {
  readonly keys: readonly string[];
  readonly guards: readonly Guard[];
} {
  const copies = peopleTold(operation).map((user) => ({ user, key: copyKey(operation, user) }));
  return {
    keys: copies.map(({ key }) => keys.message(key)),
    guards: copies.map(({ user, key }) => ['unlisted', keys.outbox(user), key]),
  };
}

/** Takes a copy off the outbox, unless its operation has changed meanwhile. */
export async function settleCopy(store: Store, message: CopyMessage, fence: Fence): Promise<void> {
  await commit(store, {
    guards: [['field', keys.message(message.key), 'want', String(message.want)]],
    writes: [['ZREM', keys.outbox(message.channel), message.key]],
    fence,
  });
}

/** By whoever may have spoilt what another run has drawn: not behind a fence. */
export async function redrawCopy(store: Store, { key, channel }: CopyMessage): Promise<void> {
  await commit(store, {
    writes: [
      ['HINCRBY', keys.message(key), 'want', '1'],
      ['ZADD', keys.outbox(channel), 'NX', String(store.now()), key],
    ],
    wake: [{ kind: 'channel', channel }],
  });
}

function copyKey({ id }: Copied, user: SlackUserId): string {
  return `${id}@${user}`;
}

function peopleTold({ approval }: Copied): readonly SlackUserId[] {
  return approval?.told ?? [];
}
