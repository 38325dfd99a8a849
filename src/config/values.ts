import parseDuration from 'parse-duration';
import { z } from 'zod';
import { parseSlackUserId } from '../domain/ids.ts';

/** Text in one shape. The error is what is expected: the reporter adds path and finding. */
export function text(expected: string, pattern: RegExp) {
  return z.string({ error: expected }).regex(pattern, { error: expected });
}

export const word = text(
  'a name of small letters, digits and dashes that starts with a letter, up to 40 characters',
  /^[a-z][a-z0-9-]{0,39}$/,
);

export const identifier = text('an id or name without spaces, in quotes if it is all digits', /^\S+$/);

export const branch = text(
  'the name of a Git branch',
  /^(?![-/.])(?!.*(?:\.\.|@\{|\/\/))[^\s~^:?*[\]\\]+(?<![/.])$/,
);

export const repository = text('a GitHub repository as `owner/name`', /^[\w.-]+\/[\w.-]+$/);

export const slackUser = text(
  'a Slack user id such as U012AB3CD (profile, ⋮, Copy member ID)',
  /^[UW][A-Z0-9]{2,30}$/,
).transform(parseSlackUserId);

export const slackGroup = text('a Slack user group id such as S012AB3CD', /^S[A-Z0-9]{2,30}$/);

export const slackChannel = text('a Slack channel id such as C012AB3CD', /^[CG][A-Z0-9]{2,30}$/);

/** Without a trailing slash. */
export const address = z
  .string({ error: 'an address such as https://www.example.com' })
  .refine(isAddress, { error: 'an http(s) address without user, query or fragment' })
  .transform((url) => url.replace(/\/+$/, ''))
  .meta({ format: 'uri' });

/** Absolute path on a site. */
export const sitePath = text('a path that starts with `/`', /^\/\S*$/);

/** A file or folder of the repository; `.` is all of it. */
export const repositoryPath = text(
  'a path in the repository, without `/` at its start and without `..`',
  /^(?!\/)(?!(?:.*\/)?\.\.(?:\/|$)).+$/,
).transform((path) => path.replace(/^\.\/(?=.)/, '').replace(/(?<=.)\/+$/, ''));

/** ms, written as `90s`, `30m`, `1h30m` or `7d`. */
export function duration(range: { readonly min: string; readonly max: string }) {
  const expected = `a duration from ${range.min} to ${range.max}, such as 90s, 30m, 2h or 7d`;
  const [min, max] = [parseDuration(range.min) ?? 0, parseDuration(range.max) ?? 0];
  return text(expected, /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/)
    .refine((written) => isWithin(parseDuration(written) ?? -1, min, max), { error: expected })
    .transform((written) => parseDuration(written) ?? 0);
}

export function isAddress(written: string): boolean {
  if (!URL.canParse(written)) return false;
  const url = new URL(written);
  const plain = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  return (url.protocol === 'http:' || url.protocol === 'https:') && plain;
}

/** One address, or those of several nodes of a Redis Cluster: reached with the same scheme, user and password. */
export function areRedisAddresses(written: readonly string[]): boolean {
  if (!written.every((address) => /^rediss?:\/\/\S+$/.test(address) && URL.canParse(address))) return false;
  const urls = written.map((address) => new URL(address));
  if (urls.some(({ hostname }) => hostname.includes(','))) return false;
  const ways = urls.map(({ protocol, username, password }) => [protocol, username, password].join(' '));
  const database = /^\/?0?$/;
  return (
    urls.length === 1 || (new Set(ways).size === 1 && urls.every(({ pathname }) => database.test(pathname)))
  );
}

function isWithin(value: number, min: number, max: number): boolean {
  return value >= min && value <= max;
}
