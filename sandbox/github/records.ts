import type {
  Seed,
  SeedCheck,
  SeedCommit,
  SeedPerson,
  SeedPullRequest,
  SeedStatus,
} from '../seed/contract.ts';
import type { Repository } from './repository.ts';
import { seedGraph } from './seed-graph.ts';
import type { SeedGraph } from './seed-graph.ts';

/** What GitHub knows beside the git repository. Times are ms since the epoch. */
export interface Records {
  readonly checks: readonly CheckRecord[];
  readonly statuses: readonly StatusRecord[];
  readonly pulls: readonly PullRecord[];
  readonly deployments: DeploymentRecord[];
  nextId(): number;
  /** One check run per name and commit: a new state takes the place of the old one. */
  setCheck(sha: string, check: SeedCheck, now: number): CheckRecord;
}

export interface CheckRecord extends SeedCheck {
  readonly id: number;
  readonly sha: string;
  readonly startedAt: number;
  readonly completedAt: number | undefined;
}

export interface StatusRecord extends SeedStatus {
  readonly id: number;
  readonly sha: string;
  readonly createdAt: number;
}

export interface PullRecord {
  readonly id: number;
  readonly number: number;
  readonly title: string;
  readonly author: SeedPerson;
  readonly base: string;
  readonly head: string;
  readonly headSha: string;
  readonly createdAt: number;
  readonly mergedAt: number | undefined;
  readonly mergeSha: string | undefined;
  /** Those that belong to it. */
  readonly commits: readonly string[];
}

export interface DeploymentRecord {
  readonly id: number;
  readonly sha: string;
  readonly ref: string;
  readonly task: string;
  readonly environment: string;
  readonly description: string | null;
  readonly payload: unknown;
  readonly production: boolean;
  readonly transient: boolean;
  readonly createdAt: number;
  readonly statuses: DeploymentStatusRecord[];
}

export interface DeploymentStatusRecord {
  readonly id: number;
  readonly state: string;
  readonly description: string;
  readonly environment: string;
  readonly environmentUrl: string;
  readonly logUrl: string;
  readonly createdAt: number;
}

const minute = 60_000;

export function seedRecords(seed: Seed, repository: Repository): Records {
  let id = 1000;
  const nextId = () => {
    id += 1;
    return id;
  };
  const dateOf = (commit: SeedCommit) => repository.find(repository.sha(commit.key))?.date ?? 0;
  let checks = seed.commits.flatMap((commit) =>
    commit.checks.map((check) => checkRecord(nextId(), repository.sha(commit.key), check, dateOf(commit))),
  );

  return {
    get checks() {
      return checks;
    },
    statuses: seed.commits.flatMap((commit) =>
      commit.statuses.map((status) => ({
        ...status,
        id: nextId(),
        sha: repository.sha(commit.key),
        createdAt: dateOf(commit) + minute,
      })),
    ),
    pulls: seedPulls(seed, repository, nextId),
    deployments: [],
    nextId,
    setCheck(sha, check, now) {
      const record = checkRecord(nextId(), sha, check, now);
      checks = [...checks.filter((other) => other.sha !== sha || other.name !== check.name), record];
      return record;
    },
  };
}

function checkRecord(id: number, sha: string, check: SeedCheck, startedAt: number): CheckRecord {
  const completedAt = check.status === 'completed' ? startedAt + minute : undefined;
  return { ...check, id, sha, startedAt, completedAt };
}

function seedPulls(seed: Seed, repository: Repository, nextId: () => number): PullRecord[] {
  const byNumber = new Map<number, { pull: SeedPullRequest; commits: SeedCommit[] }>();
  for (const commit of seed.commits) {
    if (!commit.pullRequest) continue;
    const known = byNumber.get(commit.pullRequest.number);
    if (known) known.commits.push(commit);
    else byNumber.set(commit.pullRequest.number, { pull: commit.pullRequest, commits: [commit] });
  }
  const graph = seedGraph(seed);
  return [...byNumber.values()].map(({ pull, commits }) =>
    seedPull(pull, commits, { repository, graph, nextId }),
  );
}

interface PullParts {
  readonly repository: Repository;
  readonly graph: SeedGraph;
  readonly nextId: () => number;
}

function seedPull(
  pull: SeedPullRequest,
  commits: readonly SeedCommit[],
  { repository, graph, nextId }: PullParts,
): PullRecord {
  const base = pull.base ?? 'main';
  const merge = commits.findLast((commit) => commit.branch === base);
  const work = commits.findLast((commit) => commit.branch !== base);
  const head = merge?.merges ?? work?.key ?? (merge as SeedCommit).key;
  const onto = merge ? graph.parent.get(merge.key) : graph.head(base);
  const keys = new Set([...commits.map((commit) => commit.key), ...graph.since(head, onto)]);
  const shas = [...keys].map((key) => repository.sha(key));
  const dates = shas.map((sha) => repository.find(sha)?.date ?? 0);
  return {
    id: nextId(),
    number: pull.number,
    title: pull.title,
    author: pull.author,
    base,
    head: pull.head ?? work?.branch ?? `pull-${pull.number}`,
    headSha: repository.sha(head),
    createdAt: Math.min(...dates) - 60 * minute,
    mergedAt: merge && Math.max(...dates),
    mergeSha: merge && repository.sha(merge.key),
    commits: shas,
  };
}
