import { constants } from 'node:fs';
import { copyFile, link, mkdir, readdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Copies a data directory. Files that are as they were in `like` (an earlier copy that nobody writes to) are linked
 * to it instead, so that a history of copies holds only what changed.
 */
export async function copyTree(from: string, to: string, like?: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const entries = await readdir(from, { withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      const [source, target] = [join(from, entry.name), join(to, entry.name)];
      const earlier = like === undefined ? undefined : join(like, entry.name);
      if (entry.isDirectory()) await copyTree(source, target, earlier);
      else if (earlier === undefined || !(await linkIfSame(source, target, earlier))) {
        await copyWithTime(source, target);
      }
    }),
  );
}

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
