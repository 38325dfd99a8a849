import type { Served } from './drift.ts';
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
  | { readonly kind: 'found'; readonly release: Release; readonly state: ReleasedState }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** `releases`: newest first. What came after a release that was brought back is not among those to go back to. */
export function findTarget(
  releases: readonly Release[],
  {
    wish,
    serving,
    environment,
  }: { readonly wish: RollbackWish; readonly serving: LiveState; readonly environment: string },
): RollbackTarget {
  const line = lineOf(releases[0], releases);
  const release = choose(line, { wish, releases, serving });
  if (release) return { kind: 'found', release, state: stateOf(release, releases) };
  const newer = releases.find((one) => isMeant(one, wish));
  if (newer)
    return refuse('release_left_behind', {
      environment,
      commit: shortSha(newer.commit),
      subject: newer.subject,
    });
  const earlier = earlierThan(line, { releases, serving });
  const known = sayReleases(earlier);
  if (wish.kind !== 'back') return refuse('unknown_release', { environment, found: wordOf(wish), known });
  return earlier.length === 0
    ? refuse('no_earlier_release', { environment })
    : refuse('no_release_so_far_back', { environment, known });
}

/** Where a card's button goes: the release before the newest one. */
export function findEarlier(releases: readonly Release[]): Release | undefined {
  const [newest] = releases;
  if (!newest) return undefined;
  return earlierThan(lineOf(newest, releases), { releases, serving: stateOf(newest, releases) })[0];
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

function choose(
  line: readonly Release[],
  { wish, ...seen }: Seen & { readonly wish: RollbackWish },
): Release | undefined {
  if (wish.kind === 'back') return earlierThan(line, seen)[wish.releases - 1];
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
