import { type Actor, sayActor } from './actor.ts';
import { type CommitSha, type SlackUserId, sortableId } from './ids.ts';

/** Where a stop sign stands: an environment, all of an app (`*`), or everything (`*` and `*`). */
export interface StopPlace {
  readonly app: string;
  readonly environment: string;
}

export const everything = '*';

/** Something that a person set up so that nothing is deployed. */
interface StopSign {
  /** Of this very sign: a button on an older one means that one. */
  readonly id: string;
  readonly by: SlackUserId;
  /** ms since the epoch */
  readonly at: number;
  readonly notice: NoticeAddress;
  /** The channel of the incident that left it. */
  readonly incident?: string;
}

/** The message that shows it, edited in place. */
export interface NoticeAddress {
  readonly key: string;
  readonly channel: string;
}

export interface Lock extends StopSign {
  readonly reason?: string;
  /** ms since the epoch: it ends by itself. */
  readonly until?: number;
  /** ms since the epoch: when its owner is asked next whether it is still needed. */
  readonly nagAt?: number;
  /** Whose it was before. */
  readonly takenFrom?: SlackUserId;
}

/** Stops every deploy of an app, or of all. */
export interface Freeze extends StopSign {
  readonly reason: string;
}

/** What a rollback leaves, or a person sets up: nothing is deployed until somebody releases it. */
export interface Hold extends StopSign, Actor {
  readonly reason: string;
  /** The commit for which it was placed: marked, and never deployed again. */
  readonly bad?: CommitSha;
}

/** The freeze window of an environment that was announced last. */
export interface ToldWindow {
  /** ms since the epoch */
  readonly from: number;
  readonly to: number;
  readonly reason: string;
  /** It has begun, and its message will be edited when it is over. */
  readonly begun: boolean;
  readonly notice?: NoticeAddress;
}

/** In words: `production`, `all of shop`, `everything`. */
export function scopeOf({ app, environment }: StopPlace): string {
  if (app === everything) return 'everything';
  return environment === everything ? `all of ${app}` : environment;
}

/** `uuid`: a random one (version 4). */
export function stopIdOf(now: number, uuid: string): string {
  return `stop_${sortableId(now, uuid)}`;
}

export function isStopId(text: string): boolean {
  return /^stop_[0-9a-z]{8,40}$/.test(text);
}

export function isExpired(lock: Lock, now: number): boolean {
  return lock.until !== undefined && lock.until <= now;
}

/** What a refusal says of it. */
export function freezeFacts(
  scope: string,
  { by, at, reason }: Freeze,
): Readonly<Record<string, string | number>> {
  return { scope, owner: `<@${by}>`, at, reason };
}

/** What a refusal says of it; `app` and `stop` are for the button beside. */
export function holdFacts(
  { app, environment }: StopPlace,
  hold: Hold,
): Readonly<Record<string, string | number>> {
  const { id, at, reason } = hold;
  return { app, environment, stop: id, owner: sayActor(hold), at, reason };
}

/** What a refusal says of it; `app` and `stop` are for the buttons beside. */
export function lockFacts(
  { app, environment }: StopPlace,
  lock: Lock,
): Readonly<Record<string, string | number>> {
  return {
    app,
    environment,
    stop: lock.id,
    owner: `<@${lock.by}>`,
    at: lock.at,
    reason: lock.reason ?? 'no reason given',
    ...(lock.until !== undefined && { until: lock.until }),
  };
}
