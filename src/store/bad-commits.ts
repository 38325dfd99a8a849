import type { BadMark, BadMarks } from '../domain/bad-mark.ts';
import type { CommitSha } from '../domain/ids.ts';
import { commitsOf, type Release } from '../domain/release.ts';
import type { Store } from './commit.ts';
import { keys } from './keys.ts';
import type { Write } from './transaction.ts';

/** Goes with the change that finds the commit bad. The newest mark stands. */
export function markBad(app: string, sha: CommitSha, mark: BadMark): Write {
  return ['HSET', keys.badCommits(app), sha, JSON.stringify(mark)];
}

export async function findBadMark(store: Store, app: string, sha: CommitSha): Promise<BadMark | undefined> {
  const line = await store.redis.hget(keys.badCommits(app), sha);
  return line === null ? undefined : (JSON.parse(line) as BadMark);
}

/** Of every commit that those releases put live. */
export async function findBadMarks(
  store: Store,
  app: string,
  releases: readonly Release[],
): Promise<BadMarks> {
  const shas = [...new Set(releases.flatMap(commitsOf))];
  if (shas.length === 0) return new Map();
  const lines = await store.redis.hmget(keys.badCommits(app), ...shas);
  return new Map(
    shas.flatMap((sha, index) => {
      const line = lines[index];
      return line ? [[sha, JSON.parse(line) as BadMark]] : [];
    }),
  );
}
