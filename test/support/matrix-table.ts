import { readFile, writeFile } from 'node:fs/promises';
import { blows } from './crash-matrix.ts';
import type { Verdict } from './crash-traces.ts';

/** One cell as it is kept between the parts of a run. */
export interface MatrixRow {
  readonly story: string;
  readonly row: string;
  readonly boundary: string;
  readonly blow: string;
  readonly verdict: Verdict;
  readonly resumedMs?: number | undefined;
  readonly found?: string | undefined;
}

const begin = '<!-- matrix: written by `npm run matrix` -->';
const end = '<!-- /matrix -->';

/** For each story one row a step, one column a blow: how many of the points were survived. */
export function matrixTable(results: readonly MatrixRow[]): string {
  const stories = [...new Set(results.map(({ story }) => story))];
  const count = (verdict: Verdict) => results.filter((one) => one.verdict === verdict).length;
  return [
    row(['', ...blows]),
    row(['---', ...blows.map(() => '---')]),
    ...stories.flatMap((story) => storyRows(results.filter((one) => one.story === story))),
    row(['resumed after, median / max', ...blows.map((blow) => resumed(results, blow))]),
    '',
    `${results.length} cells: ${count('survived')} survived, ${count('lost')} lost, ${count('repeated')} repeated, ` +
      `${count('different')} ended otherwise.`,
  ].join('\n');
}

/** Puts the table between its marks in the document. */
export async function writeTable(file: URL, table: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const [before, after] = [text.indexOf(begin), text.indexOf(end)];
  if (before === -1 || after < before)
    throw new Error(`${file.pathname} has no place for the table: ${begin}`);
  await writeFile(file, `${text.slice(0, before + begin.length)}\n\n${table}\n\n${text.slice(after)}`);
}

function storyRows(results: readonly MatrixRow[]): readonly string[] {
  const rows = [...new Set(results.map((one) => one.row))];
  return [
    row([`**${results[0]?.story}**`, ...blows.map(() => '')]),
    ...rows.map((name) => row([name, ...blows.map((blow) => survivors(results, { row: name, blow }))])),
  ];
}

function survivors(results: readonly MatrixRow[], where: Pick<MatrixRow, 'row' | 'blow'>): string {
  const cells = results.filter((one) => one.row === where.row && one.blow === where.blow);
  const survived = cells.filter(({ verdict }) => verdict === 'survived').length;
  return cells.length === 0 ? '' : `${survived} of ${cells.length}`;
}

function resumed(results: readonly MatrixRow[], blow: string): string {
  const times = results
    .flatMap((one) => (one.blow === blow && one.resumedMs !== undefined ? [one.resumedMs] : []))
    .toSorted((a, b) => a - b);
  const [median, max] = [times[Math.floor(times.length / 2)], times.at(-1)];
  return median === undefined || max === undefined ? 'same worker' : `${seconds(median)} / ${seconds(max)}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
