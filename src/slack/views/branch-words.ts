import type { Branch } from '../../domain/branch.ts';
import type { ReportedBranch } from '../../domain/branch-report.ts';
import { shortSha } from '../../domain/ids.ts';
import { escape } from './escape.ts';
import { duration, expiry, mention } from './format.ts';

export function branchName(name: string): string {
  return `*${escape(name, 80)}*`;
}

/** One line: what it is, whose it is, how long it stays, and what depends on it. */
export function branchLine(
  branch: ReportedBranch,
  { app, at: now }: { readonly app: string; readonly at: number },
): string {
  const { parentName, createdAt, sizeBytes } = branch;
  return [
    branchName(branch.name),
    ...needWords(branch, app),
    ...guards(branch),
    ...(parentName === undefined ? [] : [`from ${escape(parentName, 80)}`]),
    `${duration(now - createdAt)} old`,
    ...makerOf(branch),
    ...endOf(branch, now),
    ...(sizeBytes === undefined ? [] : [bytes(sizeBytes)]),
    ...(branch.compute === 'none' ? ['no compute'] : []),
  ].join(' · ');
}

/** Who made it: as they are called in Slack where they asked for it here. */
export function makerOf({ mark, madeBy, name }: Branch): readonly string[] {
  if (mark) return [`by ${mention(mark.by)}`];
  if (name.startsWith('cabeceo/')) return ['made for a deploy'];
  return madeBy === undefined ? [] : [`by ${escape(madeBy, 60)}`];
}

export function endOf({ expiresAt }: Pick<Branch, 'expiresAt'>, now: number): readonly string[] {
  return expiresAt === undefined ? [] : [expiry(expiresAt, now)];
}

/** "31 MB", "1.2 GB" */
export function bytes(count: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const shown = unit === 0 || value >= 10 ? Math.round(value) : Math.round(value * 10) / 10;
  return `${shown} ${units[unit] ?? ''}`;
}

function needWords({ needs }: ReportedBranch, app: string): readonly string[] {
  return needs.map((need) => {
    switch (need.kind) {
      case 'environment':
        return `${escape(need.environment, 60)}${need.app === app ? '' : ` of ${escape(need.app, 60)}`} runs on it`;
      case 'operation':
        return `needed by what is under way on ${escape(need.environment, 60)}`;
      case 'release':
        return `restore point of \`${shortSha(need.commit)}\` on ${escape(need.environment, 60)}`;
    }
  });
}

function guards({ isDefault, isProtected }: Branch): readonly string[] {
  return [...(isDefault ? ['default'] : []), ...(isProtected ? ['protected'] : [])];
}
