import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './root.ts';

/** A new one under `.sandbox/`, named after this process; those of processes that were killed are swept away. */
export function createRunDirectory(): string {
  const runs = join(repositoryRoot(), '.sandbox');
  mkdirSync(runs, { recursive: true });
  for (const name of readdirSync(runs)) {
    const pid = /^(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) sweep(join(runs, name));
  }
  const directory = join(runs, `${process.pid}-${randomBytes(4).toString('hex')}`);
  mkdirSync(directory);
  return directory;
}

/** What a child of the killed process still writes to is left for the next start. */
function sweep(directory: string): void {
  try {
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
