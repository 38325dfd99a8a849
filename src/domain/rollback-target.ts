import type { BadMarks, MarkedCommit } from './bad-mark.ts';
import type { Served } from './environment.ts';
import { type CommitSha, shortSha } from './ids.ts';
import type { LiveState } from './plan.ts';
import type { Refusal } from './reasons.ts';
import type { Release } from './release.ts';

/** Where somebody wants to go back to. */
export type RollbackWish =
  /** `putsBack`: whose very deployments come back, though another one of the same commit be live. */
  | { readonly kind: 'release'; readonly release: string; readonly putsBack?: readonly Served[] }
  /** As typed: 7 digits or more. */
  | { readonly kind: 'commit'; readonly sha: string }
  /** 1: the release before what is live. */
  | { readonly kind: 'back'; readonly releases: number };

/** What ran once a release was live: its own parts, and those of the releases before it that it left alone. */
export interface ReleasedState {
  readonly frontend?: ReleasedPart;
  readonly backend?: ReleasedPart;
}

export interface ReleasedPart {
  readonly deployment: string;
  readonly commit: CommitSha;
  readonly subject: string;
}

export type RollbackTarget =
  | {
      readonly kind: 'found';
      readonly release: Release;
      readonly state: ReleasedState;
      /** Nearer ones that were passed over, and its own mark where it was asked for all the same. */
      readonly skipped: readonly MarkedCommit[];
      readonly marked?: MarkedCommit;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/**
 * `releases`: newest first. What came after a release that was brought back is not among those to go back to. Counted
 * back, one with a commit that was marked bad is passed over; by name it can be had: it may be the lesser evil.
 */
export function findTarget(
  releases: readonly Release[],
  {
    wish,
    serving,
    environment,
    bad,
  }: {
    readonly bad: BadMarks;
    readonly wish: RollbackWish;
    readonly serving: LiveState;
    readonly environment: string;
  },
): RollbackTarget {
  const line = lineOf(releases[0], releases);
  const release = choose(line, { wish, releases, serving, bad });
  if (release) return found(release, { wish, line, releases, serving, bad });
  const newer = releases.find((one) => isMeant(one, wish));
  if (newer)
    return refuse('release_left_behind', {
      environment,
      commit: shortSha(newer.commit),
      subject: newer.subject,
    });
  const earlier = earlierThan(line, { releases, serving });
  const good = earlier.filter((one) => markOf(one, { releases, bad }) === undefined);
  const known = sayReleases(earlier);
  if (wish.kind !== 'back') return refuse('unknown_release', { environment, found: wordOf(wish), known });
  if (earlier.length === 0) return refuse('no_earlier_release', { environment });
  return good.length === 0
    ? refuse('only_bad_releases', { environment, known })
    : refuse('no_release_so_far_back', { environment, known: sayReleases(good) });
}

function found(release: Release, seen: Seen & Counted): RollbackTarget {
  const { wish, line, releases, serving, bad } = seen;
  const state = stateOf(release, releases);
  const marked = markOf(release, { releases, bad });
  if (wish.kind !== 'back') return { kind: 'found', release, state, skipped: [], ...(marked && { marked }) };
  const nearer = earlierThan(line.slice(0, line.indexOf(release)), { releases, serving });
  const skipped = nearer.flatMap((one) => markOf(one, { releases, bad }) ?? []);
  return { kind: 'found', release, state, skipped };
}

/** Of any commit that would come back with it. */
function markOf(
  release: Release,
  { releases, bad }: { readonly releases: readonly Release[]; readonly bad: BadMarks },
): MarkedCommit | undefined {
  const { frontend, backend } = stateOf(release, releases);
  for (const part of [backend, frontend]) {
    const mark = part && bad.get(part.commit);
    if (mark) return { commit: part.commit, subject: part.subject, mark };
  }
  return undefined;
}

/** Where a card's button goes: the release before the newest one, past those with a commit that was marked bad. */
export function findEarlier(releases: readonly Release[], bad: BadMarks): Release | undefined {
  const [newest] = releases;
  if (!newest) return undefined;
  const serving = stateOf(newest, releases);
  const wish = { kind: 'back', releases: 1 } as const;
  return choose(lineOf(newest, releases), { wish, releases, serving, bad });
}

/** What ran before a release that is live, or is a part of what is. */
export function findBefore(release: Release, releases: readonly Release[]): Release | undefined {
  const [newest] = releases;
  if (!newest) return undefined;
  const line = lineOf(newest, releases);
  const older = line.slice(line.indexOf(release) + 1);
  return earlierThan(older, { releases, serving: stateOf(newest, releases) })[0];
}

export function stateOf(release: Release, releases: readonly Release[]): ReleasedState {
  const line = lineOf(release, releases);
  const frontend = partOf(line, 'frontend');
  const backend = partOf(line, 'backend');
  return { ...(frontend && { frontend }), ...(backend && { backend }) };
}

/** Each with the one that ran before it: before a rollback's release lies what lies before the one that it brought back. */
export function lineOf(first: Release | undefined, releases: readonly Release[]): readonly Release[] {
  const line: Release[] = [];
  for (let one = first; one !== undefined && !line.includes(one); one = before(one, releases)) line.push(one);
  return line;
}

function before({ id, backTo }: Release, releases: readonly Release[]): Release | undefined {
  const origin = releases.findIndex((one) => one.id === (backTo ?? id));
  return origin === -1 ? undefined : releases[origin + 1];
}

type Seen = { readonly releases: readonly Release[]; readonly serving: LiveState | ReleasedState };

interface Counted {
  readonly wish: RollbackWish;
  readonly line: readonly Release[];
  readonly bad: BadMarks;
}

function choose(
  line: readonly Release[],
  { wish, bad, ...seen }: Seen & Pick<Counted, 'wish' | 'bad'>,
): Release | undefined {
  if (wish.kind === 'back') {
    const good = earlierThan(line, seen).filter((one) => markOf(one, { ...seen, bad }) === undefined);
    return good[wish.releases - 1];
  }
  return line.find((one) => isMeant(one, wish));
}

function isMeant({ id, commit }: Release, wish: RollbackWish): boolean {
  switch (wish.kind) {
    case 'release':
      return id === wish.release;
    case 'commit':
      return commit.startsWith(wish.sha);
    case 'back':
      return false;
  }
}

/** Those to which going back would change something. */
function earlierThan(line: readonly Release[], { releases, serving }: Seen): readonly Release[] {
  return line.filter((one) => !isServed(stateOf(one, releases), serving));
}

function isServed({ frontend, backend }: ReleasedState, serving: LiveState | ReleasedState): boolean {
  return (
    (!frontend || frontend.commit === serving.frontend?.commit) &&
    (!backend || backend.commit === serving.backend?.commit)
  );
}

function partOf(line: readonly Release[], component: 'frontend' | 'backend'): ReleasedPart | undefined {
  const holder = line.find((one) => one[component] !== undefined);
  const part = holder?.[component];
  if (!holder || !part) return undefined;
  return {
    deployment: part.deployment,
    commit: part.commit ?? holder.commit,
    subject: holder.subject,
  };
}

const mostNamed = 5;

function sayReleases(releases: readonly Release[]): string {
  const words = releases.slice(0, mostNamed).map(({ commit, subject }) => `${shortSha(commit)} ${subject}`);
  return words.join(', ');
}

function wordOf(wish: RollbackWish & { kind: 'release' | 'commit' }): string {
  return wish.kind === 'release' ? wish.release : wish.sha;
}

function refuse(code: Refusal['code'], facts: Refusal['facts']): RollbackTarget {
  return { kind: 'refused', refusal: { code, facts } };
}
