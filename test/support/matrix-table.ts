import { readFile, writeFile } from 'node:fs/promises';
import { blows, type CellResult } from './crash-matrix.ts';

const begin = '<!-- matrix: written by `npm run matrix` -->';
const end = '<!-- /matrix -->';

/** One row a step, one column a blow: how many of the boundaries were survived. */
export function matrixTable(results: readonly CellResult[]): string {
  const steps = [...new Set(results.map(({ step }) => step))];
  const rows = steps.map((step) => [step, ...blows.map((blow) => survivors(results, { step, blow }))]);
  const count = (verdict: CellResult['verdict']) => results.filter((one) => one.verdict === verdict).length;
  return [
    row(['Step', ...blows]),
    row(['---', ...blows.map(() => '---')]),
    ...rows.map(row),
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

function survivors(results: readonly CellResult[], where: Pick<CellResult, 'step' | 'blow'>): string {
  const cells = results.filter(({ step, blow }) => step === where.step && blow === where.blow);
  const survived = cells.filter(({ verdict }) => verdict === 'survived').length;
  return cells.length === 0 ? '' : `${survived} of ${cells.length}`;
}

function resumed(results: readonly CellResult[], blow: CellResult['blow']): string {
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
