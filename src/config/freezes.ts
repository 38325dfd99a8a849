import { z } from 'zod';
import { type FreezeWindow, weekdays } from '../domain/freeze-window.ts';
import { duration, text } from './values.ts';

const time = '(?:[01]\\d|2[0-3]):[0-5]\\d';
const day = '\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])';
const weeklyFrom = new RegExp(`^${time}$`);
const weeklyTo = new RegExp(`^(?:(?:${weekdays.join('|')}) )?${time}$`);
const dated = new RegExp(`^${day}(?:T${time}(?::[0-5]\\d)?)?$`);

/** One window, weekly (with `days`) or dated. */
export const freezeWindow = z
  .strictObject({
    days: z.array(z.enum(weekdays)).min(1).optional().describe('Weekly: the days on which it begins.'),
    from: text('a time such as `16:00`, or a date such as `2026-12-20`', /\S/),
    to: text('a time such as `09:00` or `mon 09:00`, or a date such as `2027-01-03`', /\S/),
    zone: z
      .string({ error: 'an IANA time zone such as Europe/Madrid' })
      .refine(isZone, { error: 'an IANA time zone such as Europe/Madrid' }),
    reason: text('why nothing is deployed then', /\S/).default('a freeze window of the configuration'),
    ahead: duration({ min: '1s', max: '7d' }).prefault('1h'),
  })
  .superRefine(({ days, from, to }, context) => {
    const isWeekly = days !== undefined;
    const complain = (path: 'from' | 'to', message: string) =>
      context.addIssue({ code: 'custom', path: [path], message, input: path === 'from' ? from : to });
    if (isWeekly) {
      if (!weeklyFrom.test(from)) complain('from', 'a time such as `16:00`, as `days` is given');
      if (!weeklyTo.test(to)) complain('to', 'a time such as `09:00` or `mon 09:00`, as `days` is given');
      return;
    }
    const wanted = 'a date such as `2026-12-20`, or with its time, `2026-12-20T16:00`';
    if (!isDate(from)) complain('from', `${wanted}; a weekly window has \`days\``);
    else if (!isDate(to)) complain('to', wanted);
    else if (endOf(to) <= beginningOf(from)) complain('to', `a date after ${from}`);
  });

export type FreezeFile = z.output<typeof freezeWindow>;

export function toFreezeWindow({ days, from, to, zone, reason, ahead }: FreezeFile): FreezeWindow {
  const common = { zone, reason, announceAheadMs: ahead };
  if (days === undefined) return { kind: 'dated', from: beginningOf(from), to: endOf(to), ...common };
  const [time = '', word] = to.split(' ').toReversed();
  const toDay = weekdays.find((each) => each === word);
  return { kind: 'weekly', days, from, to: { time, ...(toDay && { day: toDay }) }, ...common };
}

function beginningOf(date: string): string {
  return date.includes('T') ? date : `${date}T00:00`;
}

/** The last day is a part of it. */
function endOf(date: string): string {
  if (date.includes('T')) return date;
  const next = new Date(`${date}T00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return `${next.toISOString().slice(0, 10)}T00:00`;
}

/** Not 30 February. */
function isDate(written: string): boolean {
  const [date = ''] = written.split('T');
  return dated.test(written) && new Date(`${date}T00:00Z`).toISOString().startsWith(date);
}

function isZone(written: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: written }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
