import { startCompute } from './compute.ts';
import type { Copied } from './store.ts';
import { copyTree } from './tree-copy.ts';

/** Of a copied data directory only the schema stays: nothing in it goes back to a branch with data. */
export async function withoutRows(
  directory: string,
  { copied, passwords }: { readonly copied: Copied; readonly passwords: Readonly<Record<string, string>> },
): Promise<Copied> {
  if (copied.base !== undefined) await copyTree(copied.base, directory);
  const compute = await startCompute({ directory, passwords, onWritten: () => {} });
  await compute.takeRowsOut();
  await compute.stop();
  return { lsn: copied.lsn };
}
