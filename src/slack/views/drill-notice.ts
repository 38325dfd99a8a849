import {
  type CheckResult,
  type Drill,
  type DrillStage,
  drillStages,
  type DrillVerdict,
  rpoOf,
  verdictOf,
} from '../../domain/drill.ts';
import type { Notice } from '../../domain/notice.ts';
import type { Refusal } from '../../domain/reasons.ts';
import type { MessageView } from './blocks.ts';
import { context, messageView, section } from './blocks.ts';
import { escape } from './escape.ts';
import { duration, mention, moment } from './format.ts';
import { sayRefusal } from './refusal.ts';

type NoticeOf<Kind extends Notice['kind']> = Extract<Notice, { kind: Kind }>;

/** A restore is being tried. */
export function drilling({ drill }: NoticeOf<'drilling'>): MessageView {
  const where = `*${escape(drill.place.environment, 60)}*`;
  const headline = `⏳ Trying a restore of ${where}${stateOf(drill)}`;
  const stages = drillStages.map((stage) => stageLine(drill, stage)).filter((line) => line !== undefined);
  const now = `${titles[drill.stage]}…`;
  return messageView(`${headline} · ${now}`, [
    section([headline]),
    section([...stages, ...(drill.checks ?? []).map(checkLine)]),
    context([
      [
        escape(drill.place.app, 60),
        askedBy(drill),
        'on a branch of its own: the environment’s data is only read',
      ].join(' · '),
    ]),
  ]);
}

/** It is over: what was measured, what the data stood up to, and what to do. */
export function drilled({ drill, at }: NoticeOf<'drilled'>): MessageView {
  const { checks = [], failure, reach } = drill;
  const verdict = verdictOf(drill);
  const headline = headlines[verdict](`*${escape(drill.place.environment, 60)}*`);
  const measured = measuredLines(drill);
  const problem = failure ? failureLines(failure) : [];
  const results = checks.map(checkLine);
  const restored = reach
    ? [`${reach.short ? 'Neon’s history begins there: r' : 'R'}estored the state of ${moment(reach.moment)}.`]
    : [];
  const short = shortly(drill);
  const line = [headline, ...(verdict === 'failed' ? [] : short)].join(' · ');
  const broken = checks.filter(({ passed }) => !passed).map(checkLine);
  const summary = [verdict === 'failed' ? `${line}:` : line, ...problem, ...broken, ...advice(verdict)];
  return messageView(summary.join(' '), [
    section([line, ...problem, ...advice(verdict)]),
    ...(measured.length > 0 ? [section(measured)] : []),
    ...(results.length > 0 ? [section(results)] : []),
    context([
      ...(reach ? [[...restored, branchSentence(drill)].join(' ')] : []),
      [
        escape(drill.place.app, 60),
        askedBy(drill),
        `over ${moment(at)}`,
        ...(drill.resumed > 0 ? ['the bot was restarted meanwhile'] : []),
      ].join(' · '),
    ]),
  ]);
}

export function drillOverdue({ place, since, restoredAt, last, at }: NoticeOf<'drill_overdue'>): MessageView {
  const where = `*${escape(place.environment, 60)}*`;
  const known =
    restoredAt === undefined
      ? neverSentence({ where, tried: last !== undefined, forMs: at - since })
      : `The data of ${where} was restored for the last time ${duration(at - restoredAt)} ago.`;
  const tried =
    last?.failure && last.verdict === 'failed'
      ? [`The last drill, ${moment(last.at)}, failed: ${sayRefusal(last.failure).says}`]
      : [];
  const headline = `❌ A restore drill of ${where} is overdue`;
  const next = `\`/db drill ${escape(place.environment, 60)}\` tries one now, on a branch of its own. Whoever may work on its data can.`;
  return messageView([`${headline}:`, known, ...tried, next].join(' '), [
    section([headline]),
    section([known, ...tried, next]),
    context([escape(place.app, 60)]),
  ]);
}

