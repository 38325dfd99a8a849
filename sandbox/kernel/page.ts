import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Hono } from 'hono';
import { repositoryRoot } from './root.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.map': 'application/json',
};

/** The built page; without a build, a sentence that says so. */
export function createPage(folder = join(repositoryRoot(), 'dist/sandbox/page')): Hono {
  const page = new Hono();
  page.get('/:file{[\\w-]+\\.[\\w.]+}?', async (context) => {
    const name = context.req.param('file') ?? 'index.html';
    const type = types[extname(name)];
    const content = type === undefined ? undefined : await readIfThere(join(folder, name));
    if (type !== undefined && content !== undefined) {
      return context.body(content, 200, { 'content-type': type, 'cache-control': 'no-cache' });
    }
    if (name === 'index.html') {
      return context.text(
        'The page is not built. `npm run sandbox` builds it; the calls of docs/sandbox.md work.',
      );
    }
    return context.text(`The page has no file ${name}.`, 404);
  });
  return page;
}

async function readIfThere(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
