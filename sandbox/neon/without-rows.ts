import { startCompute } from './compute.ts';
import type { Copied } from './store.ts';

/** Of a copied data directory only the schema stays: nothing in it goes back to a branch with data. */
export async function withoutRows(
  directory: string,
  { copied, passwords }: { readonly copied: Copied; readonly passwords: Readonly<Record<string, string>> },
): Promise<Copied> {
  const compute = await startCompute({ directory, passwords, onWritten: () => {} });
  await compute.takeRowsOut();
  await compute.stop();
  return { lsn: copied.lsn };
}
