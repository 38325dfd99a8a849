import type { BranchOffer, BranchReport, SchemaReport } from '../domain/branch-report.ts';
import type { BackupManifest } from '../domain/backup.ts';
import { isTold, type OperationEvent, type ToldEvent } from '../domain/event.ts';
import type { Incident } from '../domain/incident.ts';
import type { Lane } from '../domain/lane.ts';
import type { Notice } from '../domain/notice.ts';
import type { Operation, OperationState } from '../domain/operation.ts';
import type { Explanation } from '../domain/question.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { StatusReport } from '../domain/status.ts';
import type { StopPlace } from '../domain/stop.ts';
import { clearAlarm, setAlarm } from './alarms.ts';
import { commit, type Store } from './commit.ts';
import type { Fence } from './fence.ts';
import { keys } from './keys.ts';
import type { Write } from './transaction.ts';

/**
 * What Slack should show. A root message is rendered from its operation when it is delivered, so that many changes
 * become one edit; a thread message from the event it tells; a notice from what it says; an answer is for one person's
 * eyes. A Home is no message, but a page of their own that is brought about in the same way.
 */
export type Message = {
  readonly key: string;
  /** A person's id: their direct messages. */
  readonly channel: string;
  /** Slack's id of the message once it is known. */
  readonly ts?: string;
  /** Slack's address of the message once it is known. */
  readonly link?: string;
  /** ms since the epoch: when posting was begun. */
  readonly intentAt?: number;
  /** ms since the epoch: when Slack last showed a change. */
  readonly shownAt?: number;
  /** ms since the epoch: when the requester was told that the channel does not take it. */
  readonly toldAt?: number;
} & (
  | {
      readonly kind: 'root';
      readonly operation: string;
      readonly want: number;
      readonly shownState?: OperationState;
    }
  /** The card in an approver's direct messages; `conversation`: Slack's id of those. */
  | {
      readonly kind: 'copy';
      readonly operation: string;
      readonly want: number;
      readonly conversation?: string;
      readonly shownState?: OperationState;
    }
  | { readonly kind: 'thread'; readonly operation: string; readonly event: ToldEvent }
  /** No operation: to a command about a place. */
  | { readonly kind: 'answer'; readonly operation?: string; readonly to: string; readonly answer: Answer }
  | { readonly kind: 'notice'; readonly want: number; readonly notice: Notice }
  | {
      readonly kind: 'home';
      readonly want: number;
      /** ms since the epoch: when they last opened it, or pressed something there. */
      readonly openedAt: number;
      /** What it shows, as a digest; nothing right after they opened it. */
      readonly shown?: string;
    }
);

/** What a person is told after a click, or a question. */
export type Answer =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'why'; readonly explanation: Explanation }
  | { readonly kind: 'status'; readonly report: StatusReport }
  | {
      readonly kind: 'incident';
      readonly about: 'updated' | 'told' | 'resolved';
      readonly incident: Incident;
    }
  | { readonly kind: 'branches'; readonly report: BranchReport }
  | { readonly kind: 'schema_diff'; readonly report: SchemaReport }
  | { readonly kind: 'branch_offer'; readonly offer: BranchOffer }
  | {
      readonly kind: 'backups';
      readonly place: StopPlace;
      readonly backups: readonly BackupManifest[];
      /** ms since the epoch */
      readonly at: number;
    };

/** The card of an operation that is new; `claim`: of the process that posts it. */
export function firstRootWrites(
  { id, request: { channel } }: Operation,
  now: number,
  claim: Readonly<Record<string, string>> = {},
): readonly Write[] {
  return [
    ['HSET', keys.message(id), ...flat({ kind: 'root', operation: id, channel, want: '1', ...claim })],
    ['ZADD', keys.outbox(channel), String(now), id],
  ];
}

/** `at`: its place in the order in which the channel is told, ms since the epoch. */
export function rootWrites(operation: Operation, at: number): readonly Write[] {
  const channel = operation.request.channel;
  return [
    ['HSET', keys.message(operation.id), ...flat({ kind: 'root', operation: operation.id, channel })],
    ['HINCRBY', keys.message(operation.id), 'want', '1'],
    // An edit that waits its turn is brought forward.
    ['ZADD', keys.outbox(channel), 'LT', String(at), operation.id],
  ];
}

/** One message for each event that the thread tells of. */
export function threadWrites(operation: Operation, events: readonly OperationEvent[]): readonly Write[] {
  const channel = operation.request.channel;
  return events.flatMap((event, index): Write[] => {
    if (!isTold(event)) return [];
    const key = `${operation.id}/${event.at}.${index}.${event.kind}.${'step' in event ? event.step : ''}`;
    const fields = { kind: 'thread', operation: operation.id, channel, event: JSON.stringify(event) };
    return [
      ['HSET', keys.message(key), ...flat(fields)],
      ['ZADD', keys.outbox(channel), 'NX', String(event.at), key],
    ];
  });
}

export function answerWrites(
  operation: string | undefined,
  to: { readonly user: string; readonly channel: string; readonly delivery: string },
  answer: Answer,
  now: number,
): readonly Write[] {
  const key = `${operation === undefined ? '' : `${operation}/`}answer/${to.delivery}`;
  const fields = {
    kind: 'answer',
    ...(operation !== undefined && { operation }),
    channel: to.channel,
    to: to.user,
    answer: JSON.stringify(answer),
  };
  return [
    ['HSET', keys.message(key), ...flat(fields)],
    ['ZADD', keys.outbox(to.channel), 'NX', String(now), key],
  ];
}

