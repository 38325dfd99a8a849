import { isoTime, nodeId } from '../links.ts';
import type { Links } from '../links.ts';
import type { PullRecord } from '../records.ts';
import type { Repository } from '../repository.ts';
import { repositoryView } from './repository.ts';
import { userView } from './user.ts';

export function pullView(links: Links, pull: PullRecord, repository: Repository) {
  const self = links.api(`/pulls/${pull.number}`);
  const issue = links.api(`/issues/${pull.number}`);
  const html = links.html(`/pull/${pull.number}`);
  const statuses = links.api(`/statuses/${pull.headSha}`);
  const mergedAt = pull.mergedAt === undefined ? null : isoTime(pull.mergedAt);
  const baseSha = repository.branches.find((branch) => branch.name === pull.base)?.sha ?? pull.headSha;
  const side = (ref: string, sha: string) => ({
    label: `${links.owner}:${ref}`,
    ref,
    sha,
    user: userView(links, links.owner, 'Organization'),
    repo: repositoryView(links, repository.commits),
  });
  return {
    id: pull.id,
    node_id: nodeId('PullRequest', pull.id),
    number: pull.number,
    state: mergedAt === null ? 'open' : 'closed',
    locked: false,
    draft: false,
    title: pull.title,
    body: null,
    user: userView(links, pull.author.login),
    labels: [],
    milestone: null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    author_association: 'MEMBER',
    auto_merge: null,
    active_lock_reason: null,
    created_at: isoTime(pull.createdAt),
    updated_at: mergedAt ?? isoTime(pull.createdAt),
    closed_at: mergedAt,
    merged_at: mergedAt,
    merge_commit_sha: pull.mergeSha ?? null,
    head: side(pull.head, pull.headSha),
    base: side(pull.base, baseSha),
    url: self,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    comments_url: `${issue}/comments`,
    commits_url: `${self}/commits`,
    review_comments_url: `${self}/comments`,
    review_comment_url: links.api('/pulls/comments{/number}'),
    statuses_url: statuses,
    _links: {
      self: { href: self },
      html: { href: html },
      issue: { href: issue },
      comments: { href: `${issue}/comments` },
      commits: { href: `${self}/commits` },
      review_comments: { href: `${self}/comments` },
      review_comment: { href: links.api('/pulls/comments{/number}') },
      statuses: { href: statuses },
    },
  };
}

/** What only the answer about one pull request says. */
export function fullPullView(links: Links, pull: PullRecord, repository: Repository) {
  const merged = pull.mergedAt !== undefined;
  return {
    ...pullView(links, pull, repository),
    merged,
    mergeable: merged ? null : true,
    mergeable_state: merged ? 'unknown' : 'clean',
    merged_by: merged ? userView(links, pull.author.login) : null,
    rebaseable: merged ? null : true,
    comments: 0,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: pull.commits.length,
    additions: 0,
    deletions: 0,
    changed_files: 0,
  };
}
