import { type Drift, platformOf } from './drift.ts';
import type { ToldDrift } from './drift-watch.ts';
import { shortSha } from './ids.ts';
import type { StopPlace } from './stop.ts';

/*
 * Where the policy says so (`drift.lock`), what was told of drift is a stop sign of nobody's: it stands as long as the
 * drift does, and goes when somebody says which state is right, or when the platforms serve again what was released.
 */

/** Of this very drift: a button on an older message means that one. */
export function driftId({ at }: Pick<ToldDrift, 'at'>): string {
  return `stop_${at.toString(36)}0`;
}

/** What a refusal says of it; `app` and `stop` are for the buttons beside. */
export function driftFacts(
  { app, environment }: StopPlace,
  told: ToldDrift,
): Readonly<Record<string, string | number>> {
  const acceptable = whyNotAcceptable(told.drift) === undefined;
  return {
    app,
    environment,
    stop: driftId(told),
    at: told.at,
    what: told.drift.flatMap(sayMoved).join('; '),
    ...(acceptable && { acceptable: 'yes' }),
  };
}

/** What is live can be put on record as a release only where something is, and its commit is known. */
export function whyNotAcceptable(
  drift: readonly Drift[],
): { readonly code: 'drift_nothing_live' | 'drift_commit_unknown'; readonly platform: string } | undefined {
  for (const one of drift) {
    if (one.kind === 'mixed') continue;
    const platform = platformOf[one.component];
    if (one.kind === 'gone') return { code: 'drift_nothing_live', platform };
    if (one.live.commit === undefined) return { code: 'drift_commit_unknown', platform };
  }
  return undefined;
}

function sayMoved(drift: Drift): readonly string[] {
  switch (drift.kind) {
    case 'mixed':
      return [];
    case 'gone':
      return [`nothing is live at ${platformOf[drift.component]}`];
    case 'replaced': {
      const { component, live, released } = drift;
      const serves = live.commit === undefined ? 'another deployment' : shortSha(live.commit);
      return live.commit === released.commit
        ? [`${platformOf[component]} serves another deployment of ${serves}`]
        : [`${platformOf[component]} serves ${serves}, and ${shortSha(released.commit)} was released`];
    }
  }
}
