import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import type { Condition, Configuration } from './configuration.ts';
import { fillDestination, matchSource } from './pattern.ts';

/** The output of a build, with its vercel.json. */
export interface Site {
  readonly configuration: Configuration;
  /** Path without leading slash -> content. */
  readonly files: ReadonlyMap<string, Buffer>;
}

export interface SiteParts {
  /** The name under which the visitor came. */
  readonly host: string;
  /** Sends the request to another origin. */
  readonly proxy: (destination: URL, request: Request) => Promise<Response>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'application/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** In Vercel's order: redirects, files, rewrites; header rules apply to all of them. */
export async function serveSite(site: Site, request: Request, parts: SiteParts): Promise<Response> {
  const url = new URL(request.url);
  const answer =
    redirect(site, url, { request, host: parts.host }) ??
    serveFile(site, url.pathname, request) ??
    (await rewrite(site, url, { request, ...parts })) ??
    new Response('The page could not be found\n\nNOT_FOUND\n', {
      status: 404,
      headers: { 'content-type': 'text/plain; charset=utf-8', 'x-vercel-error': 'NOT_FOUND' },
    });
  const headers = new Headers(answer.headers);
  for (const rule of site.configuration.headers) {
    if (!matchSource(rule.source, url.pathname) || !allHold(rule.has, { request, url, host: parts.host }))
      continue;
    for (const { key, value } of rule.headers) headers.set(key, value);
  }
  headers.set('server', 'Vercel');
  return new Response(answer.body, { status: answer.status, headers });
}

interface Visit {
  readonly request: Request;
  readonly host: string;
}

function redirect({ configuration }: Site, url: URL, visit: Visit): Response | undefined {
  for (const { source, destination, permanent, has } of configuration.redirects) {
    const found = matchSource(source, url.pathname);
    if (!found || !allHold(has, { ...visit, url })) continue;
    return new Response(null, {
      status: permanent ? 308 : 307,
      headers: { location: fillDestination(destination, found) },
    });
  }
  return undefined;
}

async function rewrite(site: Site, url: URL, visit: Visit & SiteParts): Promise<Response | undefined> {
  for (const { source, destination, has } of site.configuration.rewrites) {
    const found = matchSource(source, url.pathname);
    if (!found || !allHold(has, { ...visit, url })) continue;
    const target = fillDestination(destination, found);
    if (!/^https?:/.test(target)) return serveFile(site, target, visit.request);
    const outside = new URL(target);
    if (outside.search === '') outside.search = url.search;
    return visit.proxy(outside, visit.request);
  }
  return undefined;
}

function serveFile({ files }: Site, path: string, request: Request): Response | undefined {
  const name = decodeURIComponent(path).replace(/^\//, '');
  const found = files.has(name) ? name : `${name === '' ? '' : `${name.replace(/\/$/, '')}/`}index.html`;
  const content = files.get(found);
  if (content === undefined) return undefined;
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return new Response('INVALID_REQUEST_METHOD\n', { status: 405, headers: { allow: 'GET, HEAD' } });
  }
  const etag = `"${createHash('md5').update(content).digest('hex')}"`;
  const headers = {
    'content-type': types[extname(found)] ?? 'application/octet-stream',
    'cache-control': 'public, max-age=0, must-revalidate',
    etag,
  };
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
  return new Response(new Uint8Array(content), { headers });
}

function allHold(conditions: readonly Condition[], visit: Visit & { readonly url: URL }): boolean {
  return conditions.every((condition) => {
    if (condition.type === 'host') return visit.host === condition.value;
    const value =
      condition.type === 'header'
        ? visit.request.headers.get(condition.key)
        : visit.url.searchParams.get(condition.key);
    return value !== null && (condition.value === undefined || value === condition.value);
  });
}
