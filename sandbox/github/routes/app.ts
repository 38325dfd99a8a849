import type { Hono } from 'hono';
import { linksFor } from '../backend.ts';
import type { Backend } from '../backend.ts';
import { readJson } from '../deployment-request.ts';
import { isoTime } from '../links.ts';
import { notFound, refuse } from '../refuse.ts';
import { repositoryId, repositoryView } from '../views/repository.ts';
import { userView } from '../views/user.ts';

/** What the app was granted: the least that a deploy bot needs. */
const permissions = {
  metadata: 'read',
  contents: 'read',
  checks: 'read',
  statuses: 'read',
  pull_requests: 'read',
  deployments: 'write',
};

const installation = { id: 51_000_001, appId: 424_242 };

/** Signing in as a GitHub App. */
export function addAppRoutes(app: Hono, backend: Backend): void {
  app.get('/repos/:owner/:repo/installation', (context) => {
    const links = linksFor(context, backend);
    const account = userView(links, links.owner, 'Organization');
    const created = isoTime(Math.min(...backend.repository.commits.map((commit) => commit.date)));
    return context.json({
      id: installation.id,
      account,
      repository_selection: 'selected',
      access_tokens_url: `${links.origin}/app/installations/${installation.id}/access_tokens`,
      repositories_url: `${links.origin}/installation/repositories`,
      html_url: `${links.origin}/organizations/${links.owner}/settings/installations/${installation.id}`,
      app_id: installation.appId,
      app_slug: 'cabeceo',
      target_id: account.id,
      target_type: 'Organization',
      permissions,
      events: [],
      created_at: created,
      updated_at: created,
      single_file_name: null,
      has_multiple_single_files: false,
      single_file_paths: [],
      suspended_by: null,
      suspended_at: null,
    });
  });

  app.post('/app/installations/:id{[0-9]+}/access_tokens', async (context) => {
    if (Number(context.req.param('id')) !== installation.id) return notFound();
    const asked = ((await readJson(context.req)) ?? {}) as AskedToken;
    const refused = refusedScope(asked, backend.repository.name);
    if (refused !== undefined) return refuse(422, refused);
    const { token, expiresAt } = backend.tokens.issue();
    return context.json(
      {
        token,
        expires_at: isoTime(expiresAt),
        permissions: asked.permissions ?? permissions,
        repository_selection: 'selected',
        repositories: [repositoryView(linksFor(context, backend), backend.repository.commits)],
      },
      201,
    );
  });
}

interface AskedToken {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly repositories?: readonly string[];
  readonly repository_ids?: readonly number[];
}

function refusedScope(asked: AskedToken, repository: string): string | undefined {
  const granted: Readonly<Record<string, string>> = permissions;
  for (const [name, level] of Object.entries(asked.permissions ?? {})) {
    if (granted[name] !== level && granted[name] !== 'write') {
      return 'The permissions requested are not granted to this installation.';
    }
  }
  const known =
    (asked.repositories ?? []).every((name) => name === repository) &&
    (asked.repository_ids ?? []).every((id) => id === repositoryId);
  return known
    ? undefined
    : 'There is at least one repository that does not exist or is not accessible to the parent installation.';
}
