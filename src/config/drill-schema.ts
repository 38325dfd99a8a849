import { z } from 'zod';
import type { DataCheck, DrillPolicy } from '../domain/drill.ts';
import { duration, text } from './values.ts';

/* How restores of an environment's data are tried. */

const table = text(
  'the name of a table, with its schema unless that is `public`',
  /^[^\s."]+(?:\.[^\s."]+)?$/,
);

const sqlCheck = z.strictObject({
  name: text('a name of up to 60 characters', /^\S.{0,59}$/).describe('As the message tells it.'),
  sql: text('a query', /\S/).describe('One query, which changes nothing.'),
  expect: z
    .union([z.string(), z.number(), z.boolean()])
    .prefault(true)
    .transform(String)
    .describe('The first value of its first row.'),
});

const newest = z.strictObject({
  table: table.describe('A table that is written to all the time.'),
  column: text('the name of a column', /^[^\s."]+$/).describe('When a row was made.'),
  within: duration({ min: '1s', max: '365d' })
    .prefault('24h')
    .describe('How much older than the restored moment its newest row may be.'),
});

export const drill = z.strictObject({
  every: duration({ min: '0s', max: '365d' })
    .prefault('0s')
    .describe('How often a drill begins by itself; `0s`: never, only `/db drill`.'),
  overdue: duration({ min: '0s', max: '365d' })
    .optional()
    .describe(
      'How long after the last restore that worked its absence is told in the channel and in `/status`; `0s`: never. Default: `30d`, and twice `every` at least, where `production` is true, else `0s`.',
    ),
  age: duration({ min: '1s', max: '30d' })
    .prefault('24h')
    .describe(
      'How old the state is that is restored. Where Neon’s history is shorter: the oldest that it has.',
    ),
  rto: duration({ min: '1s', max: '7d' })
    .prefault('2h')
    .describe('How long a restore may take, from asking until the data has answered the checks.'),
  rpo: duration({ min: '1s', max: '30d' })
    .prefault('24h')
    .describe(
      'How much of the newest data may be lost: the age of the newest moment that could be restored.',
    ),
  timeout: duration({ min: '1s', max: '1h' }).prefault('30s').describe('How long one check may take.'),
  tables: z
    .array(table)
    .default([])
    .describe(
      'Tables that must be there and hold rows. Without any: there are tables, and not all are empty.',
    ),
  newest: newest.optional().describe('How fresh the restored data must be.'),
  checks: z
    .array(sqlCheck)
    .max(20)
    .default([])
    .describe(
      'Queries of your own, run in a transaction that may only read: `[{name: orders, sql: "select count(*) > 100 from orders"}]`.',
    ),
});

const day = 24 * 3_600_000;

export function toDrillPolicy(
  file: z.output<typeof drill>,
  { production, database }: { readonly production: boolean; readonly database: boolean },
): DrillPolicy {
  const usualOverdue = production ? Math.max(30 * day, 2 * file.every) : 0;
  return {
    everyMs: database ? file.every : 0,
    overdueMs: database ? (file.overdue ?? usualOverdue) : 0,
    ageMs: file.age,
    rtoMs: file.rto,
    rpoMs: file.rpo,
    checkMs: file.timeout,
    checks: toChecks(file),
  };
}

function toChecks({ tables, newest: fresh, checks }: z.output<typeof drill>): readonly DataCheck[] {
  return [
    { kind: 'tables', named: tables },
    { kind: 'foreign_keys' },
    ...(fresh
      ? [{ kind: 'newest' as const, table: fresh.table, column: fresh.column, withinMs: fresh.within }]
      : []),
    ...checks.map(({ name, sql, expect }) => ({ kind: 'sql' as const, name, sql, expect })),
  ];
}
