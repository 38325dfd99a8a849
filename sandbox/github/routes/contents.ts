import type { Hono } from 'hono';
import { linksFor, resolve } from '../backend.ts';
import type { Backend } from '../backend.ts';
import type { Links } from '../links.ts';
import { notFound } from '../refuse.ts';

interface Entry {
  readonly kind: string;
  readonly sha: string;
  readonly size: number;
  readonly path: string;
}

/** GitHub lists no more of a folder, and says no word of the rest. */
const mostListed = 1000;
/** Of a larger file there is no content in this answer. */
const largestFile = 1024 * 1024;

/** A folder's entries, or a file with its content. */
export function addContentsRoute(app: Hono, backend: Backend): void {
  const { git } = backend.repository;

  app.get('/repos/:owner/:repo/contents/:path{.*}?', async (context) => {
    const ref = context.req.query('ref') ?? 'main';
    const sha = await resolve(backend, ref);
    if (sha === undefined) return notFound();
    const path = decodeURIComponent(context.req.param('path') ?? '').replace(/\/+$/, '');
    const links = linksFor(context, backend);
    const own = path === '' ? undefined : (await list([sha, '--', path]))[0];
    if (path !== '' && own === undefined) return notFound();
    if (own?.kind === 'blob') {
      const isLarge = own.size > largestFile;
      const bytes = isLarge ? new Uint8Array() : await git.bytes(['cat-file', 'blob', own.sha]);
      return context.json({
        ...entryView(links, ref, own),
        encoding: isLarge ? 'none' : 'base64',
        // In lines, as GitHub sends it.
        content: Buffer.from(bytes).toString('base64').replaceAll(/.{60}/g, '$&\n'),
      });
    }
    const entries = await list([path === '' ? sha : `${sha}:${path}`]);
    const within = entries.map((entry) => ({
      ...entry,
      path: path === '' ? entry.path : `${path}/${entry.path}`,
    }));
    return context.json(within.slice(0, mostListed).map((entry) => entryView(links, ref, entry)));
  });

  async function list(what: readonly string[]): Promise<readonly Entry[]> {
    const printed = await git.recall(['ls-tree', '-l', '-z', ...what]);
    return printed.split('\0').flatMap((line) => {
      const [facts = '', path] = line.split('\t');
      const [, kind = '', sha = '', size = ''] = facts.split(/ +/);
      return path === undefined ? [] : [{ kind, sha, size: Number(size) || 0, path }];
    });
  }
}

function entryView(links: Links, ref: string, { kind, sha, size, path }: Entry) {
  const isFile = kind === 'blob';
  const url = links.api(`/contents/${path}?ref=${ref}`);
  const git = links.api(`/git/${isFile ? 'blobs' : 'trees'}/${sha}`);
  const html = links.html(`/${isFile ? 'blob' : 'tree'}/${ref}/${path}`);
  return {
    name: path.split('/').at(-1) ?? path,
    path,
    sha,
    size,
    url,
    html_url: html,
    git_url: git,
    download_url: isFile ? links.html(`/raw/${ref}/${path}`) : null,
    type: isFile ? 'file' : 'dir',
    _links: { self: url, git, html },
  };
}
