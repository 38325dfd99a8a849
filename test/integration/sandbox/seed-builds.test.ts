import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { repositoryRoot } from '../../../sandbox/kernel/root.ts';
import { createSeed } from '../../../sandbox/seed/history.ts';
import { treesOf } from '../../support/seed-trees.ts';

const run = promisify(execFile);
const seed = createSeed();
const trees = treesOf(seed);
const bin = join(repositoryRoot(), 'node_modules/.bin');
let folder: string;

beforeAll(async () => {
  await mkdir(join(repositoryRoot(), '.sandbox'), { recursive: true });
  folder = await mkdtemp(join(repositoryRoot(), '.sandbox/seed-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it.each(['open-site', seed.liveAtStart.production, 'checkout-rewrite'])(
  '%s passes its own type check',
  async (key) => {
    const directory = await checkOut(key);
    await run(join(bin, 'tsc'), ['--noEmit'], { cwd: directory });
  },
);

it.each([seed.liveAtStart.production, seed.liveAtStart.development])('%s builds', async (key) => {
  const directory = await checkOut(key);
  const env = { ...process.env, CABECEO_COMMIT_SHA: key, PATH: `${bin}:${process.env['PATH']}` };
  await run('npm', ['run', '-s', 'build'], { cwd: directory, env });
  await run('npm', ['run', '-s', 'build:server'], { cwd: directory, env });
  expect(JSON.parse(await readFile(join(directory, 'dist/version.json'), 'utf8'))).toEqual({ commit: key });
  expect(await readFile(join(directory, 'dist-server/main.js'), 'utf8')).toContain('SIGTERM');
});

async function checkOut(key: string): Promise<string> {
  const directory = join(folder, key);
  for (const [path, content] of trees.get(key) ?? []) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content);
  }
  return directory;
}
