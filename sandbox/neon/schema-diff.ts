import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** As Neon's: a unified diff from `base` to `text` under the database's name; undefined where they are the same. */
export async function schemaDiff(
  database: string,
  { base, text }: { readonly base: string; readonly text: string },
): Promise<string | undefined> {
  if (base === text) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-schema-'));
  try {
    const files = [join(folder, 'base'), join(folder, 'text')] as const;
    await Promise.all([writeFile(files[0], base), writeFile(files[1], text)]);
    const printed = await gitDiff(files);
    return `--- a/${database}\n+++ b/${database}\n${printed.slice(printed.indexOf('@@'))}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** git ends with 1 where it has found a difference. */
function gitDiff([one, other]: readonly [string, string]): Promise<string> {
  const args = ['diff', '--no-index', '--no-color', one, other];
  const env = { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
  return new Promise((resolve, reject) => {
    execFile('git', args, { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout) => {
      if (stdout.includes('@@')) resolve(stdout);
      else reject(error ?? new Error('git found no difference'));
    });
  });
}
