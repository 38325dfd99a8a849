import type { BranchReport } from '../../domain/branch-report.ts';
import { context, type MessageView, messageView, section } from './blocks.ts';
import { branchLine } from './branch-words.ts';
import { escape } from './escape.ts';
import { moment } from './format.ts';
import { andMore } from './limits.ts';

/** One line for each; what environments run on comes first. */
export function branchesView(report: BranchReport): MessageView {
  const { branches, count, limit, at } = report;
  const lines = branches.map((branch) => branchLine(branch, report));
  const hidden = count - branches.length;
  const more = hidden > 0 ? [andMore(hidden)] : [];
  const headline = `${howMany(count, limit)} in Neon project *${escape(report.project, 80)}*`;
  const facts = [escape(report.app, 60), `as Neon said ${moment(at)}`, ...otherDatabases(report)];
  return messageView([headline, ...lines, ...more].join('\n'), [
    section([headline]),
    ...lines.map((line) => section([line])),
    context([...more, facts.join(' · ')]),
  ]);
}

function howMany(count: number, limit: number | undefined): string {
  const all = limit === undefined ? String(count) : `${count} of ${limit}`;
  return `${all} ${count === 1 && limit === undefined ? 'branch' : 'branches'}`;
}

function otherDatabases({ others }: BranchReport): readonly string[] {
  const [first] = others;
  return first === undefined ? [] : [`other databases: \`/db branches --env ${escape(first, 60)}\``];
}
