import parseDuration from 'parse-duration';

/** `2h`, `90 minutes`, `1h 30m`, `1 day`: in ms. */
export function durationOf(written: string): number | 'unknown' {
  const isWhole =
    /^(?:\d+(?:[.,]\d+)?\s*(?:s|m|h|d|w|secs?|seconds?|mins?|minutes?|hrs?|hours?|days?|weeks?)\s*)+$/i;
  if (!isWhole.test(written)) return 'unknown';
  return parseDuration(written.replaceAll(',', '.')) ?? 'unknown';
}
