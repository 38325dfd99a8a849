import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { s3Seed } from './seed.ts';

/*
 * Signature Version 4 of a request's headers, as Amazon describes it ("Create a signed AWS API request"). The payload's
 * hash is a signed header; whoever reads the body compares it.
 */

/** Undefined where the request is signed with the seeded key; else why not. */
export function refuseSignature(request: Request): string | undefined {
  const given = parseAuthorization(request.headers.get('authorization') ?? '');
  if (given === undefined) return 'Requests must be signed with AWS4-HMAC-SHA256.';
  const { keyId, day, region, signedHeaders, signature } = given;
  if (keyId !== s3Seed.accessKeyId) return 'The access key id is not known.';
  if (region !== s3Seed.region) return `The region '${region}' is wrong; expecting '${s3Seed.region}'`;
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = [
    'AWS4-HMAC-SHA256',
    request.headers.get('x-amz-date') ?? '',
    scope,
    sha256(canonical(request, signedHeaders)),
  ].join('\n');
  const key = [region, 's3', 'aws4_request'].reduce(
    (secret, part) => hmac(secret, part),
    hmac(`AWS4${s3Seed.secretAccessKey}`, day),
  );
  const expected = hmac(key, toSign).toString('hex');
  const isSame =
    expected.length === signature.length && timingSafeEqual(Buffer.from(expected), Buffer.from(signature));
  return isSame
    ? undefined
    : 'The request signature we calculated does not match the signature you provided.';
}

export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function parseAuthorization(header: string) {
  const found =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      header,
    );
  if (!found) return undefined;
  const [, keyId = '', day = '', region = '', signedHeaders = '', signature = ''] = found;
  return { keyId, day, region, signedHeaders: signedHeaders.split(';'), signature };
}

function canonical(request: Request, signedHeaders: readonly string[]): string {
  const { pathname, searchParams } = new URL(request.url);
  const query = [...searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .toSorted()
    .join('&');
  const headers = signedHeaders.map((name) => `${name}:${(request.headers.get(name) ?? '').trim()}\n`);
  return [
    request.method,
    pathname,
    query,
    headers.join(''),
    signedHeaders.join(';'),
    request.headers.get('x-amz-content-sha256') ?? '',
  ].join('\n');
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
