import { changedRows, type DataSeen, missingMigrations, type RowsChange } from '../../domain/data-seen.ts';
import type { Approval } from '../../domain/operation.ts';
import type { RestorePlan } from '../../domain/plan.ts';
import { nodsMissing } from '../../domain/quorum.ts';
import {
  actions,
  button,
  type Confirmation,
  linkButton,
  type MessageView,
  messageView,
  section,
} from './blocks.ts';
import { cancelButton } from './cancel-button.ts';
import { escape } from './escape.ts';
import { codeOf, duration, expiry, mention, moment, plural, when } from './format.ts';
import { gatesLines } from './gates-line.ts';
import { andMore, firstOf } from './limits.ts';
import { environmentOf, type OperationModel, subjectOf } from './operation-model.ts';
import { missingNods, nodsLines } from './plan-card.ts';
import { dataOf, originOf } from './restore-words.ts';
import { takeBackButton } from './take-back-button.ts';

/** Which data comes, what goes, where one can look at it; then the nods. */
export function restorePlanView(model: OperationModel, plan: RestorePlan, approval: Approval): MessageView {
  const { id, request } = model.operation;
  const missing = nodsMissing(approval.rules, approval.nods);
  const name = `Restore of ${environmentOf(model)} to ${dataOf(model.operation)}`;
  const app = escape(model.app.name, 60);
  const headline = `✋ ${name} waits for ${plural(missing, 'nod')} · ${app}`;
  const facts = [
    ...originOf(plan),
    `asked by ${mention(request.by)}`,
    expiry(approval.expiresAt, model.now),
  ].join(' · ');
  const text = `✋ ${name} of ${app} waits for ${missingNods(approval)}; asked by ${mention(request.by)}. ${goes(plan)} ${rowsSentence(plan)}`;
  const digest = { operation: id, digest: plan.digest };
  return messageView(text, [
    section([headline, facts]),
    section([
      `*Goes*  ${goes(plan)}`,
      `*Kept*  all of it, as branch \`${escape(plan.keptAs, 100)}\`: going back to it is another restore`,
      `*Stays*  the code: ${codeOf(plan.commit.sha)} ${subjectOf(plan.commit)} goes on running, on that data`,
    ]),
    section([...rowsLines(plan), ...migrationLines(plan)]),
    section([
      `*Look at it*  branch \`${escape(plan.look.name, 100)}\` at Neon shows that data; it goes when this is over`,
      `*History*  Neon keeps ${duration(plan.history.retentionMs)}: the data can go back to ${moment(plan.history.from)}`,
    ]),
    section([...gatesLines(model), ...nodsLines(model, approval)]),
    ...actions([
      missing > 0
        ? button(
            'Approve',
            { kind: 'approve', ...digest },
            { style: 'danger', confirm: consequence(model, plan) },
          )
        : undefined,
      button('Reject…', { kind: 'reject', ...digest }),
      linkButton('Look at it', 'look', plan.look.page),
      missing > 0 ? button('Nudge', { kind: 'nudge', operation: id }) : undefined,
      takeBackButton(model),
      cancelButton(model, 'Nothing has been changed yet, and nobody will be able to approve it.'),
    ]),
  ]);
}

/** "*Migrations*  ⚠️ …": what the code that runs may miss. */
export function migrationLines({ data }: RestorePlan): readonly string[] {
  const missing = missingMigrations(data.now, data.earlier);
  if (missing.length === 0) return [];
  const { shown, hidden } = firstOf(missing.filter(isReadable), 5);
  const names = shown.map((name) => `\`${escape(name, 100)}\``).join(', ');
  const named = names === '' ? '' : `: ${names}${hidden > 0 ? ` ${andMore(hidden)}` : ''}`;
  const [are, them] = missing.length === 1 ? ['is', 'it'] : ['are', 'them'];
  return [
    `*Migrations*  ⚠️ ${plural(missing.length, 'migration')} that the running code expects ${are} not in that data${named}. It may fail until a deploy has run ${them} again.`,
  ];
}

/** Drizzle names them by their hash, which nobody knows. */
function isReadable(name: string): boolean {
  return !/^[0-9a-f]{32,}$/.test(name);
}

function goes({ source, plannedAt }: RestorePlan): string {
  return `What was written since ${moment(source.at)}, the last ${duration(plannedAt - source.at)}, and what is written until it runs.`;
}

function rowsSentence({ data: { now, earlier } }: RestorePlan): string {
  if (now.kind === 'unknown' || earlier.kind === 'unknown') return 'Its rows could not be counted.';
  const changed = changedRows(now, earlier);
  return changed.length === 0
    ? 'No table has another number of rows.'
    : `${plural(changed.length, 'table')} with another number of rows.`;
}

const shownTables = 8;

function rowsLines({ data: { now, earlier } }: RestorePlan): readonly string[] {
  if (now.kind === 'unknown' || earlier.kind === 'unknown')
    return [...unknownLine('now', now), ...unknownLine('then', earlier)];
  const changed = changedRows(now, earlier);
  const { shown, hidden } = firstOf(changed, shownTables);
  const rest = now.tables.length - changed.filter((change) => change.now !== undefined).length;
  const left = Math.max(now.left, earlier.left);
  const others = [
    ...(hidden > 0 ? [andMore(hidden)] : []),
    ...(rest > 0 ? [`${plural(rest, 'other table')} with as many rows as now`] : []),
    ...(left > 0 ? [`${plural(left, 'smaller table')} not counted`] : []),
  ].join(' · ');
  return [
    changed.length === 0 ? '*Rows*  no table has another number of rows' : '*Rows*  now → then',
    ...shown.map(rowLine),
    ...(others === '' ? [] : [others]),
  ];
}

function unknownLine(which: string, seen: DataSeen): readonly string[] {
  return seen.kind === 'unknown' ? [`*Rows*  ${which}: could not be counted (${escape(seen.why, 200)})`] : [];
}

/** "`classes`  0 → 9 (+9)" */
function rowLine({ name, now, earlier, exact }: RowsChange): string {
  const about = exact ? '' : 'about ';
  const table = `· \`${escape(name, 80)}\``;
  if (now === undefined) return `${table}  not there → ${about}${count(earlier ?? 0)}`;
  if (earlier === undefined) return `${table}  ${about}${count(now)} → not there`;
  const difference = earlier - now;
  const sign = difference > 0 ? '+' : '−';
  return `${table}  ${about}${count(now)} → ${count(earlier)} (${sign}${count(Math.abs(difference))})`;
}

function count(rows: number): string {
  return rows.toLocaleString('en-US');
}

function consequence({ environment, now }: OperationModel, { source, keptAs }: RestorePlan): Confirmation {
  return {
    title: `Restore the data of ${environment.name}?`,
    text: `With the last nod the data of ${environment.name} goes back ${duration(now - source.at)}. What was written since is taken out of it, and kept as ${keptAs}.`,
    confirm: 'Approve',
    deny: 'Not now',
  };
}

/** What is said of the moment at which something ended. */
export function lostWords(
  { moment: from, until }: { readonly moment: number; readonly until: number },
  now: number,
): string {
  return `What was written in the ${duration(until - from)} until ${when(until, now)} was taken out`;
}
