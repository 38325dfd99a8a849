import { sayActor } from '../../domain/actor.ts';
import type { EnvironmentStatus, LiveCommit, QueuedOperation, StatusReport } from '../../domain/status.ts';
import { liveCommits } from '../../domain/status.ts';
import { context, type MessageView, messageView, section } from './blocks.ts';
import { drillSentences } from './drill-words.ts';
import { offSentences, standingOf, subjectIn } from './drift-words.ts';
import { escape, link } from './escape.ts';
import { codeOf, duration, mention, moment, sentenceList, when } from './format.ts';
import { andMore, firstOf } from './limits.ts';

const mostShown = 40;

/** One line for each environment, and a second one only where something is off. */
export function statusView({ app, at, environments }: StatusReport): MessageView {
  const { shown, hidden } = firstOf(environments, mostShown);
  const blocks = shown.map((status) => linesOf(status, at));
  const more = hidden > 0 ? [andMore(hidden)] : [];
  const where = `${escape(app, 60)} · as the platforms said ${moment(at)}`;
  return messageView([...blocks.flat(), ...more].join('\n'), [
    ...blocks.map((lines) => section(lines)),
    context([...more, where]),
  ]);
}

function linesOf(status: EnvironmentStatus, now: number): readonly string[] {
  const off = [...offSentences(status), ...drillSentences(status, now)];
  const line = [
    `${markOf(status)} *${escape(status.environment, 60)}*`,
    ...whatIsLive(status, now),
    ...healthOf(status),
    ...(status.watchedUntil === undefined ? [] : [`watched until ${when(status.watchedUntil, now)}`]),
    ...stopsOf(status),
    ...queueOf(status.queue),
  ].join(' · ');
  return [line, ...(off.length > 0 ? [off.join(' ')] : [])];
}

function markOf(status: EnvironmentStatus): string {
  const standing = standingOf(status);
  if (standing === 'off') return '❌';
  if (standing === 'unknown') return '❔';
  if (status.queue.some(({ stands }) => stands === 'running')) return '⏳';
  return stopsOf(status).length > 0 ? '🔒' : '✅';
}

function whatIsLive(status: EnvironmentStatus, now: number): readonly string[] {
  const commits = liveCommits(status);
  if (commits.length === 0) return ['no commit is known'];
  return commits.map((commit) => sayCommit(status, commit, now));
}

function sayCommit(status: EnvironmentStatus, commit: LiveCommit, now: number): string {
  const { sha, since, components } = commit;
  const isWhole = components.length === status.parts.length;
  const what = [codeOf(sha), subjectIn(status, sha), isWhole ? '' : `(${components.join()})`];
  return [
    what.filter((word) => word !== '').join(' '),
    ...(since === undefined ? [] : [`live ${duration(now - since)}`]),
    ...byWhom(commit),
  ].join(' · ');
}

function byWhom({ by }: LiveCommit): readonly string[] {
  if ('who' in by) return [`by ${sayActor(by.who)}`];
  return by.names.length === 0 ? [] : [`by ${sentenceList(by.names.map((name) => escape(name, 80)))}`];
}

function healthOf({ parts }: EnvironmentStatus): readonly string[] {
  if (parts.length === 0) return [];
  if (parts.some(({ health }) => health.kind === 'unwell')) return ['*unhealthy*'];
  return [parts.every(({ health }) => health.kind === 'well') ? 'healthy' : 'answers'];
}

/** "🔒 locked by @ana “checkout is on fire”" */
export function stopsOf({
  stops: { lock, drift, hold, freeze, window },
}: Pick<EnvironmentStatus, 'stops'>): readonly string[] {
  return [
    ...(lock ? [`🔒 locked by ${mention(lock.by)}${because(lock.reason)}`] : []),
    ...(drift ? ['🔒 locked until somebody says which state is right'] : []),
    ...(hold ? [`🔒 on hold by ${sayActor(hold)}${because(hold.reason)}`] : []),
    ...(freeze
      ? [`🔒 ${escape(freeze.scope, 80)} frozen by ${mention(freeze.by)}${because(freeze.reason)}`]
      : []),
    ...(window ? [`🔒 frozen until ${moment(window.to)}${because(window.reason)}`] : []),
  ];
}

function because(reason: string | undefined): string {
  return reason === undefined ? '' : ` “${escape(reason, 150)}”`;
}

/** "⏳ 1 running (asked by @ana)" */
export function queueOf(queue: readonly QueuedOperation[]): readonly string[] {
  const running = queue.filter(({ stands }) => stands === 'running');
  const waiting = queue.filter(({ stands }) => stands === 'waiting');
  return [
    ...(running.length > 0 ? [`⏳ ${running.length} running (${cardsOf(running)})`] : []),
    ...(waiting.length > 0 ? [`🕓 ${waiting.length} waiting (${cardsOf(waiting)})`] : []),
  ];
}

const mostCards = 3;

function cardsOf(operations: readonly QueuedOperation[]): string {
  const { shown, hidden } = firstOf(operations, mostCards);
  const names = shown.map(({ by, card }) => `${link(card, 'asked')} by ${mention(by)}`);
  return [...names, ...(hidden > 0 ? [andMore(hidden)] : [])].join(', ');
}
