import { isoTime, nodeId } from '../links.ts';
import type { Links } from '../links.ts';
import { userView } from './user.ts';

export const repositoryId = 421_000_042;

export function minimalRepositoryView(links: Links) {
  const { api } = links;
  return {
    id: repositoryId,
    node_id: nodeId('Repository', repositoryId),
    name: links.name,
    full_name: `${links.owner}/${links.name}`,
    owner: userView(links, links.owner, 'Organization'),
    private: true,
    html_url: links.html(''),
    description: 'Milongas, classes and tickets',
    fork: false,
    url: api(''),
    archive_url: api('/{archive_format}{/ref}'),
    assignees_url: api('/assignees{/user}'),
    blobs_url: api('/git/blobs{/sha}'),
    branches_url: api('/branches{/branch}'),
    collaborators_url: api('/collaborators{/collaborator}'),
    comments_url: api('/comments{/number}'),
    commits_url: api('/commits{/sha}'),
    compare_url: api('/compare/{base}...{head}'),
    contents_url: api('/contents/{+path}'),
    contributors_url: api('/contributors'),
    deployments_url: api('/deployments'),
    downloads_url: api('/downloads'),
    events_url: api('/events'),
    forks_url: api('/forks'),
    git_commits_url: api('/git/commits{/sha}'),
    git_refs_url: api('/git/refs{/sha}'),
    git_tags_url: api('/git/tags{/sha}'),
    hooks_url: api('/hooks'),
    issue_comment_url: api('/issues/comments{/number}'),
    issue_events_url: api('/issues/events{/number}'),
    issues_url: api('/issues{/number}'),
    keys_url: api('/keys{/key_id}'),
    labels_url: api('/labels{/name}'),
    languages_url: api('/languages'),
    merges_url: api('/merges'),
    milestones_url: api('/milestones{/number}'),
    notifications_url: api('/notifications{?since,all,participating}'),
    pulls_url: api('/pulls{/number}'),
    releases_url: api('/releases{/id}'),
    stargazers_url: api('/stargazers'),
    statuses_url: api('/statuses/{sha}'),
    subscribers_url: api('/subscribers'),
    subscription_url: api('/subscription'),
    tags_url: api('/tags'),
    teams_url: api('/teams'),
    trees_url: api('/git/trees{/sha}'),
  };
}

export function repositoryView(links: Links, commits: readonly { readonly date: number }[]) {
  const dates = commits.map((commit) => commit.date);
  const createdAt = isoTime(Math.min(...dates));
  const pushedAt = isoTime(Math.max(...dates));
  return {
    ...minimalRepositoryView(links),
    default_branch: 'main',
    visibility: 'private',
    clone_url: `${links.html('')}.git`,
    git_url: `git://127.0.0.1/${links.owner}/${links.name}.git`,
    ssh_url: `git@127.0.0.1:${links.owner}/${links.name}.git`,
    svn_url: links.html(''),
    mirror_url: null,
    homepage: null,
    language: 'TypeScript',
    license: null,
    archived: false,
    disabled: false,
    has_downloads: true,
    has_issues: true,
    has_pages: false,
    has_projects: false,
    has_wiki: false,
    forks: 0,
    forks_count: 0,
    open_issues: 0,
    open_issues_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    size: 128,
    topics: [],
    created_at: createdAt,
    updated_at: pushedAt,
    pushed_at: pushedAt,
    permissions: { admin: false, maintain: false, push: true, triage: true, pull: true },
  };
}
