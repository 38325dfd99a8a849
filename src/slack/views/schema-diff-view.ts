import type { SchemaReport } from '../../domain/branch-report.ts';
import { context, type MessageView, messageView, section } from './blocks.ts';
import { branchName } from './branch-words.ts';
import { escape, logLine } from './escape.ts';
import { plural } from './format.ts';
import { limits } from './limits.ts';
import { preformatted } from './preformatted.ts';

const longestLine = 140;
/** Slack takes about 13,000 characters of blocks in one message. */
const mostBlocks = 3;

/** What `branch` defines otherwise than `base`; cut where it is long, which is said. */
export function schemaDiffView({ app, branch, base, diff, left }: SchemaReport): MessageView {
  const both = `${branchName(branch.name)} and ${branchName(base.name)}`;
  if (diff.length === 0) {
    const same = `✅ ${both} define the same: tables, columns, indexes and the rest. Rows were not compared.`;
    return messageView(same, [section([same]), context([escape(app, 60)])]);
  }
  const shown = inBlocks(diff.map((line) => logLine(line, longestLine)));
  const hidden = left + diff.length - shown.flat().length;
  const added = diff.filter((line) => /^\+(?!\+\+ )/.test(line)).length;
  const removed = diff.filter((line) => /^-(?!-- )/.test(line)).length;
  const headline = `What ${branchName(branch.name)} defines otherwise than ${branchName(base.name)}: ${plural(added, 'line')} more, ${removed} less${left > 0 ? ' in what is shown' : ''}.`;
  const more =
    hidden > 0
      ? [
          `…and ${hidden} more lines: \`neon branches schema-diff ${escape(base.name, 80)} ${escape(branch.name, 80)}\` shows all.`,
        ]
      : [];
  return messageView([headline, ...more].join(' '), [
    section([headline]),
    ...shown.map((lines) => preformatted(lines)),
    context([...more, `${escape(app, 60)} · rows were not compared`]),
  ]);
}

/** As many blocks as are allowed, none longer than Slack takes. */
function inBlocks(lines: readonly string[]): readonly (readonly string[])[] {
  const blocks: string[][] = [[]];
  let room = limits.sectionText;
  for (const line of lines) {
    room -= line.length + 1;
    if (room < 0) {
      if (blocks.length === mostBlocks) break;
      blocks.push([]);
      room = limits.sectionText - line.length - 1;
    }
    blocks.at(-1)?.push(line);
  }
  return blocks;
}
