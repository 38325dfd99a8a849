import { kindsOf, type StatementVerdict } from '../../domain/migration.ts';
import { sayFinding } from '../../domain/migration.ts';
import {
  kindsOfAll,
  type MigrationsPlan,
  type PendingMigration,
  type RehearsedMigration,
} from '../../domain/migration-plan.ts';
import type { MigrationKind } from '../../domain/migration-rules.ts';
import { escape } from './escape.ts';
import { plural, sentenceList, shortDuration } from './format.ts';
import { andMore, firstOf } from './limits.ts';

const words: Readonly<Record<MigrationKind, string>> = {
  expand: 'safe while old code runs',
  contract: 'may break the code that runs now',
  'long-locking': 'may keep others waiting',
  irreversible: 'cannot be taken back',
  unknown: 'cannot be judged, somebody must read it',
};

/** "2 migrations, both safe while old code runs · rehearsed in 3 s" */
export function migrationsSentence(planned: MigrationsPlan): string {
  const { pending, run } = planned;
  if (pending.length === 0) return 'no migration is pending';
  const kinds = kindsOfAll(pending);
  const [only] = kinds;
  const all = pending.length === 1 ? '' : pending.length === 2 ? 'both ' : 'all ';
  const meaning =
    kinds.length === 1 && only === 'expand'
      ? `${all}${words.expand}`
      : sentenceList(kinds.map((kind) => words[kind]));
  return [
    `${plural(pending.length, 'migration')}, ${meaning}`,
    ...(run === 'backend' ? ['run by the backend’s own command'] : []),
    rehearsalWords(planned),
  ].join(' · ');
}

function rehearsalWords({ rehearsal }: MigrationsPlan): string {
  return rehearsal?.kind === 'passed'
    ? `rehearsed in ${shortDuration(rehearsal.durationMs)}`
    : 'not rehearsed';
}

const shownFindings = 6;

/** Each statement of which something is to be said: what, and what would be safer. */
export function findingLines({ pending, passedOver, edited = [] }: MigrationsPlan): readonly string[] {
  const all = pending.flatMap((migration) =>
    migration.findings.map((verdict) => findingLine(migration, verdict)),
  );
  const found = pending.reduce((sum, migration) => sum + migration.found, 0);
  const { shown } = firstOf(all, shownFindings);
  const hidden = found - shown.length;
  return [
    ...shown,
    ...(hidden > 0 ? [andMore(hidden)] : []),
    ...passedOverLines(passedOver),
    ...editedLines(edited),
  ];
}

/** "⚠️ `0003_drop` line 3 · contract: Drops column … _Safer:_ …" */
function findingLine({ name }: PendingMigration, verdict: StatementVerdict): string {
  const said = verdict.findings.slice(0, 3).map((finding) => sayFinding(finding, (fact) => escape(fact, 60)));
  const kinds = kindsOf(verdict).join(', ');
  const safer = [...new Set(said.map((each) => each.safer))];
  return `• *${escape(name, 60)}* line ${verdict.line} (${kinds}): ${said.map(({ says }) => says).join(' ')} Safer: ${safer.join(' ')}`;
}

function passedOverLines(names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const never = `Drizzle never runs ${names.length === 1 ? 'it' : 'them'}`;
  return [`• Older than the newest that has run, so ${never}: ${listed(names)}`];
}

function editedLines(names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  return [
    `• Changed since the database ran ${names.length === 1 ? 'it' : 'them'}, and what changed never runs: ${listed(names)}. Write a new migration instead.`,
  ];
}

function listed(names: readonly string[]): string {
  const { shown, hidden } = firstOf(names, 5);
  const named = shown.map((name) => escape(name, 60));
  return sentenceList(hidden > 0 ? [...named, `${hidden} more`] : named);
}

/** "*0003_level* 12 ms · locks classes (AccessExclusiveLock) · 4 rows" */
export function runLines(runs: readonly RehearsedMigration[]): readonly string[] {
  const { shown, hidden } = firstOf(runs, 10);
  return [...shown.map(runLine), ...(hidden > 0 ? [andMore(hidden)] : [])];
}

function runLine({ name, durationMs, rows, locks, rewritten }: RehearsedMigration): string {
  const locked = firstOf(locks, 5);
  const named = locked.shown.map(({ table, mode }) => `${escape(table, 60)} (${escape(mode, 30)})`);
  return [
    `*${escape(name, 60)}* ${shortDuration(durationMs)}`,
    ...(named.length === 0
      ? []
      : [`locks ${sentenceList(locked.hidden > 0 ? [...named, `${locked.hidden} more`] : named)}`]),
    ...(rewritten.length === 0
      ? []
      : [`rewrites ${sentenceList(rewritten.slice(0, 5).map((table) => escape(table, 60)))}`]),
    ...(rows === 0 ? [] : [plural(rows, 'row')]),
  ].join(' · ');
}

/** Of a deploy that failed afterwards: nothing takes them back. */
export function stayingSentence(
  stay: { readonly names: readonly string[]; readonly kinds: readonly MigrationKind[] } | undefined,
): string | undefined {
  if (stay === undefined) return undefined;
  const names = listed(stay.names);
  const isSafe = stay.kinds.every((kind) => kind === 'expand' || kind === 'long-locking');
  return isSafe
    ? `The migrations that ran stay (${names}): the code of before runs on them.`
    : `*The migrations that ran stay* (${names}), and the code of before may not run on them: someone must look.`;
}
