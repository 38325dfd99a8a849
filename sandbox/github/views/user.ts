import { createHash } from 'node:crypto';
import { nodeId } from '../links.ts';
import type { Links } from '../links.ts';

export function userView(links: Links, login: string, type: 'User' | 'Organization' | 'Bot' = 'User') {
  const id = createHash('sha256').update(login).digest().readUInt32BE() % 100_000_000;
  const url = `${links.origin}/users/${login}`;
  return {
    login,
    id,
    node_id: nodeId('User', id),
    avatar_url: `${links.origin}/avatars/${id}`,
    gravatar_id: '',
    url,
    html_url: `${links.origin}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    user_view_type: 'public',
    site_admin: false,
  };
}
