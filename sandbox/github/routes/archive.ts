import { randomBytes } from 'node:crypto';
import type { Hono } from 'hono';
import { linksFor, resolve } from '../backend.ts';
import type { Backend } from '../backend.ts';
import { notFound } from '../refuse.ts';

/** Links to private archives live this long. */
const linkLifetimeMs = 300_000;

/** GitHub answers with a signed address on another server, which serves the archive without a token. */
export function addArchiveRoutes(app: Hono, backend: Backend): void {
  const { repository } = backend;
  const links = new Map<string, number>();

  app.get('/repos/:owner/:repo/tarball/:ref{.*}?', async (context) => {
    const sha = await resolve(backend, context.req.param('ref') ?? 'main');
    if (sha === undefined) return notFound();
    const token = randomBytes(16).toString('hex').toUpperCase();
    links.set(token, Date.now() + linkLifetimeMs);
    const { origin, owner, name } = linksFor(context, backend);
    return context.redirect(`${origin}/codeload/${owner}/${name}/legacy.tar.gz/${sha}?token=${token}`);
  });

  app.get('/codeload/:owner/:repo/legacy.tar.gz/:sha', async (context) => {
    const sha = await repository.resolve(context.req.param('sha'));
    const alive = (links.get(context.req.query('token') ?? '') ?? 0) > Date.now();
    if (!alive || sha === undefined) return context.text('404: Not Found', 404);
    const top = `${repository.owner}-${repository.name}-${sha.slice(0, 7)}`;
    const archive = await repository.git.bytes(['archive', '--format=tar.gz', `--prefix=${top}/`, sha]);
    return context.body(archive, 200, {
      'content-type': 'application/x-gzip',
      'content-disposition': `attachment; filename=${top}.tar.gz`,
    });
  });
}
