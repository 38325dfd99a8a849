import { type Figure, isReached, ratioOf } from './figure.ts';

const heads = ['', 'Cabeceo', 'bare Bolt', 'ratio', 'target', ''];

/** In Markdown, so that it reads the same in a terminal and in docs/benchmarks.md. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = [heads, ...figures.map(rowOf)];
  const widths = heads.map((_, column) => Math.max(3, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), rule, ...body.map(line)].join('\n');
}

function rowOf(figure: Figure): string[] {
  const { what, unit, ours, bolt, target } = figure;
  const ratio = ratioOf(figure);
  const reached = isReached(figure);
  return [
    what,
    `${show(ours)} ${unit}`,
    bolt === undefined ? '' : `${show(bolt)} ${unit}`,
    ratio === undefined ? '' : `${ratio.toFixed(2)}x`,
    target ? (target.on === 'ratio' ? `<= ${target.atMost}x` : `<= ${target.atMost} ${unit}`) : '',
    reached === undefined ? '' : reached ? 'reached' : 'MISSED',
  ];
}

function show(value: number): string {
  return value.toFixed(Math.abs(value) < 100 ? 1 : 0);
}

function pad(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}
