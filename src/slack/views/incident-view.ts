import type { ActionsBlock, Button } from '@slack/types';
import { shortSha } from '../../domain/ids.ts';
import {
  type EnvironmentChanges,
  type Incident,
  type IncidentSign,
  lastRollback,
  offered,
  type Suspect,
} from '../../domain/incident.ts';
import { scopeOf } from '../../domain/stop.ts';
import { actions, button, context, linkButton, type MessageView, messageView, section } from './blocks.ts';
import { escape } from './escape.ts';
import { codeOf, either, mention, mentions, moment, plural, sentenceList } from './format.ts';
import {
  ageOf,
  byWhom,
  changeLine,
  nameOfChange,
  nameOfSign,
  sayEntry,
  timelineLines,
} from './incident-words.ts';
import { andMore, firstOf } from './limits.ts';
import { releaseButton, unfreezeButton } from './stop-buttons.ts';

/** The one message of an incident: the suspect with its age, one button, what happened, and what went live before. */
export function incidentView(incident: Incident): MessageView {
  const { look, resolved } = incident;
  const headline = headlineOf(incident);
  const suspect = suspectLines(incident);
  const standing = resolved ? standingLines(incident) : [];
  return messageView([headline, ...suspect, ...lastEntry(incident), ...standing].join(' '), [
    section([headline, ...suspect]),
    ...actions([rollBackButton(incident)]),
    section(['*Timeline*', ...lastOf(timelineLines(incident))]),
    ...(standing.length > 0 ? [section(standing), ...standingButtons(incident)] : []),
    ...firstOf(look.environments, mostEnvironments).shown.map((each) => section(changeLines(each, incident))),
    context([footer(incident)]),
  ]);
}

/** For the eyes of who asked; `message`: the address of the incident's own. */
export function incidentAnswerView(
  { about, incident }: { readonly about: 'updated' | 'told' | 'resolved'; readonly incident: Incident },
  message: string | undefined,
): MessageView {
  const lines = answerLines(about, incident);
  return messageView(lines.join(' '), [
    section(lines),
    ...(about === 'resolved' ? standingButtons(incident) : []),
    ...actions([linkButton('Open its message', 'incident', message)]),
  ]);
}

function answerLines(about: 'updated' | 'told' | 'resolved', incident: Incident): readonly string[] {
  switch (about) {
    case 'updated':
      return ['✅ The message of this incident is up to date.', ...suspectLines(incident)];
    case 'told':
      return [headlineOf(incident), ...lastEntry(incident), ...standingLines(incident)];
    case 'resolved':
      return [headlineOf(incident), ...standingLines(incident)];
  }
}

const mostEnvironments = 10;
/** Newer entries are the telling ones. */
const mostEntries = 20;

function lastOf(lines: readonly string[]): readonly string[] {
  const hidden = lines.length - mostEntries;
  return hidden > 0 ? [`…${plural(hidden, 'earlier line')}`, ...lines.slice(-mostEntries)] : lines;
}

function headlineOf(incident: Incident): string {
  const { name, app, openedAt, resolved } = incident;
  const what = `Incident *#${escape(name, 80)}* · ${escape(app, 60)}`;
  if (resolved) return `✅ ${what} · resolved ${moment(resolved.at)} by ${mention(resolved.by)}`;
  return `${markOf(incident)} ${what} · opened ${moment(openedAt)}`;
}

function markOf(incident: Incident): string {
  const last = lastRollback(incident);
  if (!last) return '🚨';
  if (!last.ending) return '⏳';
  if (last.ending.kind === 'verified') return '↩️';
  return last.ending.kind === 'not_rolled_back' ? '❌' : '🚨';
}

function suspectLines(incident: Incident): readonly string[] {
  const { look, openedAt, resolved } = incident;
  const { suspect } = look;
  if (resolved) return [];
  if (!suspect) return ['I have no record of anything that went live there.'];
  const { change, environment, before } = suspect;
  const where = `*${escape(environment, 60)}*`;
  const what = `${nameOfChange(change)} went live on ${where}, *${ageOf(change, openedAt)}*, ${byWhom(change)}.`;
  return [
    before
      ? `*Suspect*  ${what}`
      : `*No suspect*  I know of nothing that went live before the incident. The newest change: ${what}`,
    ...whatItTakes(incident, suspect),
  ];
}

