import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../kernel/root.ts';

const notInTheRepository = new Set(['node_modules', 'dist', 'dist-server', '.env']);

/** `examples/mundo-tango` as its own repository would hold it. */
export function readExampleTree(): Map<string, string> {
  const files = new Map<string, string>();
  collect(join(repositoryRoot(), 'examples/mundo-tango'), '', files);
  return files;
}

function collect(root: string, folder: string, files: Map<string, string>): void {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (notInTheRepository.has(entry.name)) continue;
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) collect(root, path, files);
    else files.set(path, readFileSync(join(root, path), 'utf8'));
  }
}
