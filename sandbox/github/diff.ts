import type { Git } from './git.ts';
import type { Links } from './links.ts';

export interface ChangedFile {
  readonly filename: string;
  readonly previous: string | undefined;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed';
  readonly blob: string;
  readonly additions: number;
  readonly deletions: number;
  /** Absent for binary files. */
  readonly patch: string | undefined;
}

const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

const statuses = {
  A: 'added',
  D: 'removed',
  M: 'modified',
  R: 'renamed',
  C: 'copied',
  T: 'changed',
} as const;

/** `from` undefined: everything is new. */
export async function diff(git: Git, from: string | undefined, to: string): Promise<readonly ChangedFile[]> {
  const range = [from ?? emptyTree, to];
  const [raw, counts, patches] = await Promise.all([
    git.recall(['diff', '--raw', '-M', '-z', '--no-abbrev', ...range]),
    git.recall(['diff', '--numstat', '-M', '-z', ...range]),
    git.recall(['diff', '-M', ...range]),
  ]);
  const numbers = parseCounts(counts);
  const texts = patches.split(/^diff --git .*$/m).slice(1);
  return parseRaw(raw).map((file, index) => {
    const patch = texts[index];
    const start = patch?.indexOf('\n@@ ') ?? -1;
    return {
      ...file,
      additions: numbers[index]?.additions ?? 0,
      deletions: numbers[index]?.deletions ?? 0,
      patch: start < 0 ? undefined : patch?.slice(start + 1).trimEnd(),
    };
  });
}

export function fileView(links: Links, sha: string, file: ChangedFile) {
  const path = encodeURI(file.filename);
  return {
    sha: file.blob,
    filename: file.filename,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: links.html(`/blob/${sha}/${path}`),
    raw_url: links.html(`/raw/${sha}/${path}`),
    contents_url: links.api(`/contents/${path}?ref=${sha}`),
    ...(file.patch !== undefined && { patch: file.patch }),
    ...(file.previous !== undefined && { previous_filename: file.previous }),
  };
}

type RawFile = Pick<ChangedFile, 'filename' | 'previous' | 'status' | 'blob'>;

/** `:mode mode sha sha S\0path\0`, with a second path after R and C. */
function parseRaw(raw: string): readonly RawFile[] {
  const fields = raw.split('\0');
  const files: RawFile[] = [];
  for (let at = 0; at + 1 < fields.length;) {
    const [, , before = '', after = '', letter = ''] = (fields[at] ?? '').split(' ');
    const status = statuses[letter.charAt(0) as keyof typeof statuses];
    const moved = status === 'renamed' || status === 'copied';
    const first = fields[at + 1] ?? '';
    files.push({
      filename: moved ? (fields[at + 2] ?? '') : first,
      previous: moved ? first : undefined,
      status,
      blob: status === 'removed' ? before : after,
    });
    at += moved ? 3 : 2;
  }
  return files;
}

/** `added\tdeleted\tpath\0`; after a rename the path is empty and two follow; binary files have dashes. */
function parseCounts(counts: string): readonly { readonly additions: number; readonly deletions: number }[] {
  return counts.split('\0').flatMap((record) => {
    const match = /^(\d+|-)\t(\d+|-)\t/.exec(record);
    if (!match) return [];
    return [{ additions: Number(match[1]) || 0, deletions: Number(match[2]) || 0 }];
  });
}
