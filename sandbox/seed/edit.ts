/** One change of one file. `before` is empty where lines were added. */
export interface Replacement {
  readonly kind: 'replace';
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export type Edit = Replacement | { readonly kind: 'add'; readonly path: string };

export function replace(path: string, before: string, after: string): Replacement {
  return { kind: 'replace', path, before, after };
}

export function add(path: string): Edit {
  return { kind: 'add', path };
}

/** The tree as it was before a commit made these edits. */
export function treeBefore(tree: ReadonlyMap<string, string>, edits: readonly Edit[]): Map<string, string> {
  const files = new Map(tree);
  for (const edit of edits.toReversed()) {
    if (edit.kind === 'replace') {
      files.set(
        edit.path,
        swap({ ...edit, content: contentOf(files, edit.path), from: edit.after, to: edit.before }),
      );
    } else if (!files.delete(edit.path)) {
      throw new Error(`The seeded history adds ${edit.path}, which is not in the tree.`);
    }
  }
  return files;
}

export function applyReplacements(files: Map<string, string>, edits: readonly Replacement[]): void {
  for (const edit of edits) {
    files.set(
      edit.path,
      swap({ ...edit, content: contentOf(files, edit.path), from: edit.before, to: edit.after }),
    );
  }
}

function contentOf(files: ReadonlyMap<string, string>, path: string): string {
  const content = files.get(path);
  if (content === undefined) throw new Error(`The seeded history changes ${path}, which is not in the tree.`);
  return content;
}

interface Swap {
  readonly path: string;
  readonly content: string;
  readonly from: string;
  readonly to: string;
}

function swap({ path, content, from, to }: Swap): string {
  const parts = content.split(from);
  if (parts.length !== 2) {
    throw new Error(
      `The seeded history expects this once in ${path}, found it ${parts.length - 1} times:\n${from}`,
    );
  }
  return parts.join(to);
}
