import { createHash } from 'node:crypto';
import type { Context, Hono } from 'hono';
import type { Bucket } from './bucket.ts';
import { s3Seed } from './seed.ts';
import { sha256 } from './signature.ts';
import { type Tree, xml } from './xml.ts';

/** Paths have the bucket first: `/bucket/key`. */
export function addRoutes(app: Hono, bucket: () => Bucket): void {
  const base = `/${s3Seed.bucket}`;
  app.get(base, (context) => listing(context, bucket()));
  app.get(`${base}/`, (context) => listing(context, bucket()));
  app.on('HEAD', `${base}/:key{.+}`, (context) => found(context, bucket()));
  app.get(`${base}/:key{.+}`, (context) => found(context, bucket()));
  app.put(`${base}/:key{.+}`, (context) => store(context, bucket()));
  app.post(`${base}/:key{.+}`, (context) => upload(context, bucket()));
  app.delete(`${base}/:key{.+}`, (context) => {
    const id = context.req.query('uploadId');
    if (id === undefined) bucket().remove(keyOf(context));
    else if (!bucket().abort(id)) return refuse(404, 'NoSuchUpload', 'The specified upload does not exist.');
    return new Response(null, { status: 204 });
  });
}

export function refuse(status: number, code: string, message: string): Response {
  return answer('Error', { Code: code, Message: message }, status);
}

function answer(root: string, tree: Tree, status = 200): Response {
  return new Response(xml(root, tree), { status, headers: { 'content-type': 'application/xml' } });
}

function keyOf(context: Context): string {
  return decodeURIComponent(new URL(context.req.url).pathname.slice(s3Seed.bucket.length + 2));
}

function listing(context: Context, { objects, uploads }: Bucket): Response {
  const prefix = context.req.query('prefix') ?? '';
  if (context.req.query('uploads') !== undefined) {
    const started = [...uploads].filter(([, { key }]) => key.startsWith(prefix));
    return answer('ListMultipartUploadsResult', {
      Bucket: s3Seed.bucket,
      IsTruncated: false,
      Upload: started.map(([id, { key, at }]) => ({ Key: key, UploadId: id, Initiated: iso(at) })),
    });
  }
  if (context.req.query('list-type') !== '2')
    return refuse(400, 'InvalidArgument', 'The sandbox lists with list-type=2 alone.');
  const most = Number(context.req.query('max-keys') ?? 1000);
  const after = context.req.query('continuation-token') ?? '';
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).toSorted();
  const shown = keys.slice(0, most);
  const last = shown.at(-1);
  return answer('ListBucketResult', {
    Name: s3Seed.bucket,
    Prefix: prefix,
    KeyCount: shown.length,
    MaxKeys: most,
    IsTruncated: keys.length > shown.length,
    ...(keys.length > shown.length && last !== undefined && { NextContinuationToken: last }),
    Contents: shown.map((key) => {
      const { content, at = 0, etag = '' } = objects.get(key) ?? {};
      return { Key: key, LastModified: iso(at), ETag: etag, Size: content?.length ?? 0 };
    }),
  });
}

function found(context: Context, { objects }: Bucket): Response {
  const object = objects.get(keyOf(context));
  if (!object) return refuse(404, 'NoSuchKey', 'The specified key does not exist.');
  return new Response(context.req.method === 'HEAD' ? null : new Uint8Array(object.content), {
    headers: {
      'content-length': String(object.content.length),
      'last-modified': new Date(object.at).toUTCString(),
      etag: object.etag,
    },
  });
}

async function store(context: Context, bucket: Bucket): Promise<Response> {
  const content = Buffer.from(await context.req.arrayBuffer());
  const wrong = refuseContent(context, content);
  if (wrong) return wrong;
  const id = context.req.query('uploadId');
  const checksum = context.req.header('x-amz-checksum-sha256');
  const headers = (etag: string) => ({
    etag,
    ...(checksum !== undefined && { 'x-amz-checksum-sha256': checksum }),
  });
  if (id === undefined)
    return new Response(null, { headers: headers(bucket.put(keyOf(context), content).etag) });
  const tag = bucket.addPart(id, Number(context.req.query('partNumber')), content);
  if (tag === undefined) return refuse(404, 'NoSuchUpload', 'The specified upload does not exist.');
  return new Response(null, { headers: headers(tag) });
}

function refuseContent(context: Context, content: Buffer): Response | undefined {
  const signed = context.req.header('x-amz-content-sha256');
  if (signed !== 'UNSIGNED-PAYLOAD' && signed !== sha256(content))
    return refuse(400, 'XAmzContentSHA256Mismatch', 'The body is not the one that was signed.');
  const checksum = context.req.header('x-amz-checksum-sha256');
  const own = createHash('sha256').update(content).digest('base64');
  if (checksum !== undefined && checksum !== own)
    return refuse(400, 'BadDigest', 'The SHA256 you specified did not match the calculated checksum.');
  return undefined;
}

async function upload(context: Context, bucket: Bucket): Promise<Response> {
  const Key = keyOf(context);
  const id = context.req.query('uploadId');
  if (context.req.query('uploads') !== undefined) {
    const UploadId = bucket.startUpload(Key);
    return answer('InitiateMultipartUploadResult', { Bucket: s3Seed.bucket, Key, UploadId });
  }
  if (id === undefined) return refuse(400, 'InvalidArgument', 'The sandbox posts uploads alone.');
  const body = await context.req.text();
  const numbers = [...body.matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map(([, number]) => Number(number));
  const stored = bucket.complete(id, numbers);
  if (!stored) return refuse(400, 'InvalidPart', 'One or more of the specified parts could not be found.');
  return answer('CompleteMultipartUploadResult', { Bucket: s3Seed.bucket, Key, ETag: stored.etag });
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
