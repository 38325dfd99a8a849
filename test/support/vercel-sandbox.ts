import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createKernel } from '../../sandbox/kernel/kernel.ts';
import { listen } from '../../sandbox/kernel/listen.ts';
import { createSeed } from '../../sandbox/seed/history.ts';
import { vercelSeed } from '../../sandbox/vercel/seed.ts';
import { createVercel } from '../../sandbox/vercel/service.ts';
import { treesOf } from './seed-trees.ts';

export interface Answer {
  readonly status: number;
  /** Undefined for an empty body. */
  readonly body: unknown;
}

const seed = createSeed();
const trees = treesOf(seed);

/** A SHA that stands for the seeded commit of this key. */
export const shaOf = (key: string) => createHash('sha1').update(key).digest('hex');

export async function writeCommit(key: string, directory: string): Promise<void> {
  for (const [path, content] of trees.get(key) ?? []) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content);
  }
}

export async function startVercel({ realBuilds }: { readonly realBuilds: boolean }) {
  const kernel = createKernel();
  Object.assign(kernel.settings.vercel, { queueMs: 5, buildMs: 10, promoteMs: 10, realBuilds });
  const keys = new Map(seed.commits.map((commit) => [shaOf(commit.key), commit]));
  const vercel = await createVercel(kernel, {
    source: {
      exportTree: (sha, directory) => writeCommit(keys.get(sha)?.key ?? '', directory),
      async commit(sha) {
        const found = keys.get(sha);
        return found && { ...found, sha, date: Date.UTC(2026, 0, 15), parents: [] };
      },
    },
    live: {
      production: shaOf(seed.liveAtStart.production),
      development: shaOf(seed.liveAtStart.development),
    },
  });
  const listener = await listen(vercel.app, 0);

  async function call(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await fetch(listener.url + path, {
      method,
      headers: { authorization: `Bearer ${vercelSeed.token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  }

  return {
    kernel,
    vercel,
    url: listener.url,
    call,
    /** What a visitor of the name gets. */
    visit: (name: string, path: string, init?: RequestInit) =>
      fetch(`${kernel.hosts.get(name)}${path}`, init),
    async close() {
      await listener.close();
      await vercel.close();
      await kernel.close();
    },
  };
}

export type VercelSandbox = Awaited<ReturnType<typeof startVercel>>;
