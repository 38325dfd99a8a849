import type { Backend } from './backend.ts';
import type { GithubState } from './state.ts';

export function githubState({ repository, records }: Backend): GithubState {
  return {
    repository: { owner: repository.owner, name: repository.name, defaultBranch: 'main' },
    branches: repository.branches,
    tags: repository.tags,
    commits: repository.commits.map((commit) => {
      const key = repository.keyOf(commit.sha);
      return {
        sha: commit.sha,
        ...(key !== undefined && { key }),
        message: commit.message,
        author: commit.author,
        date: commit.date,
        parents: commit.parents,
        checks: records.checks
          .filter((check) => check.sha === commit.sha)
          .map(({ name, status, conclusion }) => ({ name, status, ...(conclusion && { conclusion }) })),
        statuses: records.statuses
          .filter((status) => status.sha === commit.sha)
          .map(({ context, state, description }) => ({ context, state, description })),
      };
    }),
    pulls: records.pulls.map((pull) => ({
      number: pull.number,
      title: pull.title,
      author: pull.author.login,
      base: pull.base,
      head: pull.head,
      headSha: pull.headSha,
      state: pull.mergedAt === undefined ? 'open' : 'merged',
    })),
    deployments: records.deployments.toReversed().map((deployment) => ({
      id: deployment.id,
      sha: deployment.sha,
      ref: deployment.ref,
      environment: deployment.environment,
      description: deployment.description ?? '',
      payload: deployment.payload,
      createdAt: deployment.createdAt,
      statuses: deployment.statuses.map(({ state, description, environmentUrl, createdAt }) => ({
        state,
        description,
        environmentUrl,
        createdAt,
      })),
    })),
  };
}
