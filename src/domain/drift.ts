import type { Actor } from './actor.ts';
import type { Served } from './environment.ts';
import type { CommitSha } from './ids.ts';
import type { LiveDeployment } from './plan.ts';
import type { Release } from './release.ts';

export type { Served } from './environment.ts';

export const platformOf = { frontend: 'Vercel', backend: 'Railway' } as const satisfies Record<
  Served,
  string
>;

/** What a component's platform says of it now. */
export type Reading =
  | {
      readonly kind: 'serves';
      readonly live: LiveDeployment;
      /** Who made the deployment, by their name there. */
      readonly madeBy?: string;
      /** Who made the one that was released, where that is another. */
      readonly releasedBy?: string;
    }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'silent'; readonly why: string };

/** What the newest release with this component put there. */
export interface ReleasedPart extends Actor {
  readonly deployment: string;
  readonly commit: CommitSha;
  readonly subject: string;
  /** ms since the epoch */
  readonly at: number;
}

export type Drift =
  /** Another deployment is live than the released one. */
  | {
      readonly kind: 'replaced';
      readonly component: Served;
      readonly live: LiveDeployment;
      readonly madeBy?: string;
      readonly released: ReleasedPart;
    }
  | { readonly kind: 'gone'; readonly component: Served; readonly released: ReleasedPart }
  | {
      readonly kind: 'mixed';
      readonly frontend: CommitSha;
      readonly backend: CommitSha;
      /** They were released apart. */
      readonly asReleased: boolean;
    };

type Of<Fact> = Readonly<Partial<Record<Served, Fact>>>;

/** `releases`: newest first. One may have been of some components alone. */
export function releasedParts(releases: readonly Release[]): Of<ReleasedPart> {
  const frontend = releasedPart(releases, 'frontend');
  const backend = releasedPart(releases, 'backend');
  return { ...(frontend && { frontend }), ...(backend && { backend }) };
}

/** How what is live differs from what was released; of what is not known nothing is said. */
export function decideDrift(released: Of<ReleasedPart>, live: Of<Reading>): readonly Drift[] {
  const changed = (['frontend', 'backend'] as const).flatMap((component) => {
    const drift = compare(component, released[component], live[component]);
    return drift ? [drift] : [];
  });
  const frontend = commitOf(live.frontend);
  const backend = commitOf(live.backend);
  if (frontend === undefined || backend === undefined || frontend === backend) return changed;
  const asReleased =
    changed.length === 0 && released.frontend !== undefined && released.backend !== undefined;
  return [...changed, { kind: 'mixed', frontend, backend, asReleased }];
}

function releasedPart(releases: readonly Release[], component: Served): ReleasedPart | undefined {
  for (const release of releases) {
    const { commit, subject, requestedBy: by, byItself, liveAt: at } = release;
    const actor = { by, ...(byItself && { byItself }) };
    const part = release[component];
    if (part !== undefined)
      return { deployment: part.deployment, commit: part.commit ?? commit, subject, ...actor, at };
  }
  return undefined;
}

function compare(
  component: Served,
  released: ReleasedPart | undefined,
  reading: Reading | undefined,
): Drift | undefined {
  if (!released || !reading || reading.kind === 'silent') return undefined;
  if (reading.kind === 'nothing') return { kind: 'gone', component, released };
  const { live, madeBy } = reading;
  if (live.deployment === released.deployment || isTakenBack(released, reading)) return undefined;
  return { kind: 'replaced', component, live, ...(madeBy !== undefined && { madeBy }), released };
}

/**
 * A failed deploy of ours brings the released commit back as another deployment, made by the same as the released one,
 * if the platform names anybody.
 */
function isTakenBack(released: ReleasedPart, reading: Reading & { kind: 'serves' }): boolean {
  return reading.live.commit === released.commit && reading.madeBy === reading.releasedBy;
}

function commitOf(reading: Reading | undefined): CommitSha | undefined {
  return reading?.kind === 'serves' ? reading.live.commit : undefined;
}
