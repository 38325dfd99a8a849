import type { Place, Refused } from '../parse.ts';
import { refused } from '../parse.ts';
import type { Line } from '../words.ts';
import { type Database, databaseOf } from './database-of.ts';

/** A command that needs no more than the name of a branch. Pure; every text has an answer. */
export function parseOneBranch(
  command: string,
  line: Line,
  place: Place,
): (Database & { readonly branch: string }) | Refused {
  const database = databaseOf(line, place);
  if ('kind' in database) return database;
  const [branch, ...rest] = line.words;
  if (branch === undefined) return refused('branch_needed', { command });
  if (rest.length === 0) return { ...database, branch };
  return refused('words_left_over', { understood: `${command} ${branch}`, found: rest.join(' ') });
}
