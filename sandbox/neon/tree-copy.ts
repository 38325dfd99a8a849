import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { copyFile, link, mkdir, readdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** `cp` does in one process what would be thousands of calls. */
export async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await promisify(execFile)('cp', ['-Rp', `${from}/.`, to]);
}

/** As copyTree, but files that are as they were in `like`, a copy that nobody writes to, are links to it. */
export async function copyChanges(from: string, to: string, like: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target, earlier] = [from, to, like].map((folder) => join(folder, entry.name)) as Three;
    if (entry.isDirectory()) await copyChanges(source, target, earlier);
    else if (!(await linkIfSame(source, target, earlier))) await copyWithTime(source, target);
  }
}

type Three = [string, string, string];

/** Bytes of all files. */
export async function treeSize(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        stat(join(entry.parentPath, entry.name)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function copyWithTime(source: string, target: string): Promise<void> {
  const { mtimeMs } = await stat(source);
  await copyFile(source, target, constants.COPYFILE_FICLONE);
  await utimes(target, mtimeMs / 1000, mtimeMs / 1000);
}

async function linkIfSame(source: string, target: string, earlier: string): Promise<boolean> {
  try {
    const [now, then] = await Promise.all([stat(source), stat(earlier)]);
    if (now.size !== then.size || Math.abs(now.mtimeMs - then.mtimeMs) >= 1) return false;
    await link(earlier, target);
    return true;
  } catch {
    return false;
  }
}
