import type { Hono } from 'hono';
import { linksFor, resolve } from '../backend.ts';
import type { Backend } from '../backend.ts';
import { diff, fileView } from '../diff.ts';
import { paginate } from '../paginate.ts';
import { noCommitFound, notFound } from '../refuse.ts';
import { commitView } from '../views/commit.ts';

const base = '/repos/:owner/:repo';

/** At most so many files in one answer about a commit or a comparison. */
export const fileLimit = 300;

export function addCommitRoutes(app: Hono, backend: Backend): void {
  const { repository } = backend;

  app.get(`${base}/commits`, async (context) => {
    const links = linksFor(context, backend);
    const head = await resolve(backend, context.req.query('sha') ?? 'main');
    if (head === undefined) return notFound();
    const path = context.req.query('path');
    const printed = await repository.git.run([
      'rev-list',
      head,
      ...limits('since', context.req.query('since')),
      ...limits('until', context.req.query('until')),
      ...(path === undefined ? [] : ['--', path]),
    ]);
    const { items, headers } = paginate(context, printed.split('\n').filter(Boolean));
    const commits = items.flatMap((sha) => repository.find(sha) ?? []);
    return context.json(
      commits.map((commit) => commitView(links, commit)),
      200,
      headers,
    );
  });

  app.get(`${base}/commits/:ref{.+}`, async (context) => {
    const links = linksFor(context, backend);
    const ref = context.req.param('ref');
    const sha = await resolve(backend, ref);
    const commit = sha === undefined ? undefined : repository.find(sha);
    if (!commit) return noCommitFound(ref);
    if (context.req.header('accept')?.includes('.sha') === true) return context.text(commit.sha);
    const files = await diff(repository.git, commit.parents[0], commit.sha);
    const additions = sum(files.map((file) => file.additions));
    const deletions = sum(files.map((file) => file.deletions));
    return context.json({
      ...commitView(links, commit),
      stats: { additions, deletions, total: additions + deletions },
      files: files.slice(0, fileLimit).map((file) => fileView(links, commit.sha, file)),
    });
  });
}

function limits(name: 'since' | 'until', value: string | undefined): string[] {
  return value === undefined ? [] : [`--${name}=${value}`];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
