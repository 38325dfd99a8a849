import type { SandboxState } from '../data/state.ts';
import type { Tone } from './status.ts';

type Github = SandboxState['github'];
export type Commit = Github['commits'][number];

/** The newest commits of a branch, along first parents as `git log --first-parent` shows them. */
export function historyOf(github: Github, branch: string, count: number): Commit[] {
  const bySha = new Map(github.commits.map((commit) => [commit.sha, commit]));
  const history: Commit[] = [];
  let next = bySha.get(github.branches.find((candidate) => candidate.name === branch)?.sha ?? '');
  while (next !== undefined && history.length < count) {
    history.push(next);
    next = bySha.get(next.parents[0] ?? '');
  }
  return history;
}

export interface ChecksSummary {
  readonly tone: Tone;
  readonly word: string;
  /** One line per check and status. */
  readonly detail: string;
}

export function summarizeChecks({ checks, statuses }: Pick<Commit, 'checks' | 'statuses'>): ChecksSummary {
  const all = [
    ...checks.map((check) => ({ name: check.name, state: check.conclusion ?? check.status })),
    ...statuses.map((status) => ({ name: status.context, state: status.state })),
  ];
  const detail = all.map(({ name, state }) => `${name}: ${state.replaceAll('_', ' ')}`).join('\n');
  const failed = all.filter(({ state }) =>
    /^(failure|error|timed_out|action_required|cancelled)$/.test(state),
  );
  const waiting = all.filter(({ state }) => /^(queued|in_progress|pending)$/.test(state));
  if (all.length === 0) return { tone: 'calm', word: 'No checks', detail };
  if (failed.length > 0) return { tone: 'bad', word: `${failed[0]?.name ?? ''} failed`, detail };
  if (waiting.length > 0) return { tone: 'busy', word: `${waiting.length} running`, detail };
  return { tone: 'good', word: `${all.length} of ${all.length}`, detail };
}
