import type { BackendTarget, FrontendTarget } from './environment.ts';
import type { SlackUserId } from './ids.ts';
import type { Hold } from './stop.ts';

/*
 * While an environment is held, the platforms must not deploy to it by themselves. Where each of them stands:
 *   held:      unread -> was_on -> off        unread -> was_off
 *   released:  was_on | off -> restored
 *   held once more, before all is restored:  was_on | off -> was_on        the others -> unread
 * Written before the platform is asked: with `was_on` it may be switched off already, with `off` on again.
 */
export type PauseStanding = 'unread' | 'was_on' | 'off' | 'was_off' | 'restored';

/** What a hold has made of the platforms' own deploying. Outlives it until all is as it was. */
export interface AutoDeployPause {
  readonly hold: Hold;
  readonly released?: { readonly by: SlackUserId; readonly at: number };
  readonly frontend?: PausedHost<FrontendTarget>;
  readonly backend?: PausedHost<BackendTarget>;
}

export interface PausedHost<Target = unknown> {
  /** As configured when the hold came: it is restored there, whatever the configuration says by then. */
  readonly target: Target;
  readonly standing: PauseStanding;
  /** Why the platform has not done it yet. */
  readonly trouble?: PauseTrouble;
}

export interface PauseTrouble {
  readonly says: string;
  /** In a row. */
  readonly tries: number;
  /** ms since the epoch */
  readonly nextAt: number;
}

export const pausedHosts = ['frontend', 'backend'] as const;
export type PausedName = (typeof pausedHosts)[number];

export type PauseAction = 'read' | 'switch_off' | 'switch_on';

/** What there is to do at the platform; undefined: nothing. */
export function pauseAction(pause: AutoDeployPause, name: PausedName): PauseAction | undefined {
  const standing = pause[name]?.standing;
  if (pause.released) return standing === 'was_on' || standing === 'off' ? 'switch_on' : undefined;
  if (standing === 'unread') return 'read';
  return standing === 'was_on' ? 'switch_off' : undefined;
}

export function isSettled(pause: AutoDeployPause): boolean {
  return pausedHosts.every((name) => pauseAction(pause, name) === undefined);
}
