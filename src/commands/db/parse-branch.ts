import { longestLifeMs } from '../../branches/make.ts';
import type { BranchMoment, MakeWish } from '../../domain/branch-change.ts';
import { durationOf } from '../duration.ts';
import { optionOf, type Place, type Refused, refused } from '../parse.ts';
import { parseMoment } from '../parse-moment.ts';
import type { Line } from '../words.ts';
import { type Database, databaseOf } from './database-of.ts';

export type BranchCommand = (Database & { readonly kind: 'branch'; readonly wish: MakeWish }) | Refused;

/** What `/db branch <text>` asks for. Pure; every text has an answer. */
export function parseBranch(line: Line, place: Place, now: number): BranchCommand {
  const database = databaseOf(line, place);
  if ('kind' in database) return database;
  const { name, parts, extra } = splitAtWords(line.words);
  if (name === undefined) return refused('branch_needed', { command: '/db branch' });
  const understood = `/db branch ${name}`;
  if (extra.length > 0) return refused('branch_words_unknown', { understood, found: extra.join(' ') });
  const [from, ...rest] = parts.from ?? [];
  if (parts.from && from === undefined) return refused('branch_needed', { command: `${understood} from` });
  if (rest.length > 0)
    return refused('branch_words_unknown', {
      understood: `${understood} from ${from}`,
      found: rest.join(' '),
    });
  const moment = parts.at && parseBranchMoment(parts.at, now);
  if (moment === 'unknown') return refused('branch_moment_unknown', { found: parts.at?.join(' ') ?? '' });
  const lasts = parts.for && parseLife(parts.for.join(' '), database);
  if (typeof lasts === 'object') return lasts;
  return {
    kind: 'branch',
    ...database,
    wish: {
      kind: 'make',
      name,
      ...(from !== undefined && { from }),
      ...(moment && { moment }),
      ...(lasts !== undefined && { lasts }),
      schemaOnly: optionOf(line, 'schema-only') !== undefined,
    },
  };
}

const words = ['from', 'at', 'for'] as const;
type Word = (typeof words)[number];

interface Split {
  readonly name: string | undefined;
  readonly parts: Readonly<Partial<Record<Word, readonly string[]>>>;
  /** What belongs to none of them, or comes twice. */
  readonly extra: readonly string[];
}

/** `cart from production at 14:05 for 3d`, in whatever order. */
function splitAtWords(all: readonly string[]): Split {
  const starts = all.flatMap((word, index) => {
    const known = words.find((one) => one === word.toLowerCase());
    return known === undefined ? [] : [{ known, index }];
  });
  const [name, ...extra] = all.slice(0, starts[0]?.index ?? all.length);
  const parts: Partial<Record<Word, readonly string[]>> = {};
  for (const [place, { known, index }] of starts.entries()) {
    const said = all.slice(index + 1, starts[place + 1]?.index ?? all.length);
    if (parts[known]) extra.push(known, ...said);
    else parts[known] = said;
  }
  return { name, parts, extra };
}

function parseBranchMoment(said: readonly string[], now: number): BranchMoment | 'unknown' {
  const moment = parseMoment(said, now);
  return moment?.kind === 'moment' || moment?.kind === 'clock' ? moment : 'unknown';
}

const shortestMs = 60_000;

function parseLife(said: string, { environment }: Database): number | 'ever' | Refused {
  if (/^(?:ever|always)$/i.test(said)) return 'ever';
  const ms = durationOf(said);
  if (ms === 'unknown' || ms < shortestMs)
    return refused('branch_lasts_unknown', {
      found: said,
      duration: environment.policy.database.expireMs,
    });
  return ms > longestLifeMs ? refused('branch_lasts_too_long', { found: said }) : ms;
}
