import type { EnvironmentStatus } from '../../domain/status.ts';
import { escape } from './escape.ts';
import { duration, moment } from './format.ts';

/** Of an environment whose restores are not known to be well. */
export function drillSentences({ environment, drill }: EnvironmentStatus, now: number): readonly string[] {
  if (!drill) return [];
  const { overdue, since, restoredAt, last } = drill;
  const next = `\`/db drill ${escape(environment, 60)}\` tries it now.`;
  const known =
    restoredAt === undefined
      ? `not tried for ${duration(now - since)}`
      : `the last one that worked was ${duration(now - restoredAt)} ago`;
  return [
    ...(last
      ? [
          `The restore drill of ${moment(last.at)} ${last.verdict === 'missed' ? 'missed its targets' : 'failed'}.`,
        ]
      : []),
    ...(overdue ? [`A restore drill is overdue: ${known}.`] : []),
    next,
  ];
}
