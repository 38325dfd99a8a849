/** Blots out what must never leave the process: the configured secrets, and whatever looks like one. */
export type Scrub = (text: string) => string;

const blot = '•••';

const lookalikes: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/-----BEGIN [^-]+-----[\s\S]*?(?:-----END [^-]+-----|$)/g, blot],
  [/\b([a-z][a-z0-9+.-]*):\/\/[^\s"'`<>]*@[^\s"'`<>]*/gi, `$1://${blot}`],
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${blot}`],
  [/\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g, blot],
  [/\b(?:gh[pousr]_|github_pat_|xox[a-z]-|xapp-|xwfp-|napi_|npg_|vcp_|sk_|rk_|whsec_)[\w-]{4,}/g, blot],
  [
    /([\w-]*(?:password|passwd|secret|token|api[_-]?key|private[_-]?key|credential|authorization|database_url)[\w-]*\\?["']?\s*[:=]\s*\\?["']?)[^\s"',;&}\\]+/gi,
    `$1${blot}`,
  ],
];

export function createScrub(secrets: readonly string[]): Scrub {
  const known = secrets
    .filter((secret) => secret.length >= 6)
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    .sort((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const secret of known) clean = clean.replaceAll(secret, blot);
    for (const [pattern, replacement] of lookalikes) clean = clean.replaceAll(pattern, replacement);
    return clean;
  };
}

/** A text that shows itself to nobody who does not ask for it: it is blotted out in JSON, logs and templates. */
export interface Secret {
  reveal(): string;
  toString(): string;
  toJSON(): string;
}

export function keepSecret(text: string): Secret {
  return { reveal: () => text, toString: () => blot, toJSON: () => blot };
}
