import { z } from 'zod';
import type { BackupManifest, BackupTarget } from '../../domain/backup.ts';
import type { StopPlace } from '../../domain/stop.ts';

const manifestSchema = z.object({
  cabeceo: z.literal('backup'),
  id: z.string(),
  app: z.string(),
  environment: z.string(),
  moment: z.number(),
  madeAt: z.number(),
  bytes: z.number(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  server: z.number(),
  client: z.number(),
  migrations: z.object({ count: z.number(), last: z.string().exactOptional() }),
  tables: z.array(z.object({ table: z.string(), rows: z.number(), print: z.string() })),
});

export function formatManifest(manifest: BackupManifest): string {
  return `${JSON.stringify({ cabeceo: 'backup', ...manifest }, undefined, 2)}\n`;
}

/** Undefined where it is none of ours. */
export function parseManifest(text: string, { app, environment }: StopPlace): BackupManifest | undefined {
  const { data } = manifestSchema.safeParse(parseJson(text));
  if (data?.app !== app || data.environment !== environment) return undefined;
  const { cabeceo: _mark, ...manifest } = data;
  return manifest;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What the names of an environment's backups begin with. */
export function folderOf({ prefix }: BackupTarget, { app, environment }: StopPlace): string {
  return `${prefix}${app}/${environment}/`;
}

/** For people: when, and which. */
export function nameOf(
  target: BackupTarget,
  place: StopPlace,
  { id, moment }: Pick<BackupManifest, 'id' | 'moment'>,
): string {
  const at = new Date(moment).toISOString().slice(0, 19).replaceAll(':', '-');
  return `${folderOf(target, place)}${at}Z_${id}`;
}

/** Whether a name in the folder is one that we made. */
export function isOurs(folder: string, name: string): boolean {
  return (
    name.startsWith(folder) &&
    /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ_backup_[0-9a-z]+\.(?:dump|json)$/.test(name.slice(folder.length))
  );
}
