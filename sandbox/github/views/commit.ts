import { isoTime, nodeId } from '../links.ts';
import type { Links } from '../links.ts';
import type { StoredCommit } from '../repository.ts';
import { userView } from './user.ts';

export function commitView(links: Links, commit: StoredCommit) {
  const { sha, author, message, tree } = commit;
  const date = isoTime(commit.date);
  const login = author.login === '' ? null : userView(links, author.login);
  return {
    sha,
    node_id: nodeId('Commit', sha),
    url: links.api(`/commits/${sha}`),
    html_url: links.html(`/commit/${sha}`),
    comments_url: links.api(`/commits/${sha}/comments`),
    commit: {
      url: links.api(`/git/commits/${sha}`),
      author: { name: author.name, email: author.email, date },
      committer: { name: 'GitHub', email: 'noreply@github.com', date },
      message,
      tree: { sha: tree, url: links.api(`/git/trees/${tree}`) },
      comment_count: 0,
      verification: {
        verified: false,
        reason: 'unsigned',
        signature: null,
        payload: null,
        verified_at: null,
      },
    },
    author: login,
    committer: login,
    parents: commit.parents.map((parent) => ({
      sha: parent,
      url: links.api(`/commits/${parent}`),
      html_url: links.html(`/commit/${parent}`),
    })),
  };
}
