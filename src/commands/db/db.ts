import { closest } from 'fastest-levenshtein';
import { dbCommand } from '../db-command.ts';
import { type Act, helpOf, type Outcome, refused } from '../outcome.ts';
import { asksForHelp, checkOptions } from '../parse.ts';
import { takeSentenceApart } from '../words.ts';
import { restore } from './restore.ts';
import type { DbDesk, DbSubcommand } from './subcommand.ts';

const subcommands: readonly DbSubcommand[] = [restore];

/** What `/db <text>` asks for: its first word says which. */
export async function db(desk: DbDesk, act: Act & { readonly text: string }): Promise<Outcome> {
  const line = takeSentenceApart(act.text, ['app']);
  if (asksForHelp(line)) return helpOf(dbCommand.name);
  const wrongOption = checkOptions(line.options, ['app']);
  if (wrongOption) return refused(wrongOption.refusal);
  const [found, ...words] = line.words;
  const names = subcommands.map(({ word }) => word);
  const known = names.join(', ');
  if (found === undefined) return refused({ code: 'db_word_needed', facts: { known } });
  const subcommand = subcommands.find(({ word }) => word === found.toLowerCase());
  if (subcommand) return subcommand.ask(desk, { ...line, words }, act);
  const nearest = closest(found.toLowerCase(), names);
  return refused({ code: 'unknown_db_word', facts: { found: found.slice(0, 80), nearest, known } });
}
