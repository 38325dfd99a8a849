import { sayActor } from '../../domain/actor.ts';
import { platformOf } from '../../domain/drift.ts';
import type { Incident, IncidentSign, LiveChange, Symptom, TimelineEntry } from '../../domain/incident.ts';
import { scopeOf } from '../../domain/stop.ts';
import { escape } from './escape.ts';
import { codeOf, duration, mention, roughly, sentenceList, when } from './format.ts';
import { sayRefusal } from './refusal.ts';
import { sayEvidence } from './watch-words.ts';

/* How an incident's message speaks of what went live and of what was done. */

/** "`a1b2c3d` Fix cart totals", and what it was of where that was not the whole site. */
export function nameOfChange({ commit, subject, components, kind }: LiveChange): string {
  const what = [commit === undefined ? 'something' : codeOf(commit), escape(subject, 80)]
    .filter((word) => word !== '')
    .join(' ');
  const isWhole = components.includes('frontend') && components.includes('backend');
  const of = isWhole || components.length === 0 ? '' : ` (${sentenceList(components)})`;
  return `${what}${of}${kind === 'by_hand' ? ', put there by hand' : ''}`;
}

/** "12 m before the incident" */
export function ageOf({ at }: LiveChange, openedAt: number): string {
  if (at === undefined) return 'nobody knows when';
  return at < openedAt
    ? `${roughly(openedAt - at)} before the incident`
    : `${roughly(at - openedAt)} after it began`;
}

export function byWhom(change: LiveChange): string {
  if (change.kind === 'release') return `by ${sayActor(change)}`;
  const { components, deployment, madeBy } = change;
  const [component] = components;
  const at = component === 'frontend' || component === 'backend' ? `${platformOf[component]} ` : '';
  const who = madeBy === undefined ? '' : `, made by ${escape(madeBy, 80)}`;
  return `${at}${escape(deployment, 60)}${who}`;
}

export function changeLine(change: LiveChange, openedAt: number): string {
  const ending = [
    ...(change.kind === 'release' && change.broughtBackFrom !== undefined ? ['a rollback'] : []),
    ...(change.takenBack ? ['taken back since'] : []),
  ];
  return `• ${[nameOfChange(change), ageOf(change, openedAt), byWhom(change), ...ending].join(' · ')}`;
}

/** What happened, oldest first: what was suspected and the channel's making are told from the start. */
export function timelineLines(incident: Incident): readonly string[] {
  const { openedAt, timeline, look } = incident;
  const { suspect } = look;
  const isTold = timeline.some(({ kind }) => kind === 'went_live');
  const live =
    suspect?.before && suspect.change.at !== undefined && !isTold
      ? [{ at: suspect.change.at, says: wentLive(suspect.environment, suspect.change) }]
      : [];
  const opened = { at: openedAt, says: '🚨 Symptom: this channel was opened' };
  const seen = look.symptoms.map((symptom) => ({ at: symptom.at, says: saySymptom(symptom) }));
  const told = timeline.map((entry) => ({ at: entry.at, says: sayEntry(entry) }));
  return [...live, ...seen, opened, ...told]
    .toSorted((one, other) => one.at - other.at)
    .map(({ at, says }) => `${when(at, openedAt)}  ${says}`);
}

export function sayEntry(entry: TimelineEntry): string {
  switch (entry.kind) {
    case 'went_live':
      return wentLive(entry.environment, entry.change);
    case 'rolling_back':
      return `↩️ ${mention(entry.by)} began to roll ${environmentOf(entry)} back to ${targetOf(entry)} ${escape(entry.subject, 80)}`.trim();
    case 'verified':
      return `✅ Verified: ${environmentOf(entry)} is back on ${targetOf(entry)} · ${duration(entry.tookMs)}`;
    case 'not_rolled_back':
      return notRolledBack(entry);
    case 'cancelled':
      return `🚫 ${mention(entry.by)} cancelled the rollback of ${environmentOf(entry)}`;
    case 'nothing_to_do':
      return `✅ ${environmentOf(entry)} ran ${targetOf(entry)} already`;
    case 'acknowledged':
      return `✅ ${mention(entry.by)} acknowledged the rollback of ${environmentOf(entry)}`;
    case 'stopped':
      return `🔒 ${stoppedBy(entry.sign)} · ${mention(entry.by)}`;
    case 'lifted':
      return `✅ ${mention(entry.by)} lifted ${nameOfSign(entry.sign)}`;
    case 'resolved':
      return `✅ Resolved, says ${mention(entry.by)}`;
    case 'reopened':
      return `🚨 Open again: ${mention(entry.by)} asked for it`;
  }
}

function saySymptom(symptom: Symptom): string {
  return `❌ Symptom: ${environmentOf(symptom)} got worse. ${symptom.evidence.map(sayEvidence).join(' ')}`;
}

/** "the freeze of *all of shop*" */
export function nameOfSign({ kind, place }: IncidentSign): string {
  return `the ${kind} of *${escape(scopeOf(place), 80)}*`;
}

function stoppedBy({ kind, place }: IncidentSign): string {
  const scope = `*${escape(scopeOf(place), 80)}*`;
  return kind === 'freeze' ? `${scope} is frozen: nothing is deployed but rollbacks` : `${scope} is on hold`;
}

function wentLive(environment: string, change: LiveChange): string {
  return `${nameOfChange(change)} went live on ${environmentOf({ environment })} · ${byWhom(change)}`;
}

/** What the platforms run after one that had begun stands on its card. */
function notRolledBack(entry: TimelineEntry & { readonly kind: 'not_rolled_back' }): string {
  const { says, next } = sayRefusal(entry.why);
  const environment = environmentOf(entry);
  const what = entry.started
    ? `The rollback of ${environment} failed, its card says what runs now`
    : `${environment} was not rolled back`;
  return `❌ ${what}. ${says} ${next}`.trim();
}

function environmentOf({ environment }: { readonly environment: string }): string {
  return `*${escape(environment, 60)}*`;
}

function targetOf({ commit }: { readonly commit?: Parameters<typeof codeOf>[0] }): string {
  return commit === undefined ? 'an earlier release' : codeOf(commit);
}
