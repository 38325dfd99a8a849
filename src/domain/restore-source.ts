import { momentOf } from './clock.ts';
import { shortSha } from './ids.ts';
import type { RestoreOrigin, RestorePlan, RestoreSource } from './plan.ts';
import type { Refusal } from './reasons.ts';
import type { Release, RestorePoint } from './release.ts';
import type { RestoreWish } from './restore-wish.ts';

export interface SourceFacts {
  readonly environment: string;
  readonly now: number;
  /** In which a time of day is meant. */
  readonly zone: string;
  readonly history: Pick<RestorePlan['history'], 'from' | 'resetAt'>;
  /** Newest first. */
  readonly releases: readonly Release[];
  /** The branch that was named, if there is such a one. */
  readonly branch: SourceBranch | undefined;
  /** The restore point of the release that is meant, if it is still there. */
  readonly point: RestorePoint | undefined;
}

interface SourceBranch {
  readonly branch: string;
  readonly name: string;
  readonly createdAt: number;
  readonly expiresAt?: number;
}

export type FoundSource =
  | { readonly kind: 'found'; readonly source: RestoreSource }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Which data is meant, where it can still be had. */
export function findSource(wish: RestoreWish, facts: SourceFacts): FoundSource {
  switch (wish.kind) {
    case 'moment':
      return ofMoment(wish.at, { kind: 'time' }, facts);
    case 'clock': {
      const zone = wish.zone ?? facts.zone;
      const at = momentOf(wish.local, { zone, now: facts.now });
      if (at === undefined) return refuse('unknown_moment', { found: `${wish.local} ${zone}` });
      return ofMoment(at, { kind: 'time', zone }, facts);
    }
    case 'release':
    case 'after':
      return ofRelease(wish, facts);
    case 'branch':
      return ofBranch(wish.name, facts);
  }
}

/** The release right before which the data was as it is wanted. */
export function findBefore(
  wish: RestoreWish & { readonly kind: 'release' | 'after' },
  releases: readonly Release[],
): Release | undefined {
  if (wish.kind === 'after') {
    const until = releases.findIndex(({ id }) => id === wish.release);
    return releases.slice(0, Math.max(0, until)).findLast(({ backTo }) => backTo === undefined);
  }
  if (wish.release === 'last') return releases[0];
  return releases.find(({ id, commit }) => id === wish.release || commit.startsWith(wish.release));
}

function ofMoment(at: number, origin: RestoreOrigin, facts: SourceFacts): FoundSource {
  const { environment, now, history } = facts;
  const limits = { environment, at, from: history.from, ...whatElse(history) };
  if (at > now) return refuse('moment_in_future', limits);
  if (at < history.from) return refuse('moment_before_history', limits);
  return { kind: 'found', source: { kind: 'moment', at, origin } };
}

/** The moment of its restore point, or the point itself where Neon’s history does not reach back to it. */
function ofRelease(
  wish: RestoreWish & { readonly kind: 'release' | 'after' },
  facts: SourceFacts,
): FoundSource {
  const { environment, history, releases, point } = facts;
  const release = findBefore(wish, releases);
  if (!release) {
    const known = releases.slice(0, 5).map(({ commit }) => shortSha(commit));
    return refuse('restore_release_unknown', { environment, found: wish.release, known: known.join(', ') });
  }
  const { commit, subject } = release;
  const origin = { kind: 'release', commit, subject } as const;
  const at = release.database?.restorePoint.createdAt ?? release.startedAt;
  if (at >= history.from) return { kind: 'found', source: { kind: 'moment', at, origin } };
  if (!point) {
    return refuse('restore_release_too_old', {
      environment,
      commit: shortSha(commit),
      subject,
      at: release.liveAt,
      ...whatElse(history),
    });
  }
  const { branch, name, expiresAt } = point;
  return { kind: 'found', source: { kind: 'branch', at: point.createdAt, origin, branch, name, expiresAt } };
}

function ofBranch(found: string, { environment, branch }: SourceFacts): FoundSource {
  if (!branch) return refuse('restore_branch_unknown', { environment, found });
  const { createdAt, ...rest } = branch;
  return { kind: 'found', source: { kind: 'branch', at: createdAt, origin: { kind: 'branch' }, ...rest } };
}

/** What can be had instead. */
function whatElse({ from, resetAt }: SourceFacts['history']): Refusal['facts'] {
  return { earliest: earliest(from), ...(resetAt !== undefined && { kept: 'before-restore-…' }) };
}

/** In a form that can be typed; a whole second that is still kept. */
function earliest(from: number): string {
  return `${new Date(Math.ceil(from / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}

function refuse(code: Refusal['code'], facts: Refusal['facts']): FoundSource {
  return { kind: 'refused', refusal: { code, facts } };
}
