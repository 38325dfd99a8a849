import {
  type AutoDeployPause,
  isSettled,
  type PauseAction,
  pauseAction,
  type PausedHost,
  pausedHosts,
  type PausedName,
} from '../domain/auto-deploy.ts';
import type { Environment } from '../domain/environment.ts';
import type { PlacedNotice } from '../domain/notice.ts';
import type { StopEvent } from '../domain/stop-event.ts';
import type { Hold, StopPlace } from '../domain/stop.ts';
import type { StopChange } from './decision.ts';

/** What a platform made of being asked. */
export type PauseAttempt =
  | { readonly kind: 'read'; readonly found: 'on' | 'off' }
  | { readonly kind: 'switched' }
  | { readonly kind: 'failed'; readonly says: string; readonly retryAfterMs?: number | undefined };

export type PauseAttempts = Readonly<Partial<Record<PausedName, PauseAttempt>>>;

interface Where {
  readonly place: StopPlace;
  /** Undefined where the configuration has it no more. */
  readonly environment: Pick<Environment, 'frontend' | 'backend'> | undefined;
}

/** A hold that the pause does not know yet, or not as it stands now. */
export function decidePause(
  pause: AutoDeployPause | undefined,
  hold: Hold | undefined,
  where: Where,
): StopChange<AutoDeployPause> | undefined {
  if (hold === undefined) return undefined;
  if (pause?.hold.id !== hold.id) return begin(pause, hold, where);
  return pause.hold.bad === hold.bad ? undefined : shown({ ...pause, hold }, where.place);
}

function begin(
  before: AutoDeployPause | undefined,
  hold: Hold,
  { place, environment }: Where,
): StopChange<AutoDeployPause> | undefined {
  const assigned = environment?.frontend?.target === 'production' ? environment.frontend : undefined;
  const frontend = pausedFrom(before?.frontend, assigned);
  const backend = pausedFrom(before?.backend, environment?.backend);
  if (!frontend && !backend) return undefined;
  const next = { hold, ...(frontend && { frontend }), ...(backend && { backend }) };
  const change = shown(next, place);
  return before ? { ...change, notices: [...handedOver(before, place), ...change.notices] } : change;
}

/** What is not restored yet was on, whatever it is at this moment. */
function pausedFrom<Target>(
  before: PausedHost<Target> | undefined,
  target: Target | undefined,
): PausedHost<Target> | undefined {
  if (before?.standing === 'was_on' || before?.standing === 'off')
    return { target: before.target, standing: 'was_on' };
  return target && { target, standing: 'unread' };
}

/** The message of the hold before has nothing more to follow: the next one's goes on. */
function handedOver({ hold, released }: AutoDeployPause, place: StopPlace): readonly PlacedNotice[] {
  return released ? [{ ...hold.notice, notice: { kind: 'released', place, hold, ...released } }] : [];
}

/** The platforms that are to be asked now. */
export function duePauseActions(
  pause: AutoDeployPause,
  now: number,
): readonly { readonly name: PausedName; readonly action: PauseAction }[] {
  return pausedHosts.flatMap((name) => {
    const action = pauseAction(pause, name);
    const nextAt = pause[name]?.trouble?.nextAt ?? now;
    return action && nextAt <= now ? [{ name, action }] : [];
  });
}

/** When to ask again, if a platform has not done it yet. */
export function pauseDeadline(pause: AutoDeployPause): number | undefined {
  const waiting = pausedHosts.filter((name) => pauseAction(pause, name));
  const times = waiting.flatMap((name) => pause[name]?.trouble?.nextAt ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** Gone once it was released and all is as it was. */
export function decideAttempts(
  pause: AutoDeployPause,
  attempts: PauseAttempts,
  { place, now }: { readonly place: StopPlace; readonly now: number },
): StopChange<AutoDeployPause> {
  const frontend = pause.frontend && after(pause.frontend, attempts.frontend, { pause, now });
  const backend = pause.backend && after(pause.backend, attempts.backend, { pause, now });
  const next = { ...pause, ...(frontend && { frontend }), ...(backend && { backend }) };
  const change = shown(next, place);
  return {
    ...change,
    stop: next.released && isSettled(next) ? undefined : next,
    events: pausedHosts.flatMap((name) => eventOf(next, { name, before: pause, now })),
    notices: isToldAlike(pause, next) ? [] : change.notices,
  };
}

function after<Target>(
  { target, standing, trouble }: PausedHost<Target>,
  attempt: PauseAttempt | undefined,
  { pause, now }: { readonly pause: AutoDeployPause; readonly now: number },
): PausedHost<Target> {
  switch (attempt?.kind) {
    case undefined:
      return { target, standing, ...(trouble && { trouble }) };
    case 'read':
      return { target, standing: attempt.found === 'on' ? 'was_on' : 'was_off' };
    case 'switched':
      return { target, standing: pause.released ? 'restored' : 'off' };
    case 'failed': {
      const tries = (trouble?.tries ?? 0) + 1;
      const nextAt = now + Math.max(attempt.retryAfterMs ?? 0, backoff(tries));
      return { target, standing, trouble: { says: attempt.says, tries, nextAt } };
    }
  }
}

/** A push may go live until then, and a platform counts our calls: from 2 s to 5 minutes. */
function backoff(tries: number): number {
  return Math.min(300_000, 1_000 * 2 ** tries);
}

function eventOf(
  next: AutoDeployPause,
  {
    name,
    before,
    now,
  }: { readonly name: PausedName; readonly before: AutoDeployPause; readonly now: number },
): readonly StopEvent[] {
  const standing = next[name]?.standing;
  if (standing === before[name]?.standing) return [];
  if (standing !== 'off' && standing !== 'restored') return [];
  const kind = standing === 'off' ? 'auto_deploy_off' : 'auto_deploy_restored';
  return [{ kind, at: now, component: name, hold: next.hold.id }];
}

function isToldAlike(one: AutoDeployPause, other: AutoDeployPause): boolean {
  return pausedHosts.every(
    (name) =>
      one[name]?.standing === other[name]?.standing &&
      one[name]?.trouble?.says === other[name]?.trouble?.says,
  );
}

function shown(pause: AutoDeployPause, place: StopPlace): StopChange<AutoDeployPause> {
  const { hold, released } = pause;
  const notice = released
    ? ({ kind: 'released', place, hold, pause, ...released } as const)
    : ({ kind: 'held', place, hold, pause } as const);
  return { kind: 'changed', stop: pause, events: [], notices: [{ ...hold.notice, notice }] };
}

/** From now on all is to be as it was, at once. */
export function releasePause(
  pause: AutoDeployPause,
  released: NonNullable<AutoDeployPause['released']>,
): AutoDeployPause {
  const { frontend, backend } = pause;
  return {
    ...pause,
    released,
    ...(frontend && { frontend: untroubled(frontend) }),
    ...(backend && { backend: untroubled(backend) }),
  };
}

function untroubled<Target>({ target, standing }: PausedHost<Target>): PausedHost<Target> {
  return { target, standing };
}
