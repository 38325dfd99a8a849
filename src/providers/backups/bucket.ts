import type { Readable } from 'node:stream';
import type { BackupTarget } from '../../domain/backup.ts';
import { TerminalError } from '../../domain/errors.ts';
import type { Call, Failures } from '../failure.ts';
import { assertPermitted } from '../permit.ts';

export interface BucketKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface StoredObject {
  readonly name: string;
  readonly bytes: number;
  /** ms since the epoch */
  readonly at: number;
}

/** The objects under one name's beginning. */
export interface Bucket {
  /** In parts, each with a checksum that the storage compares. Not there before it is whole. */
  upload(
    name: string,
    body: Readable,
    options: { readonly onSent: (bytes: number) => void; readonly signal: AbortSignal },
  ): Promise<void>;
  put(name: string, text: string): Promise<void>;
  read(name: string): Promise<string>;
  open(name: string, signal: AbortSignal): Promise<Readable>;
  /** Undefined where it is not there. */
  size(name: string): Promise<number | undefined>;
  list(beginning: string): Promise<readonly StoredObject[]>;
  remove(name: string): Promise<void>;
  /** Gives up what earlier uploads have left. */
  giveUp(beginning: string): Promise<void>;
}

/** Two of them are held in memory; 10,000 of them are the most that S3 takes: 160 GB. */
const partBytes = 16 * 1024 * 1024;
const partsAtOnce = 2;

/** The SDK is imported when a bucket is first used. */
export function createBucket(target: BackupTarget, key: BucketKey | undefined, failures: Failures): Bucket {
  const connect = async () => {
    if (!key) throw new TerminalError('backup_no_key', {});
    const s3 = await import('@aws-sdk/client-s3');
    const client = new s3.S3Client({
      region: target.region,
      ...(target.endpoint !== undefined && { endpoint: target.endpoint, forcePathStyle: true }),
      // A copy: the SDK writes into it, and settings are frozen.
      credentials: { ...key },
      maxAttempts: 4,
      // Storage that only speaks S3 does not know Amazon's newer defaults.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
    return { s3, client };
  };
  let connecting: ReturnType<typeof connect> | undefined;
  const ask = async <T>(
    call: Call,
    use: (parts: Awaited<ReturnType<typeof connect>>) => Promise<T>,
  ): Promise<T> => {
    connecting ??= connect();
    const parts = await connecting.catch((error: unknown) => {
      connecting = undefined;
      throw error;
    });
    assertPermitted(call);
    try {
      return await use(parts);
    } catch (error) {
      throw translate(failures, call, error);
    }
  };
  const { bucket: Bucket } = target;

  return {
    async upload(name, body, { onSent, signal }) {
      const { Upload } = await import('@aws-sdk/lib-storage');
      await ask({ what: 'store the backup', effect: 'mutates' }, async ({ client }) => {
        const upload = new Upload({
          client,
          params: { Bucket, Key: name, Body: body, ChecksumAlgorithm: 'SHA256' },
          partSize: partBytes,
          queueSize: partsAtOnce,
        });
        const stop = () => void upload.abort().catch(() => undefined);
        signal.addEventListener('abort', stop, { once: true });
        upload.on('httpUploadProgress', ({ loaded }) => onSent(loaded ?? 0));
        try {
          await upload.done();
        } finally {
          signal.removeEventListener('abort', stop);
        }
        signal.throwIfAborted();
      });
    },
    async put(name, text) {
      await ask({ what: 'store the list of a backup', effect: 'mutates' }, ({ s3, client }) =>
        client.send(
          new s3.PutObjectCommand({
            Bucket,
            Key: name,
            Body: text,
            ContentType: 'application/json',
            ChecksumAlgorithm: 'SHA256',
          }),
        ),
      );
    },
    read: (name) =>
      ask({ what: 'read the list of a backup', effect: 'reads' }, async ({ s3, client }) => {
        const { Body: body } = await client.send(new s3.GetObjectCommand({ Bucket, Key: name }));
        return (await body?.transformToString()) ?? '';
      }),
    open: (name, signal) =>
      ask({ what: 'read the backup', effect: 'reads' }, async ({ s3, client }) => {
        const answer = await client.send(new s3.GetObjectCommand({ Bucket, Key: name }), {
          abortSignal: signal,
        });
        return answer.Body as Readable;
      }),
    size: (name) =>
      ask({ what: 'look at the backup', effect: 'reads' }, async ({ s3, client }) => {
        try {
          return (await client.send(new s3.HeadObjectCommand({ Bucket, Key: name }))).ContentLength;
        } catch (error) {
          if (statusOf(error) === 404) return undefined;
          throw error;
        }
      }),
    list: (beginning) =>
      ask({ what: 'list the backups', effect: 'reads' }, async ({ s3, client }) => {
        const found: StoredObject[] = [];
        const pages = s3.paginateListObjectsV2({ client }, { Bucket, Prefix: beginning });
        for await (const { Contents: contents = [] } of pages) {
          for (const { Key: name, Size: bytes = 0, LastModified: at } of contents)
            if (name !== undefined) found.push({ name, bytes, at: at?.getTime() ?? 0 });
        }
        return found;
      }),
    async remove(name) {
      await ask({ what: 'delete a backup', effect: 'mutates' }, ({ s3, client }) =>
        client.send(new s3.DeleteObjectCommand({ Bucket, Key: name })),
      );
    },
    async giveUp(beginning) {
      await ask({ what: 'give up an upload', effect: 'mutates' }, async ({ s3, client }) => {
        const { Uploads: uploads = [] } = await client.send(
          new s3.ListMultipartUploadsCommand({ Bucket, Prefix: beginning }),
        );
        for (const { Key: name, UploadId: id } of uploads) {
          if (name?.startsWith(beginning) && id !== undefined)
            await client.send(new s3.AbortMultipartUploadCommand({ Bucket, Key: name, UploadId: id }));
        }
      });
    },
  };
}

function translate(failures: Failures, call: Call, error: unknown): unknown {
  if (error instanceof TerminalError) return error;
  const status = statusOf(error);
  if (status === undefined || !(error instanceof Error)) return failures.unanswered(call, error);
  return failures.answered(call, { status, message: error.message, code: error.name });
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const { httpStatusCode } = error.$metadata as { readonly httpStatusCode?: number };
  return httpStatusCode;
}
