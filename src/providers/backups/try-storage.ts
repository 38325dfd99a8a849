import { randomUUID } from 'node:crypto';
import type { BackupTarget } from '../../domain/backup.ts';
import { TerminalError } from '../../domain/errors.ts';
import type { Bucket } from './bucket.ts';

/** All that a backup and its end ask of the storage. No backup is called like this, so that it is never listed as one. */
export async function tryStorage(bucket: Bucket, { prefix }: BackupTarget): Promise<void> {
  const name = `${prefix}doctor-${randomUUID()}.txt`;
  const text = 'Cabeceo tries whether it can store backups here.\n';
  await bucket.put(name, text);
  try {
    const [listed, read] = await Promise.all([bucket.list(name), bucket.read(name)]);
    const found = listed[0]?.bytes ?? 0;
    if (found !== text.length || read !== text)
      throw new TerminalError('backup_differs', { found, wanted: text.length });
  } finally {
    await bucket.remove(name);
  }
}
