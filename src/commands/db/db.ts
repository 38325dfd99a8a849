import { findNearest } from '../../domain/nearest.ts';
import { dbCommand } from '../db-command.ts';
import { type Act, helpOf, misunderstood, type Outcome, refused } from '../outcome.ts';
import type { Desk } from '../desk.ts';
import { asksForHelp, checkOptions } from '../parse.ts';
import { takeSentenceApart } from '../words.ts';
import { backup, backups } from './backup.ts';
import { branch } from './branch.ts';
import { branches } from './branches.ts';
import { connect } from './connect.ts';
import { diff } from './diff.ts';
import { drill } from './drill.ts';
import { deleteBranch, resetBranch } from './offer.ts';
import { restore } from './restore.ts';
import type { DbSubcommand } from './subcommand.ts';

const subcommands: readonly DbSubcommand[] = [
  restore,
  drill,
  backup,
  backups,
  branches,
  branch,
  connect,
  diff,
  resetBranch,
  deleteBranch,
];

/** What `/db <text>` asks for: its first word says which. */
export async function db(desk: Desk, act: Act & { readonly text: string }): Promise<Outcome> {
  const line = takeSentenceApart(act.text, ['app', 'env']);
  if (asksForHelp(line)) return helpOf(dbCommand.name);
  const [found, ...words] = line.words;
  const names = subcommands.map(({ word }) => word);
  const known = names.join(', ');
  if (found === undefined) return refused({ code: 'db_word_needed', facts: { known } });
  const subcommand = subcommands.find(({ word }) => word === found.toLowerCase());
  if (subcommand) {
    const wrongOption = checkOptions(line.options, ['app', ...(subcommand.options ?? [])]);
    if (wrongOption) return misunderstood(dbCommand.name, wrongOption.refusal);
    return subcommand.ask(desk, { ...line, words }, act);
  }
  const nearest = findNearest(found, names) ?? '';
  return refused({ code: 'unknown_db_word', facts: { found: found.slice(0, 80), nearest, known } });
}
