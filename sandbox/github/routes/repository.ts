import type { Hono } from 'hono';
import { linksFor } from '../backend.ts';
import type { Backend } from '../backend.ts';
import { nodeId } from '../links.ts';
import { paginate } from '../paginate.ts';
import { notFound } from '../refuse.ts';
import { commitView } from '../views/commit.ts';
import { repositoryView } from '../views/repository.ts';

const base = '/repos/:owner/:repo';

/** The repository itself and its names for commits. */
export function addRepositoryRoutes(app: Hono, backend: Backend): void {
  const { repository } = backend;

  app.get(base, (context) => context.json(repositoryView(linksFor(context, backend), repository.commits)));

  app.get(`${base}/branches`, (context) => {
    const links = linksFor(context, backend);
    const { items, headers } = paginate(context, repository.branches);
    const views = items.map(({ name, sha }) => ({
      name,
      commit: { sha, url: links.api(`/commits/${sha}`) },
      protected: name === 'main',
    }));
    return context.json(views, 200, headers);
  });

  app.get(`${base}/branches/:branch{.+}`, (context) => {
    const links = linksFor(context, backend);
    const branch = repository.branches.find(({ name }) => name === context.req.param('branch'));
    const commit = branch && repository.find(branch.sha);
    if (!branch || !commit) return notFound();
    const self = links.api(`/branches/${branch.name}`);
    return context.json({
      name: branch.name,
      commit: commitView(links, commit),
      _links: { self, html: links.html(`/tree/${branch.name}`) },
      protected: branch.name === 'main',
      protection: { enabled: branch.name === 'main' },
      protection_url: `${self}/protection`,
    });
  });

  app.get(`${base}/tags`, (context) => {
    const links = linksFor(context, backend);
    const { items, headers } = paginate(context, repository.tags);
    const views = items.map(({ name, sha }) => ({
      name,
      commit: { sha, url: links.api(`/commits/${sha}`) },
      zipball_url: links.api(`/zipball/refs/tags/${name}`),
      tarball_url: links.api(`/tarball/refs/tags/${name}`),
      node_id: nodeId('Ref', name),
    }));
    return context.json(views, 200, headers);
  });

  const refs = (origin: ReturnType<typeof linksFor>) =>
    [
      ...repository.branches.map(({ name, sha }) => ({ ref: `refs/heads/${name}`, sha })),
      ...repository.tags.map(({ name, sha }) => ({ ref: `refs/tags/${name}`, sha })),
    ].map(({ ref, sha }) => ({
      ref,
      node_id: nodeId('Ref', ref),
      url: origin.api(`/git/${ref}`),
      object: { type: 'commit', sha, url: origin.api(`/git/commits/${sha}`) },
    }));

  app.get(`${base}/git/matching-refs/:ref{.+}`, (context) => {
    const wanted = `refs/${context.req.param('ref')}`;
    return context.json(refs(linksFor(context, backend)).filter(({ ref }) => ref.startsWith(wanted)));
  });

  app.get(`${base}/git/ref/:ref{.+}`, (context) => {
    const wanted = `refs/${context.req.param('ref')}`;
    const found = refs(linksFor(context, backend)).find(({ ref }) => ref === wanted);
    return found ? context.json(found) : notFound();
  });
}
