import type { Repository } from '../../domain/environment.ts';
import { parseCommitSha } from '../../domain/ids.ts';
import type { Check, Commit, ComparedCommit, Comparison, PullRequest } from '../../domain/plan.ts';
import type { GitHubCheckRun, GitHubCommit, GitHubComparison, GitHubPull, GitHubStatus } from './schema.ts';

export function mapCommit(commit: GitHubCommit): Commit {
  const { author, message, committer } = commit.commit;
  return {
    sha: parseCommitSha(commit.sha),
    subject: message.split('\n', 1)[0] ?? '',
    author: {
      name: author?.name ?? commit.author?.login ?? 'unknown',
      ...(commit.author ? { login: commit.author.login } : {}),
      ...(author?.email ? { email: author.email } : {}),
    },
    url: commit.html_url,
    committedAt: Date.parse(committer?.date ?? '') || 0,
  };
}

/** GitHub lists the oldest first; without paging its list ends with the newest 250. */
export function mapCommits(comparison: GitHubComparison): readonly Commit[] {
  return comparison.commits.map(mapCommit).toReversed();
}

export function mapStatus(status: string): Comparison['status'] {
  return status === 'ahead' || status === 'behind' || status === 'diverged' || status === 'identical'
    ? status
    : 'unknown';
}

/** A renamed file counts at both its names. */
export function mapFiles(comparison: GitHubComparison): readonly string[] {
  const names = comparison.files.flatMap((file) => [file.filename, file.previous_filename ?? file.filename]);
  return [...new Set(names)];
}

/** The pull request that this commit came with: the one that it merged, else the first that holds it. */
export function mapPull(pulls: readonly GitHubPull[], commit: Commit): PullRequest | undefined {
  const pull = pulls.find((candidate) => candidate.merge_commit_sha === commit.sha) ?? pulls[0];
  if (!pull) return undefined;
  return {
    number: pull.number,
    title: pull.title,
    url: pull.html_url,
    author: pull.user?.login ?? commit.author.name,
  };
}

/** Squash merges say `Fix cart totals (#41)`. */
export function readPullFromSubject(commit: Commit, repository: Repository): PullRequest | undefined {
  const found = /^(?<title>.*\S)\s*\(#(?<number>\d{1,9})\)$/.exec(commit.subject)?.groups;
  const { title, number } = { title: found?.['title'], number: found?.['number'] };
  if (title === undefined || number === undefined) return undefined;
  const root = commit.url.split('/commit/', 1)[0] ?? '';
  const base = root.endsWith(`/${repository.name}`)
    ? root
    : `https://github.com/${repository.owner}/${repository.name}`;
  return {
    number: Number(number),
    title,
    url: `${base}/pull/${number}`,
    author: commit.author.login ?? commit.author.name,
  };
}

export function withPull(commit: Commit, pullRequest: PullRequest | undefined): ComparedCommit {
  return pullRequest ? { ...commit, pullRequest } : commit;
}

interface Dated extends Check {
  readonly at: number;
}

/**
 * One entry a name. Within each world the newest counts; where both worlds use a name, the worse one does, since a
 * green check run says nothing about a red status.
 */
export function mapChecks(
  statuses: readonly GitHubStatus[],
  runs: readonly GitHubCheckRun[],
): readonly Check[] {
  const fromStatuses = newestByName(statuses.map(fromCommitStatus));
  const merged = newestByName(runs.map(fromCheckRun));
  for (const [name, check] of fromStatuses) {
    const other = merged.get(name);
    if (!other || badness(check) > badness(other)) merged.set(name, check);
  }
  return [...merged.values()].map(withoutTime).sort(byName);
}

function fromCommitStatus(status: GitHubStatus): Dated {
  return {
    name: status.context,
    state: commitStates[status.state] ?? 'unknown',
    ...(status.target_url ? { url: status.target_url } : {}),
    at: Date.parse(status.updated_at) || 0,
  };
}

function fromCheckRun(run: GitHubCheckRun): Dated {
  const state = run.status === 'completed' ? conclusions[run.conclusion ?? ''] : runStates[run.status];
  return {
    name: run.name,
    state: state ?? 'unknown',
    ...(run.html_url ? { url: run.html_url } : {}),
    at: Date.parse(run.started_at ?? run.completed_at ?? '') || run.id,
  };
}

const commitStates: Readonly<Record<string, Check['state']>> = {
  success: 'success',
  failure: 'failure',
  error: 'failure',
  pending: 'pending',
};

const runStates: Readonly<Record<string, Check['state']>> = {
  queued: 'pending',
  in_progress: 'pending',
  waiting: 'pending',
  requested: 'pending',
  pending: 'pending',
};

const conclusions: Readonly<Record<string, Check['state']>> = {
  success: 'success',
  neutral: 'neutral',
  skipped: 'neutral',
  failure: 'failure',
  timed_out: 'failure',
  cancelled: 'failure',
  action_required: 'failure',
  startup_failure: 'failure',
};

function newestByName(checks: readonly Dated[]): Map<string, Dated> {
  const newest = new Map<string, Dated>();
  for (const check of checks) {
    const known = newest.get(check.name);
    if (!known || check.at > known.at) newest.set(check.name, check);
  }
  return newest;
}

function badness(check: Check): number {
  return ['success', 'neutral', 'pending', 'unknown', 'failure'].indexOf(check.state);
}

function withoutTime({ name, state, url }: Dated): Check {
  return { name, state, ...(url === undefined ? {} : { url }) };
}

function byName(a: Check, b: Check): number {
  return a.name < b.name ? -1 : Number(a.name > b.name);
}
