export function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

export function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
