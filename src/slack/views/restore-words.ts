import type { Operation } from '../../domain/operation.ts';
import type { RestorePlan } from '../../domain/plan.ts';
import type { RestoreWish } from '../../domain/restore-wish.ts';
import { escape } from './escape.ts';
import { codeOf, moment } from './format.ts';

/** "data of Nov 14 at 14:05"; as it was asked for while it is not known when that is. */
export function dataOf({ plan, request }: Operation): string {
  if (plan?.kind === 'restore') return `data of ${moment(plan.source.at)}`;
  return request.data === undefined ? 'earlier data' : wishOf(request.data);
}

function wishOf(wish: RestoreWish): string {
  switch (wish.kind) {
    case 'moment':
      return `data of ${moment(wish.at)}`;
    case 'clock':
      return `data of ${escape(wish.local.replace('T', ' '), 40)}`;
    case 'release':
      return wish.release === 'last'
        ? 'data from right before the last release'
        : `data from right before \`${escape(wish.release.slice(0, 40), 40)}\``;
    case 'after':
      return 'data from before what was rolled back';
    case 'branch':
      return `data of branch \`${escape(wish.name, 80)}\``;
  }
}

/** How that moment was named. */
export function originOf({ source }: RestorePlan): readonly string[] {
  const { origin } = source;
  switch (origin.kind) {
    case 'time':
      return origin.zone === undefined ? [] : [`a clock in ${escape(origin.zone, 60)}`];
    case 'release':
      return [`right before ${codeOf(origin.commit)} ${escape(origin.subject, 80)}`.trim()];
    case 'branch':
      return source.kind === 'branch' ? [`as branch \`${escape(source.name, 100)}\` holds it`] : [];
  }
}

/** What to type to have the data back that a restore put aside. */
export function wayBack(environment: string, keptAs: string): string {
  return `\`/db restore ${escape(environment, 60)} at branch ${escape(keptAs, 100)}\``;
}
