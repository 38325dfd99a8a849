import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { ensure } from '../../scripts/prerequisites.mjs';

/** The folder of PostgreSQL's server programs: Debian keeps them off the PATH. */
export async function postgresPrograms(): Promise<string> {
  const found = await ensure('postgres');
  if (found.via !== 'path') throw new Error('PostgreSQL was found, but not as programs');
  return dirname(realpathSync(found.path));
}
