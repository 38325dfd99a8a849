import type { KnownBlock } from '@slack/types';
import { logLine } from './escape.ts';
import { andMore } from './limits.ts';
import { preformatted } from './preformatted.ts';

const shownLogLines = 20;

/** The newest lines are the telling ones: older ones are cut, and counted. */
export function logBlocks(log: readonly string[]): readonly KnownBlock[] {
  const lines = log.slice(-shownLogLines);
  if (lines.length === 0) return [];
  const cut = log.length - lines.length;
  const heading = cut === 0 ? [] : [`…${cut} earlier lines are in the platform’s own log`];
  return [preformatted([...heading, ...lines.map(short)])];
}

const shownSchemaLines = 30;

/** What a migration adds to the schema and takes from it. */
export function schemaBlocks(schema: readonly string[]): readonly KnownBlock[] {
  const lines = schema.slice(0, shownSchemaLines);
  if (lines.length === 0) return [];
  const hidden = schema.length - lines.length;
  return [preformatted([...lines.map(short), ...(hidden === 0 ? [] : [andMore(hidden)])])];
}

function short(line: string): string {
  return logLine(line, 140);
}
