/** Slack's `<!date^…>` tokens in the reader's own time zone: docs.slack.dev/messaging/formatting-message-text#date-formatting */
export function formatSlackDate(
  date: { readonly seconds: number; readonly format: string },
  reader: { readonly now: number; readonly timeZone?: string },
): string {
  const at = date.seconds * 1000;
  return date.format.replaceAll(
    /\{(\w+)\}/g,
    (token, name: string) => formatToken(name, at, reader) ?? token,
  );
}

interface Reader {
  readonly now: number;
  readonly timeZone?: string;
}

function formatToken(name: string, at: number, reader: Reader): string | undefined {
  switch (name) {
    case 'date_num':
      return dayKey(at, reader);
    case 'date':
      return written(at, reader, { month: 'long', day: 'numeric', year: 'numeric' });
    case 'date_short':
      return written(at, reader, { month: 'short', day: 'numeric', year: 'numeric' });
    case 'date_long':
      return written(at, reader, { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' });
    case 'date_pretty':
    case 'date_short_pretty':
    case 'date_long_pretty':
      return relativeDay(at, reader) ?? formatToken(name.replace('_pretty', ''), at, reader);
    case 'time':
      return formatTime(at, reader);
    case 'time_secs':
      return written(at, reader, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
    case 'ago':
      return formatAgo(at, reader.now);
    default:
      return undefined;
  }
}

export function formatTime(at: number, reader: { readonly timeZone?: string } = {}): string {
  return written(at, reader, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** "Today", "Yesterday", "Tuesday, November 3rd": the divider between two days of a channel. */
export function formatDay(at: number, reader: Reader): string {
  const near = relativeDay(at, reader);
  return near === undefined
    ? written(at, reader, { weekday: 'long', month: 'long', day: 'numeric' })
    : `${near[0]?.toUpperCase() ?? ''}${near.slice(1)}`;
}

/** Same key, same day for the reader. */
export function dayKey(at: number, reader: { readonly timeZone?: string }): string {
  return new Intl.DateTimeFormat('en-CA', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    ...zone(reader),
  }).format(at);
}

export function formatAgo(at: number, now: number): string {
  const seconds = Math.round((now - at) / 1000);
  const [size, unit] = span(Math.abs(seconds));
  if (Math.abs(seconds) < 5) return 'just now';
  const amount = `${size} ${unit}${size === 1 ? '' : 's'}`;
  return seconds < 0 ? `in ${amount}` : `${amount} ago`;
}

function span(seconds: number): readonly [number, string] {
  if (seconds < 60) return [seconds, 'second'];
  if (seconds < 3600) return [Math.floor(seconds / 60), 'minute'];
  if (seconds < 86_400) return [Math.floor(seconds / 3600), 'hour'];
  return [Math.floor(seconds / 86_400), 'day'];
}

function relativeDay(at: number, reader: Reader): string | undefined {
  const key = dayKey(at, reader);
  const day = 86_400_000;
  if (key === dayKey(reader.now, reader)) return 'today';
  if (key === dayKey(reader.now - day, reader)) return 'yesterday';
  if (key === dayKey(reader.now + day, reader)) return 'tomorrow';
  return undefined;
}

function written(
  at: number,
  reader: { readonly timeZone?: string },
  options: Intl.DateTimeFormatOptions,
): string {
  return new Intl.DateTimeFormat('en-US', { ...options, ...zone(reader) }).format(at);
}

function zone(reader: { readonly timeZone?: string }): Intl.DateTimeFormatOptions {
  return reader.timeZone === undefined ? {} : { timeZone: reader.timeZone };
}
