import { randomBytes } from 'node:crypto';

/** As GitHub: an hour. Real time, because the bot judges expiry by its own clock. */
const lifetimeMs = 3_600_000;

export interface Tokens {
  /** Why this request may not pass. */
  check(request: Request): string | undefined;
  issue(): { readonly token: string; readonly expiresAt: number };
  reset(): void;
}

export function createTokens(permanent: string): Tokens {
  const issued = new Map<string, number>();
  return {
    check(request) {
      const { pathname } = new URL(request.url);
      const token = /^(?:token|bearer)\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
      if (isPublic(pathname)) return undefined;
      if (isForApps(pathname)) return checkJwt(token);
      if (token === undefined) return 'Requires authentication';
      if (token === permanent) return undefined;
      return (issued.get(token) ?? 0) > Date.now() ? undefined : 'Bad credentials';
    },
    issue() {
      const token = `ghs_${randomBytes(27).toString('base64url').replaceAll(/[-_]/g, '0')}`;
      const expiresAt = Date.now() + lifetimeMs;
      issued.set(token, expiresAt);
      return { token, expiresAt };
    },
    reset: () => issued.clear(),
  };
}

/** Signed download links and the pages that people open. */
function isPublic(path: string): boolean {
  return !/^\/(?:repos|app|rate_limit|user)(?:\/|$)/.test(path);
}

function isForApps(path: string): boolean {
  return /^\/app(?:\/|$)/.test(path) || /^\/repos\/[^/]+\/[^/]+\/installation$/.test(path);
}

/** The sandbox has no app's public key: it asks for a well-formed RS256 token that is valid now. */
function checkJwt(token: string | undefined): string | undefined {
  const [header, payload, signature, ...rest] = (token ?? '').split('.');
  const { alg } = decode(header);
  const { iss, iat, exp } = decode(payload);
  const signatureBytes = Buffer.from(signature ?? '', 'base64url').length;
  if (rest.length > 0 || alg !== 'RS256' || signatureBytes < 256) {
    return 'A JSON web token could not be decoded';
  }
  if (iss === undefined || typeof iat !== 'number' || typeof exp !== 'number') {
    return "Missing 'issuer' claim ('iss') in assertion";
  }
  const now = Date.now() / 1000;
  if (exp < now)
    return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
  if (exp > now + 600) return "'Expiration time' claim ('exp') is too far in the future";
  if (iat > now + 60)
    return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
  return undefined;
}

function decode(part: string | undefined): Readonly<Record<'alg' | 'iss' | 'iat' | 'exp', unknown>> {
  const nothing = { alg: undefined, iss: undefined, iat: undefined, exp: undefined };
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...nothing, ...value } : nothing;
  } catch {
    return nothing;
  }
}
