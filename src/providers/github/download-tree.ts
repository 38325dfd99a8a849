import { mkdir, readdir } from 'node:fs/promises';
import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadEntry } from 'tar';
import { type Call, type Failures, explain } from '../failure.ts';

/** Unpacks GitHub's archive, whose one top folder is dropped, into an empty folder. */
export async function unpack(
  archive: ReadableStream<Uint8Array>,
  directory: string,
  { call, failures }: { readonly call: Call; readonly failures: Failures },
): Promise<void> {
  await mkdir(directory, { recursive: true });
  if ((await readdir(directory)).length > 0) throw new Error(`folder is not empty: ${directory}`);
  const { extract } = await import('tar');
  const refuse: { reason: string | undefined } = { reason: undefined };
  const into = extract({
    cwd: directory,
    strip: 1,
    strict: true,
    preserveOwner: false,
    noMtime: true,
    filter: (path, entry) => {
      refuse.reason ??= findFault(path, entry as ReadEntry);
      return refuse.reason === undefined;
    },
  });
  try {
    await pipeline(Readable.fromWeb(archive as never), into);
  } catch (error) {
    if (refuse.reason !== undefined) throw failures.refused(call, refuse.reason);
    if (isTarError(error)) throw failures.refused(call, `the archive cannot be unpacked (${error.code})`);
    if (isDiskError(error)) throw error;
    throw failures.unanswered(call, error);
  }
  if (refuse.reason !== undefined) throw failures.refused(call, refuse.reason);
}

/** What `git archive` never writes: a path or a link that leaves the folder. */
function findFault(path: string, entry: ReadEntry): string | undefined {
  if (posix.isAbsolute(path) || path.split('/').includes('..'))
    return `the archive holds a path outside its folder: ${path}`;
  if (entry.type === 'Link') return `the archive holds a hard link: ${path}`;
  if (entry.type !== 'SymbolicLink') return undefined;
  const folder = path.split('/').slice(1, -1).join('/');
  return staysInside(folder, entry.linkpath ?? '')
    ? undefined
    : `the archive holds a link out of its folder: ${path}`;
}

/** A link may climb first and descend then; climbing after that could leave through another link. */
function staysInside(folder: string, target: string): boolean {
  if (posix.isAbsolute(target) || /(?:^|\/)(?!\.\.?\/)[^/]+\/(?:.*\/)?\.\.(?:\/|$)/.test(target))
    return false;
  const resolved = posix.join(folder, target);
  return resolved !== '..' && !resolved.startsWith('../');
}

function isTarError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && /^(TAR_|Z_)/.test(String(error.code));
}

function isDiskError(error: unknown): boolean {
  return (
    error instanceof Error && 'syscall' in error && 'path' in error && explain(error).why.includes('readable')
  );
}
