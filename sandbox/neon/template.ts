import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '../kernel/root.ts';
import { runTied } from '../processes/tied-process.ts';
import { nodeCommand } from './node-command.ts';
import { makeServerDirectory, serverPrograms } from './postgres-server.ts';
import { neonSeed } from './seed.ts';

/** Another number where make-template changes. */
const layout = 2;

let preparing: Promise<string> | undefined;

/**
 * A data directory with the seeded role and database, to be copied. Making one takes seconds, so it is kept for all
 * sandboxes of this machine under node_modules/.cache.
 */
export function preparedDataDirectory(): Promise<string> {
  preparing ??= prepare().catch((error: unknown) => {
    preparing = undefined;
    throw error;
  });
  return preparing;
}

async function prepare(): Promise<string> {
  const cache = join(repositoryRoot(), 'node_modules/.cache/cabeceo');
  const directory = join(cache, `postgres-${recipeOf()}`);
  if (existsSync(directory)) return directory;
  const work = join(cache, `making-${randomBytes(6).toString('hex')}`);
  await mkdir(work, { recursive: true });
  const programs = serverPrograms();
  if (programs === undefined) await makePglite(work);
  else await makeServerDirectory(programs, join(work, 'data'));
  try {
    await rename(join(work, 'data'), directory);
  } catch (error) {
    // Another sandbox on this machine was faster.
    if (!existsSync(directory)) throw error;
  }
  await rm(work, { recursive: true, force: true });
  return directory;
}

async function makePglite(work: string): Promise<void> {
  const lines: string[] = [];
  const code = await runTied(`${nodeCommand('./make-template')} '${work}/data'`, {
    cwd: repositoryRoot(),
    env: { PATH: process.env['PATH'] ?? '' },
    onLine: (line) => void lines.push(line),
  });
  if (code !== 0) throw new Error(`The local Neon could not prepare Postgres:\n${lines.join('\n')}`);
}

/** What the content depends on. */
function recipeOf(): string {
  const programs = serverPrograms();
  if (programs !== undefined)
    return `server-${createHash('sha256')
      .update(JSON.stringify([programs, layout]))
      .digest('hex')
      .slice(0, 8)}`;
  const pglite = readFileSync(
    join(repositoryRoot(), 'node_modules/@electric-sql/pglite/package.json'),
    'utf8',
  );
  const { version } = JSON.parse(pglite) as { version: string };
  const recipe = createHash('sha256').update(
    JSON.stringify([version, neonSeed.role, neonSeed.database, layout]),
  );
  return `${version}-${recipe.digest('hex').slice(0, 8)}`;
}
