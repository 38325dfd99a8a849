import { type Figure, isReached, ratioOf } from './figure.ts';

export interface Table {
  /** What `theirs` is. */
  readonly beside?: string;
  readonly figures: readonly Figure[];
}

/** In Markdown, so that it reads the same in a terminal and in docs/benchmarks.md. Without the columns that are empty. */
export function tableOf({ beside, figures }: Table): string {
  const heads = ['', 'Cabeceo', beside ?? '', 'ratio', 'target', ''];
  const all = figures.map(rowOf);
  const used = heads.map((_, column) => all.some((row) => row[column] !== ''));
  const rows = [heads, ...all].map((row) => row.filter((_, column) => used[column]));
  const [head = [], ...body] = rows;
  const widths = head.map((_, column) => Math.max(3, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(head), rule, ...body.map(line)].join('\n');
}

function rowOf(figure: Figure): string[] {
  const { what, unit, ours, theirs, target } = figure;
  const ratio = ratioOf(figure);
  const reached = isReached(figure);
  return [
    what,
    show(ours, unit),
    theirs === undefined ? '' : show(theirs, unit),
    ratio === undefined ? '' : `${round(ratio)}x`,
    target ? (target.on === 'ratio' ? `<= ${target.atMost}x` : `<= ${target.atMost} ${unit}`) : '',
    reached === undefined ? '' : reached ? 'reached' : 'MISSED',
  ];
}

function show(value: number, unit: Figure['unit']): string {
  const number = Number.isInteger(value) ? String(value) : round(value);
  return unit ? `${number} ${unit}` : number;
}

function round(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size < 0.1 ? 3 : size < 10 ? 2 : size < 100 ? 1 : 0);
}

function pad(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}
