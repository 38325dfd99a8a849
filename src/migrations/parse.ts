import type { Node } from 'libpg-query';

/** One statement of a file. */
export interface ParsedStatement {
  readonly node: Node;
  /** As written, without what stands before it. */
  readonly sql: string;
  /** Counted from 1. */
  readonly line: number;
}

export type Parsed =
  | { readonly kind: 'parsed'; readonly statements: readonly ParsedStatement[] }
  | { readonly kind: 'unreadable'; readonly message: string };

export type Parser = (sql: string) => Parsed;

/** More is no migration that anybody reads. */
const mostBytes = 1_048_576;

/** PostgreSQL's own grammar, as WebAssembly: it is loaded when the first migration is read. */
export async function loadParser(): Promise<Parser> {
  const { loadModule, parseSync } = await import('libpg-query');
  await loadModule();
  return (sql) => {
    const refused = findUnreadable(sql);
    if (refused !== undefined) return { kind: 'unreadable', message: refused };
    if (sql.trim() === '') return { kind: 'parsed', statements: [] };
    try {
      return { kind: 'parsed', statements: splitAt(sql, parseSync(sql).stmts ?? []) };
    } catch (error) {
      return { kind: 'unreadable', message: error instanceof Error ? error.message : 'it gave up' };
    }
  };
}

/** The parser stops at a NUL and would not see what comes after it. */
function findUnreadable(sql: string): string | undefined {
  if (sql.includes('\0')) return 'it holds a NUL character';
  if (/\p{Surrogate}/u.test(sql)) return 'it is not well-formed Unicode';
  return Buffer.byteLength(sql) > mostBytes ? 'it is larger than 1 MiB' : undefined;
}

interface Placed {
  readonly stmt?: Node;
  readonly stmt_location?: number;
  readonly stmt_len?: number;
}

/** The parser counts in bytes; the last statement may go without a length. */
function splitAt(sql: string, placed: readonly Placed[]): readonly ParsedStatement[] {
  const bytes = Buffer.from(sql);
  let line = 1;
  let counted = 0;
  return placed.map(({ stmt, stmt_location: start = 0, stmt_len: length }) => {
    if (!stmt) throw new Error('the parser named no statement');
    const text = bytes.subarray(start, length === undefined ? undefined : start + length).toString();
    const lead = leading(text);
    const begins = start + Buffer.byteLength(lead);
    line += lines(bytes.subarray(counted, begins).toString());
    counted = begins;
    return { node: stmt, sql: text.slice(lead.length).trim(), line };
  });
}

/** White space and comments before a statement; comments may hold comments. */
function leading(text: string): string {
  let at = 0;
  for (;;) {
    const rest = text.slice(at);
    const plain = /^(?:\s+|--[^\n]*(?:\n|$))+/.exec(rest)?.[0].length ?? 0;
    const block = plain === 0 && rest.startsWith('/*') ? blockComment(rest) : 0;
    if (plain + block === 0) return text.slice(0, at);
    at += plain + block;
  }
}

function blockComment(text: string): number {
  let depth = 0;
  for (const { 0: mark, index } of text.matchAll(/\/\*|\*\//g)) {
    depth += mark === '/*' ? 1 : -1;
    if (depth === 0) return index + mark.length;
  }
  return text.length;
}

function lines(text: string): number {
  return text.split('\n').length - 1;
}
