import { createHmac, timingSafeEqual } from 'node:crypto';

/** Whether `given` is the HMAC of the very bytes, in hex; takes as long for a wrong one as for the right one. */
export function isSignature(
  given: unknown,
  of: {
    readonly algorithm: 'sha1' | 'sha256';
    readonly secret: string;
    readonly body: Buffer;
    readonly prefix?: string;
  },
): boolean {
  const { algorithm, secret, body, prefix = '' } = of;
  const expected = Buffer.from(prefix + createHmac(algorithm, secret).update(body).digest('hex'));
  const signature = Buffer.from(typeof given === 'string' ? given : '');
  return signature.length === expected.length && timingSafeEqual(signature, expected);
}
