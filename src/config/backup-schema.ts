import { z } from 'zod';
import type { BackupPolicy } from '../domain/backup.ts';
import { address, duration, text } from './values.ts';

/* Where an environment's backups go, and how long they stay. */

export const backup = z.strictObject({
  every: duration({ min: '0s', max: '30d' })
    .prefault('24h')
    .describe('How often one is made by itself; `0s`: never, only `/db backup`.'),
  bucket: text('the name of a bucket', /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/).describe('It must exist.'),
  prefix: text('a path without a slash at its start', /^(?!\/)[\w./-]*$/)
    .prefault('cabeceo/')
    .transform((written) => (written === '' || written.endsWith('/') ? written : `${written}/`))
    .describe('What the names of our objects begin with. Nothing else in the bucket is ever touched.'),
  region: text('a region such as eu-central-1', /^[a-z0-9-]+$/)
    .prefault('us-east-1')
    .describe('Where the bucket is.'),
  endpoint: address
    .optional()
    .describe('Of storage that speaks S3 (Cloudflare R2, MinIO, Backblaze…). Default: Amazon’s own.'),
  keep: z.int().min(1).max(1_000).prefault(14).describe('How many of the newest stay.'),
  keepFor: duration({ min: '0s', max: '3650d' })
    .prefault('0s')
    .describe('Older ones go as well; `0s`: never for their age. The newest always stays.'),
});

export function toBackupPolicy(file: z.output<typeof backup>): BackupPolicy {
  const { every, bucket, prefix, region, endpoint, keep, keepFor } = file;
  return {
    everyMs: every,
    target: { bucket, prefix, region, ...(endpoint !== undefined && { endpoint }) },
    keep,
    keepForMs: keepFor,
  };
}
