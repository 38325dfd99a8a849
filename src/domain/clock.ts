import { Temporal } from 'temporal-polyfill';

/**
 * The moment (ms since the epoch) at which a clock in `zone` showed `local`: a date and a time, or a time alone, which
 * is the last such one before `now`. Undefined: no such time, or no such zone.
 */
export function momentOf(
  local: string,
  { zone, now }: { readonly zone: string; readonly now: number },
): number | undefined {
  try {
    return local.includes('T')
      ? momentIn(Temporal.PlainDateTime.from(local), zone)
      : lastTime(local, zone, now);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

export function isZone(word: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(word);
    return true;
  } catch {
    return false;
  }
}

function lastTime(local: string, zone: string, now: number): number {
  const time = Temporal.PlainTime.from(local);
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate();
  const at = momentIn(today.toPlainDateTime(time), zone);
  return at <= now ? at : momentIn(today.subtract({ days: 1 }).toPlainDateTime(time), zone);
}

function momentIn(local: Temporal.PlainDateTime, zone: string): number {
  return local.toZonedDateTime(zone).epochMilliseconds;
}
