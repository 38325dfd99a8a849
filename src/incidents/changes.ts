import type { Drift } from '../domain/drift.ts';
import { type Component, components } from '../domain/environment.ts';
import type { EnvironmentChanges, LiveChange, Look, Offer, Suspect, Symptom } from '../domain/incident.ts';
import type { Release } from '../domain/release.ts';
import { findBefore, lineOf, stateOf } from '../domain/rollback-target.ts';

/** What is known of an environment. */
export interface EnvironmentFacts {
  readonly environment: string;
  /** Newest first. */
  readonly releases: readonly Release[];
  readonly drift: readonly Drift[];
  /** First lines of the messages of the commits, as far as they are known. */
  readonly subjects: Readonly<Record<string, string>>;
  readonly unknown: readonly string[];
  readonly symptoms: readonly Symptom[];
}

/** The last changes of every environment, and the one that most likely caused what happened at `openedAt`. */
export function decideLook(
  facts: readonly EnvironmentFacts[],
  { openedAt, now }: { readonly openedAt: number; readonly now: number },
): Look {
  const all = facts.map((each) => ({ ...each, changes: changesOf(each) }));
  const suspect = suspectOf(all, openedAt);
  return {
    at: now,
    environments: all.map(({ environment, changes, unknown }): EnvironmentChanges => {
      return { environment, changes: lastOfEach(changes), unknown };
    }),
    symptoms: facts.flatMap(({ symptoms }) => symptoms),
    ...(suspect && { suspect }),
  };
}

/** Newest first; when somebody did something by hand is not always known, and then it stands first. */
function changesOf({ releases, drift, subjects }: EnvironmentFacts): readonly LiveChange[] {
  const line = lineOf(releases[0], releases);
  const byHand = drift.flatMap((one): LiveChange[] =>
    one.kind === 'replaced'
      ? [
          {
            kind: 'by_hand',
            components: [one.component],
            deployment: one.live.deployment,
            subject: subjects[one.live.commit ?? ''] ?? '',
            ...(one.live.commit !== undefined && { commit: one.live.commit }),
            ...(one.live.since !== undefined && { at: one.live.since }),
            ...(one.madeBy !== undefined && { madeBy: one.madeBy }),
          },
        ]
      : [],
  );
  const released = releases.map((release) => ofRelease(release, { releases, line }));
  return [...byHand, ...released].toSorted((one, other) => (other.at ?? Infinity) - (one.at ?? Infinity));
}

function ofRelease(
  release: Release,
  { releases, line }: { readonly releases: readonly Release[]; readonly line: readonly Release[] },
): LiveChange {
  const origin = releases.find(({ id }) => id === release.backTo);
  const isReached = line.some(({ id, backTo }) => id === release.id || backTo === release.id);
  return {
    kind: 'release',
    release: release.id,
    ...(release.operation !== undefined && { operation: release.operation }),
    components: componentsIn(release),
    commit: release.commit,
    subject: release.subject,
    by: release.requestedBy,
    ...(release.byItself && { byItself: true as const }),
    at: release.liveAt,
    ...(origin && { broughtBackFrom: origin.liveAt }),
    ...(!isReached && { takenBack: true }),
  };
}

function componentsIn(release: Release): readonly Component[] {
  return components.filter((component) => release[component] !== undefined);
}

const mostOfEach = 3;

/** The last ones of each component. */
function lastOfEach(changes: readonly LiveChange[]): readonly LiveChange[] {
  return changes.filter((change, index) =>
    change.components.some((component) => {
      const newer = changes.slice(0, index).filter((one) => one.components.includes(component));
      return newer.length < mostOfEach;
    }),
  );
}

type Known = EnvironmentFacts & { readonly changes: readonly LiveChange[] };

/** The newest change that went live before the incident, of all environments; else the newest at all. */
function suspectOf(all: readonly Known[], openedAt: number): Suspect | undefined {
  const candidates = all
    .flatMap((facts) => facts.changes.map((change) => ({ facts, change, at: suspectedAt(change, openedAt) })))
    .filter(({ change }) => !change.takenBack && change.components.some(isServed))
    .toSorted((one, other) => other.at - one.at);
  const found = candidates.find(({ at }) => at < openedAt) ?? candidates[0];
  if (!found) return undefined;
  const { facts, change, at } = found;
  const offer = offerFor(change, facts);
  return { environment: facts.environment, change, before: at < openedAt, ...(offer && { offer }) };
}

function isServed(component: Component): boolean {
  return component !== 'database';
}

/** A rollback that came after it put something older live again: that is as suspect as it was before. */
function suspectedAt(change: LiveChange, openedAt: number): number {
  const { at = Infinity } = change;
  return change.kind === 'release' && at >= openedAt ? (change.broughtBackFrom ?? at) : at;
}

/** What somebody did by hand is undone by going back to the newest release, a release by going to the one before. */
function offerFor(change: LiveChange, { releases, drift }: EnvironmentFacts): Offer | undefined {
  const [newest] = releases;
  if (!newest) return undefined;
  if (change.kind === 'by_hand') {
    const putsBack = drift.flatMap((one) => (one.kind === 'mixed' ? [] : [one.component]));
    return { ...offer(newest, { releases, leaves: newest, newer: 0 }), putsBack };
  }
  const suspect = releases.find(({ id }) => id === change.release);
  const earlier = suspect && findBefore(suspect, releases);
  if (!suspect || !earlier) return undefined;
  const newer = lineOf(newest, releases).indexOf(suspect);
  return offer(earlier, { releases, leaves: newest, newer });
}

function offer(
  target: Release,
  {
    releases,
    leaves,
    newer,
  }: { readonly releases: readonly Release[]; readonly leaves: Release; readonly newer: number },
): Offer {
  const { id: release, commit, subject } = target;
  const state = stateOf(target, releases);
  const back = (['frontend', 'backend'] as const).filter((component) => state[component] !== undefined);
  return { release, leaves: leaves.id, commit, subject, components: back, newer };
}