function neverSentence(facts: {
  readonly where: string;
  readonly tried: boolean;
  readonly forMs: number;
}): string {
  const { where, tried, forMs } = facts;
  return tried
    ? `No restore of the data of ${where} has worked in the ${duration(forMs)} that I look after it.`
    : `Nobody has tried whether the data of ${where} can be restored in the ${duration(forMs)} that I look after it.`;
}

const headlines: Readonly<Record<DrillVerdict, (where: string) => string>> = {
  passed: (where) => `✅ The data of ${where} can be restored`,
  missed: (where) => `❌ The data of ${where} can be restored, but not as well as it should be`,
  failed: (where) => `❌ The restore drill of ${where} failed`,
};

function advice(verdict: DrillVerdict): readonly string[] {
  return verdict === 'missed'
    ? ['Find out what took so long, or set `rto` and `rpo` under `drill` to what you can live with.']
    : [];
}

function failureLines(failure: Refusal): readonly string[] {
  const { says, next } = sayRefusal(failure);
  return [`${says} ${next}`];
}

function shortly(drill: Drill): readonly string[] {
  const { rtoMs, targets } = drill;
  const rpoMs = rpoOf(drill);
  return [
    ...(rtoMs === undefined ? [] : [`RTO ${duration(rtoMs)} of ${duration(targets.rtoMs)}`]),
    ...(rpoMs === undefined ? [] : [`RPO ${duration(rpoMs)} of ${duration(targets.rpoMs)}`]),
  ];
}

/** With what each number means: nobody should have to look it up. */
function measuredLines(drill: Drill): readonly string[] {
  const { rtoMs, targets, reach } = drill;
  const rpoMs = rpoOf(drill);
  return [
    ...(rtoMs === undefined
      ? []
      : [
          `${markOf(rtoMs <= targets.rtoMs)} RTO *${duration(rtoMs)}* of ${duration(targets.rtoMs)}: from asking until the restored data had answered every check.`,
        ]),
    ...(rpoMs === undefined || !reach
      ? []
      : [
          `${markOf(rpoMs <= targets.rpoMs)} RPO *${duration(rpoMs)}* of ${duration(targets.rpoMs)}: Neon keeps every change since ${moment(reach.from)}, the newest included.`,
        ]),
  ];
}

function checkLine({ name, passed, says }: CheckResult): string {
  return `${markOf(passed)} ${escape(name, 80)}: ${escape(says, 500)}`;
}

const titles: Readonly<Record<DrillStage, string>> = {
  reaching: 'Ask Neon how far back it goes',
  branching: 'Restore to a branch of its own',
  starting: 'Start its compute',
  checking: 'Check the data',
  trying_backup: 'Restore the newest backup and compare it',
  removing: 'Delete the branch',
};

/** The first stage is too short to tell of once it is done. */
function stageLine(drill: Drill, stage: DrillStage): string | undefined {
  const finished = drill.done.find((one) => one.stage === stage);
  if (finished) return stage === 'reaching' ? undefined : `✅ ${titles[stage]} · ${duration(finished.ms)}`;
  if (drill.stage === stage) return `⏳ ${titles[stage]}`;
  if (stage === 'trying_backup' && !drill.withBackup) return undefined;
  // What failed is left out of what comes after it.
  if (drill.failure) return undefined;
  return `◻️ ${titles[stage]}`;
}

function stateOf({ reach }: Drill): string {
  return reach ? ` · its state of ${moment(reach.moment)}` : '';
}

function branchSentence({ done, branch, expiresAt }: Drill): string {
  return done.some(({ stage }) => stage === 'removing')
    ? 'Its branch is deleted.'
    : `Its branch ${escape(branch, 100)} could not be deleted; it expires by itself ${moment(expiresAt)}.`;
}

function askedBy({ by }: Drill): string {
  return by === undefined ? 'by schedule' : `asked by ${mention(by)}`;
}

function markOf(isWell: boolean): string {
  return isWell ? '✅' : '❌';
}