/** Whether Slack has yet to be told something of the operation. Complete only while nothing happens to it. */
export async function isUntold(store: Store, { id, request }: Operation): Promise<boolean> {
  const waiting = await store.redis.zrange(keys.outbox(request.channel), '0', '-1');
  return waiting.some((key) => key === id || key.startsWith(`${id}/`));
}

export async function loadMessage(store: Store, key: string): Promise<Message | undefined> {
  const fields = await store.redis.hgetall(keys.message(key));
  return parseMessage(key, fields);
}

/** Notes on the record what was done; by the run behind `fence`, if it is one's. */
export async function noteMessage(
  store: Store,
  key: string,
  noted: {
    readonly ts?: string;
    readonly link?: string;
    readonly intentAt?: number;
    readonly shownAt?: number;
    readonly toldAt?: number;
    readonly conversation?: string;
    readonly shownState?: OperationState;
  },
  fence?: Fence,
): Promise<'written' | 'lost'> {
  return commit(store, {
    guards: [['present', keys.message(key)]],
    writes: [['HSET', keys.message(key), ...flat(noted)]],
    fence,
  });
}

/** Notes what was posted for the first time. `lost`: what somebody else posted is noted already. */
export async function notePosted(
  store: Store,
  key: string,
  noted: { readonly ts: string; readonly shownAt: number; readonly shownState: OperationState },
  fence: Fence,
): Promise<'written' | 'lost'> {
  return commit(store, {
    guards: [
      ['present', keys.message(key)],
      ['unset', keys.message(key), 'ts'],
    ],
    writes: [['HSET', keys.message(key), ...flat(noted)]],
    fence,
  });
}

export async function postpone(store: Store, message: Message, at: number, fence: Fence): Promise<void> {
  await commit(store, { writes: [['ZADD', keys.outbox(message.channel), String(at), message.key]], fence });
}

/** Takes a root message off the outbox, unless its operation has changed meanwhile. */
export async function settleRoot(
  store: Store,
  message: Message & { kind: 'root' },
  fence: Fence,
): Promise<void> {
  await commit(store, {
    guards: [['field', keys.message(message.key), 'want', String(message.want)]],
    writes: [['ZREM', keys.outbox(message.channel), message.key]],
    fence,
  });
}

/** A thread message or an answer is told once: its record goes with it. */
export async function forgetMessage(store: Store, message: Message, fence: Fence): Promise<void> {
  await commit(store, {
    writes: [
      ['ZREM', keys.outbox(message.channel), message.key],
      ['DEL', keys.message(message.key)],
    ],
    fence,
  });
}

/** The alarm for what is left in the channel's outbox; without a time it is cleared, unless something came (`lost`). */
export async function setChannelAlarm(
  store: Store,
  channel: string,
  at: number | undefined,
): Promise<'written' | 'lost'> {
  const lane: Lane = { kind: 'channel', channel };
  if (at !== undefined) {
    return commit(store, { writes: [setAlarm(lane, at)] });
  }
  return commit(store, { guards: [['absent', keys.outbox(channel)]], writes: [clearAlarm(lane)] });
}

export function parseMessage(key: string, fields: Record<string, string>): Message | undefined {
  const { kind, operation, channel, shownState } = fields;
  if (!channel) return undefined;
  const known = {
    key,
    channel,
    ...(fields['ts'] && { ts: fields['ts'] }),
    ...(fields['link'] && { link: fields['link'] }),
    ...(fields['intentAt'] && { intentAt: Number(fields['intentAt']) }),
    ...(fields['shownAt'] && { shownAt: Number(fields['shownAt']) }),
    ...(fields['toldAt'] && { toldAt: Number(fields['toldAt']) }),
  };
  const want = Number(fields['want']);
  if (kind === 'notice')
    return { ...known, kind, want, notice: JSON.parse(fields['notice'] ?? '') as Notice };
  if (kind === 'home') {
    const { openedAt, shown } = fields;
    return { ...known, kind, want, openedAt: Number(openedAt), ...(shown && { shown }) };
  }
  if (kind === 'answer')
    return {
      ...known,
      kind,
      ...(operation && { operation }),
      to: fields['to'] ?? '',
      answer: JSON.parse(fields['answer'] ?? '') as Answer,
    };
  if (!operation) return undefined;
  if (kind === 'root')
    return {
      ...known,
      kind,
      operation,
      want,
      ...(shownState && { shownState: shownState as OperationState }),
    };
  if (kind === 'copy')
    return {
      ...known,
      kind,
      operation,
      want,
      ...(fields['conversation'] && { conversation: fields['conversation'] }),
      ...(shownState && { shownState: shownState as OperationState }),
    };
  if (kind === 'thread')
    return { ...known, kind, operation, event: JSON.parse(fields['event'] ?? '') as ToldEvent };
  return undefined;
}

function flat(fields: Readonly<Record<string, string | number>>): string[] {
  return Object.entries(fields).flatMap(([name, value]) => [name, String(value)]);
}
