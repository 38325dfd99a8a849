import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Prerequisites from '../scripts/prerequisites.mjs';
import { repositoryRoot } from './kernel/root.ts';

/** Plain Node beside the sources: never compiled, so found from the root. */
export async function prerequisites(): Promise<typeof Prerequisites> {
  const file = pathToFileURL(join(repositoryRoot(), 'scripts/prerequisites.mjs'));
  return (await import(file.href)) as typeof Prerequisites;
}

/** Looks for it, and installs it where that may be, saying so. Throws one sentence where a person must act. */
export async function ensureProgram(
  name: Prerequisites.PrerequisiteName,
  env: NodeJS.ProcessEnv,
): Promise<Prerequisites.Found> {
  const { ensure } = await prerequisites();
  return ensure(name, { env, say: (line) => void process.stderr.write(`${line}\n`) });
}
