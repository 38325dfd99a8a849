import { createHash, randomBytes } from 'node:crypto';

export interface StoredObject {
  readonly content: Buffer;
  readonly at: number;
  readonly etag: string;
}

interface StartedUpload {
  readonly key: string;
  readonly at: number;
  readonly parts: Map<number, Buffer>;
}

/** One bucket, in memory. */
export interface Bucket {
  readonly objects: ReadonlyMap<string, StoredObject>;
  readonly uploads: ReadonlyMap<string, StartedUpload>;
  put(key: string, content: Buffer): StoredObject;
  remove(key: string): void;
  /** Answers its id. */
  startUpload(key: string): string;
  /** The part's tag; undefined where there is no such upload. */
  addPart(upload: string, number: number, content: Buffer): string | undefined;
  /** Undefined where there is no such upload, or not each of the parts. */
  complete(upload: string, numbers: readonly number[]): StoredObject | undefined;
  abort(upload: string): boolean;
}

export function createBucket(now: () => number, changed: () => void): Bucket {
  const objects = new Map<string, StoredObject>();
  const uploads = new Map<string, StartedUpload>();
  const keep = (key: string, content: Buffer, etag: string): StoredObject => {
    const stored = { content, at: now(), etag };
    objects.set(key, stored);
    changed();
    return stored;
  };
  return {
    objects,
    uploads,
    put: (key, content) => keep(key, content, `"${md5(content)}"`),
    remove(key) {
      objects.delete(key);
      changed();
    },
    startUpload(key) {
      const id = randomBytes(16).toString('hex');
      uploads.set(id, { key, at: now(), parts: new Map() });
      changed();
      return id;
    },
    addPart(upload, number, content) {
      const started = uploads.get(upload);
      started?.parts.set(number, content);
      return started && `"${md5(content)}"`;
    },
    complete(upload, numbers) {
      const started = uploads.get(upload);
      const parts = numbers.map((number) => started?.parts.get(number));
      if (!started || parts.length === 0 || parts.includes(undefined)) return undefined;
      uploads.delete(upload);
      const content = Buffer.concat(parts.filter((part) => part !== undefined));
      return keep(started.key, content, `"${md5(content)}-${parts.length}"`);
    },
    abort(upload) {
      const was = uploads.delete(upload);
      changed();
      return was;
    },
  };
}

function md5(content: Buffer): string {
  return createHash('md5').update(content).digest('hex');
}
