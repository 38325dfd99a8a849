import type { Hono } from 'hono';
import { linksFor, resolve } from '../backend.ts';
import type { Backend } from '../backend.ts';
import { paginate } from '../paginate.ts';
import type { StatusRecord } from '../records.ts';
import { noCommitFound, notFound } from '../refuse.ts';
import { checkRunView, statusView } from '../views/check.ts';
import { minimalRepositoryView } from '../views/repository.ts';

const base = '/repos/:owner/:repo/commits/:ref{.+}';

export function addCheckRoutes(app: Hono, backend: Backend): void {
  app.get(`${base}/check-runs`, async (context) => {
    const links = linksFor(context, backend);
    const ref = context.req.param('ref');
    const sha = await resolve(backend, ref);
    if (sha === undefined) return noCommitFound(ref);
    const name = context.req.query('check_name');
    const status = context.req.query('status');
    const runs = backend.records.checks
      .filter((run) => run.sha === sha)
      .filter((run) => name === undefined || run.name === name)
      .filter((run) => status === undefined || run.status === status)
      .toReversed();
    const { items, headers } = paginate(context, runs);
    return context.json(
      { total_count: runs.length, check_runs: items.map((run) => checkRunView(links, run)) },
      200,
      headers,
    );
  });

  app.get(`${base}/status`, async (context) => {
    const links = linksFor(context, backend);
    const sha = await resolve(backend, context.req.param('ref'));
    if (sha === undefined) return notFound();
    const statuses = backend.records.statuses.filter((status) => status.sha === sha);
    const { items, headers } = paginate(context, statuses);
    return context.json(
      {
        state: combinedState(statuses),
        sha,
        total_count: statuses.length,
        statuses: items.map((status) => statusView(links, status)),
        repository: minimalRepositoryView(links),
        commit_url: links.api(`/commits/${sha}`),
        url: links.api(`/commits/${sha}/status`),
      },
      200,
      headers,
    );
  });
}

/** `pending` also where there is no status at all. */
function combinedState(statuses: readonly StatusRecord[]): string {
  if (statuses.some(({ state }) => state === 'failure' || state === 'error')) return 'failure';
  return statuses.length > 0 && statuses.every(({ state }) => state === 'success') ? 'success' : 'pending';
}
