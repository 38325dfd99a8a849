import type { CommitSha, SlackUserId } from '../../domain/ids.ts';
import { shortSha } from '../../domain/ids.ts';

/** "41 s", "1 m 48 s", "2 h 5 m", "3 days": two units at most. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return twoUnits([Math.floor(seconds / 60), 'm'], [seconds % 60, 's']);
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return twoUnits([Math.floor(minutes / 60), 'h'], [minutes % 60, 'm']);
  return plural(Math.round(minutes / (24 * 60)), 'day');
}

/** As `duration`, but "12 ms" below a second: a migration often takes no longer. */
export function shortDuration(ms: number): string {
  return ms < 1000 ? `${Math.max(1, Math.round(ms))} ms` : duration(ms);
}

/** As `duration`, rounded to what a forecast can promise: tens of seconds, then minutes. */
export function roughly(ms: number): string {
  const step = ms < 5 * 60_000 ? 10_000 : 60_000;
  return duration(Math.max(step, Math.round(ms / step) * step));
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

export function ordinal(place: number): string {
  const suffix = ['th', 'st', 'nd', 'rd'][place % 10] ?? 'th';
  return `${place}${place % 100 >= 11 && place % 100 <= 13 ? 'th' : suffix}`;
}

/** A moment in the reader's time zone: "14:32". */
function timeOfDay(at: number): string {
  return slackDate(at, '{time}', new Date(at).toISOString().slice(11, 16));
}

/** "Nov 14, 2026 at 14:32", or "today at 14:32". */
export function moment(at: number): string {
  const utc = new Date(at).toISOString();
  return slackDate(at, '{date_short_pretty} at {time}', `${utc.slice(0, 10)} ${utc.slice(11, 16)}`);
}

/** The time alone where the day goes without saying. */
export function when(at: number, now: number): string {
  return isNear(at, now) ? timeOfDay(at) : moment(at);
}

/** "expires in 28 minutes (14:32)": Slack counts, so that it is still true when somebody reads it later. */
export function expiry(at: number, now: number): string {
  const day = isNear(at, now) ? '' : '{date_short_pretty} at ';
  const utc = new Date(at)
    .toISOString()
    .replace('T', ' ')
    .slice(isNear(at, now) ? 11 : 0, 16);
  return slackDate(at, `expires {ago} (${day}{time})`, `expires in ${duration(at - now)}, ${utc}`);
}

function isNear(at: number, now: number): boolean {
  return Math.abs(at - now) < 12 * 3_600_000;
}

function slackDate(at: number, format: string, utc: string): string {
  return `<!date^${Math.floor(at / 1000)}^${format}|${utc} UTC>`;
}

export function codeOf(sha: CommitSha): string {
  return `\`${shortSha(sha)}\``;
}

export function bar(done: number, total: number, width = 10): string {
  const filled = total === 0 ? 0 : Math.round((Math.min(done, total) / total) * width);
  return '▓'.repeat(filled) + '░'.repeat(width - filled);
}

export function mention(user: SlackUserId): string {
  return `<@${user}>`;
}

/** Only what is an id of Slack's is put into the text as it is. */
export function mentionChannel(channel: string): string {
  return /^[CG][A-Z0-9]{2,30}$/.test(channel) ? `<#${channel}>` : 'its incident channel';
}

/** Groups, then people, each once; a malformed id is left out rather than shown. */
export function mentions(groups: readonly string[], users: readonly SlackUserId[]): readonly string[] {
  const named = [
    ...groups.filter((id) => /^S[A-Z0-9]{2,30}$/.test(id)).map((id) => `<!subteam^${id}>`),
    ...users.map(mention),
  ];
  return [...new Set(named)];
}

/** "a", "a or b", "a, b or c". */
export function either(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
}

export function sentenceList(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

function twoUnits(...[large, small]: readonly [[number, string], [number, string]]): string {
  const first = `${large[0]} ${large[1]}`;
  return small[0] === 0 ? first : `${first} ${small[0]} ${small[1]}`;
}

/** "612 B", "48 KB", "1.2 GB". */
export function bytes(count: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, count)) / 3)));
  const value = count / 1000 ** power;
  return `${power === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} ${units[power] ?? ''}`;
}