function whatItTakes(incident: Incident, { offer, environment }: Suspect): readonly string[] {
  if (offer === undefined) return ['There is nothing that a rollback could bring back for it.'];
  if (!offered(incident)) return [];
  const { commit, subject, newer } = offer;
  const others =
    newer > 0 ? `, and ${plural(newer, 'newer release')} ${newer === 1 ? 'goes' : 'go'} with it` : '';
  return [
    `Before it *${escape(environment, 60)}* ran ${codeOf(commit)} ${escape(subject, 80)}${others}. ${callOf(incident)}`,
  ];
}

/** Those on call are called once: what is edited later calls nobody. */
function callOf({ onCall }: Incident): string {
  const { shown } = firstOf(mentions(onCall?.groups ?? [], onCall?.users ?? []), 10);
  return shown.length === 0
    ? 'Whoever may roll back can press.'
    : `${either(shown)} can press, and whoever may roll back.`;
}

function rollBackButton(incident: Incident): Button | undefined {
  const suspect = offered(incident);
  if (!suspect) return undefined;
  const { environment, offer } = suspect;
  const { release, leaves, commit } = offer;
  const { app } = incident;
  return button(
    `Roll back to ${shortSha(commit)}`,
    { kind: 'incident_roll_back', app, environment, release, leaves },
    { style: 'danger', confirm: consequence(incident, suspect) },
  );
}

function consequence({ app }: Incident, { environment, offer }: NonNullable<ReturnType<typeof offered>>) {
  const { commit, components, newer } = offer;
  const others = newer > 0 ? ` ${plural(newer, 'newer release')} ${newer === 1 ? 'goes' : 'go'} too.` : '';
  return {
    title: `Roll back ${environment}?`,
    text: `${environment} goes back to ${shortSha(commit)} at once: ${sentenceList(components)}.${others} Data and migrations stay as they are. Deploys of ${app} are frozen, and someone else must acknowledge it afterwards.`,
    confirm: 'Roll back now',
    deny: 'Not now',
  };
}

function lastEntry({ timeline }: Incident): readonly string[] {
  const last = timeline.at(-1);
  return last === undefined ? [] : [sayEntry(last)];
}

function standingLines({ signs }: Incident): readonly string[] {
  if (signs.length === 0) return ['Nothing that it left stands any more.'];
  const { shown, hidden } = firstOf(signs.map(nameOfSign), 10);
  return [`Still standing: ${sentenceList(hidden > 0 ? [...shown, andMore(hidden)] : shown)}.`];
}

/** One of each kind in a row: Slack wants their ids different within a block. */
function standingButtons({ signs }: Incident): readonly ActionsBlock[] {
  const freezes = signs.filter(({ kind }) => kind === 'freeze');
  const holds = signs.filter(({ kind }) => kind === 'hold');
  const rows = Array.from({ length: Math.min(10, Math.max(freezes.length, holds.length)) }, (_, row) => row);
  return rows.flatMap((row) => actions([freezes[row], holds[row]].map(liftButton)));
}

function liftButton(sign: IncidentSign | undefined): Button | undefined {
  if (!sign) return undefined;
  const { place, stop } = sign;
  const { app, environment } = place;
  return sign.kind === 'freeze'
    ? unfreezeButton({ app, environment, stop }, scopeOf(place))
    : releaseButton({ app, environment, stop });
}

function changeLines(
  { environment, changes, unknown }: EnvironmentChanges,
  { openedAt }: Incident,
): readonly string[] {
  const { shown, hidden } = firstOf(changes, 6);
  return [
    `*Went live on ${escape(environment, 60)}*, newest first`,
    ...(changes.length === 0 ? ['I have no record of a release.'] : []),
    ...shown.map((change) => changeLine(change, openedAt)),
    ...(hidden > 0 ? [andMore(hidden)] : []),
    ...unknown.map((sentence) => escape(sentence, 200)),
  ];
}

function footer({ look }: Incident): string {
  return `As it was ${moment(look.at)}; \`/rollback\` brings it up to date, \`/incident resolved\` ends it.`;
}
