import { sayActor } from '../../domain/actor.ts';
import type { Notice } from '../../domain/notice.ts';
import { type Lock, scopeOf, type StopPlace } from '../../domain/stop.ts';
import { backedUp, backingUp } from './backup-notice.ts';
import type { MessageView } from './blocks.ts';
import { actions, context, messageView, section } from './blocks.ts';
import { escape } from './escape.ts';
import { codeOf, duration, expiry, mention, moment } from './format.ts';
import { driftAccepted, driftOpened, driftOver, drifted } from './drift-notice.ts';
import { incidentView } from './incident-view.ts';
import { branchChanged } from './branch-notice.ts';
import { drilled, drilling, drillOverdue } from './drill-notice.ts';
import { pauseLines } from './pause-lines.ts';
import { because, endOf, placeOf, quoted } from './stop-words.ts';
import { releaseButton, takeOverButton, unfreezeButton, unlockButton } from './stop-buttons.ts';

type NoticeOf<Kind extends Notice['kind']> = Extract<Notice, { kind: Kind }>;

/** A message that belongs to no operation. */
export function noticeView(notice: Notice, now: number): MessageView {
  switch (notice.kind) {
    case 'locked':
      return locked(notice, now);
    case 'unlocked':
      return unlocked(notice);
    case 'lock_expired':
      return expired(notice);
    case 'lock_ended':
      return ended(notice);
    case 'lock_nag':
      return nag(notice);
    case 'lock_taken':
      return taken(notice, now);
    case 'held':
      return held(notice);
    case 'released':
      return released(notice);
    case 'window_ahead':
      return windowAhead(notice);
    case 'window_begun':
      return windowBegun(notice);
    case 'window_over':
      return windowOver(notice);
    case 'drifted':
      return drifted(notice);
    case 'drift_accepted':
      return driftAccepted(notice);
    case 'drift_opened':
      return driftOpened(notice);
    case 'drift_over':
      return driftOver(notice);
    case 'incident':
      return incidentView(notice.incident);
    case 'branch_changed':
      return branchChanged(notice);
    case 'backing_up':
      return backingUp(notice);
    case 'backed_up':
      return backedUp(notice);
    case 'drilling':
      return drilling(notice);
    case 'drilled':
      return drilled(notice);
    case 'drill_overdue':
      return drillOverdue(notice);
    case 'frozen':
      return frozen(notice);
    case 'unfrozen':
      return unfrozen(notice);
  }
}

function locked({ place, lock }: NoticeOf<'locked'>, now: number): MessageView {
  const headline = `🔒 ${placeOf(place)} is locked by ${mention(lock.by)}${because(lock)}`;
  const facts = [
    escape(place.app, 60),
    `since ${moment(lock.at)}`,
    endOf(lock, now),
    ...(lock.takenFrom === undefined ? [] : [`taken over from ${mention(lock.takenFrom)}`]),
  ].join(' · ');
  const sign = { ...place, stop: lock.id };
  return messageView(`${headline} · ${endOf(lock, now)}`, [
    section([headline]),
    context([facts]),
    ...actions([unlockButton(sign), takeOverButton(sign)]),
  ]);
}

function unlocked({ place, lock, by, at }: NoticeOf<'unlocked'>): MessageView {
  const headline = `✅ ${placeOf(place)} was unlocked by ${mention(by)} after ${duration(at - lock.at)}`;
  return over(headline, place, lock);
}

function ended({ place, lock, at }: NoticeOf<'lock_ended'>): MessageView {
  const lasted = duration(at - lock.at);
  return over(`✅ ${placeOf(place)} was locked by ${mention(lock.by)} for ${lasted}`, place, lock);
}

function over(headline: string, place: StopPlace, lock: Lock): MessageView {
  const facts = [escape(place.app, 60), ...(lock.reason === undefined ? [] : [quoted(lock.reason)])];
  return messageView([headline, ...facts.slice(1)].join(' · '), [
    section([headline]),
    context([facts.join(' · ')]),
  ]);
}

function expired({ place, lock, at }: NoticeOf<'lock_expired'>): MessageView {
  const headline = `✅ ${placeOf(place)} is open again: the lock of ${mention(lock.by)} ran out after ${duration(at - lock.at)}.`;
  return over(headline, place, lock);
}

function nag({ place, lock, at }: NoticeOf<'lock_nag'>): MessageView {
  const headline = `🔒 You have locked ${placeOf(place)} of ${escape(place.app, 60)} for ${duration(at - lock.at)}${because(lock)}`;
  const next = `Nobody else can deploy there. Is it still needed? \`/lock ${escape(place.environment, 60)} for 2h\` gives it an end.`;
  return messageView(`${headline} ${next}`, [
    section([headline, next]),
    ...actions([unlockButton({ ...place, stop: lock.id })]),
  ]);
}

function taken({ place, lock, from }: NoticeOf<'lock_taken'>, now: number): MessageView {
  const headline = `🔒 ${mention(lock.by)} took over your lock of ${placeOf(place)} (${escape(place.app, 60)})${because(from)}`;
  const end = lock.until === undefined ? '' : ` (${expiry(lock.until, now)})`;
  const next = `It stays locked${end}; only ${mention(lock.by)} can unlock it now.`;
  return messageView(`${headline} ${next}`, [
    section([headline, next]),
    ...actions([takeOverButton({ ...place, stop: lock.id })]),
  ]);
}

function frozen({ place, freeze }: NoticeOf<'frozen'>): MessageView {
  const headline = `🔒 ${placeOf(place)} is frozen by ${mention(freeze.by)}: ${quoted(freeze.reason)}`;
  const next = 'Nothing is deployed but rollbacks, until somebody lifts the freeze.';
  return messageView(`${headline} ${next}`, [
    section([headline, next]),
    context([`since ${moment(freeze.at)}`]),
    ...actions([unfreezeButton({ ...place, stop: freeze.id }, scopeOf(place))]),
  ]);
}

function unfrozen({ place, freeze, by, at }: NoticeOf<'unfrozen'>): MessageView {
  const headline = `✅ The freeze of ${placeOf(place)} was lifted by ${mention(by)} after ${duration(at - freeze.at)}`;
  const facts = [`frozen by ${mention(freeze.by)}`, quoted(freeze.reason)].join(' · ');
  return messageView(`${headline} · ${facts}`, [section([headline]), context([facts])]);
}

function held({ place, hold, pause }: NoticeOf<'held'>): MessageView {
  const headline = `🔒 ${placeOf(place)} was put on hold by ${sayActor(hold)}: ${quoted(hold.reason)}`;
  const bad =
    hold.bad === undefined ? '' : `${codeOf(hold.bad)} is marked bad and will not be deployed again. `;
  const next = `${bad}Nothing is deployed but rollbacks, until somebody releases the hold.`;
  const lines = [headline, next, ...pauseLines(pause)];
  return messageView(lines.join(' '), [
    section(lines),
    context([`${escape(place.app, 60)} · since ${moment(hold.at)}`]),
    ...actions([releaseButton({ ...place, stop: hold.id })]),
  ]);
}

function released({ place, hold, by, at, pause }: NoticeOf<'released'>): MessageView {
  const headline = `✅ The hold of ${placeOf(place)} was released by ${mention(by)} after ${duration(at - hold.at)}`;
  const facts = [`put on hold by ${sayActor(hold)}`, quoted(hold.reason)].join(' · ');
  const lines = pauseLines(pause);
  return messageView([`${headline} · ${facts}`, ...lines].join(' '), [
    section([headline, ...lines]),
    context([facts]),
  ]);
}

type WindowNotice = NoticeOf<'window_ahead' | 'window_begun' | 'window_over'>;

function windowAhead({ place, window }: WindowNotice): MessageView {
  const headline = `🔒 ${placeOf(place)} will be frozen from ${moment(window.from)} until ${moment(window.to)}: ${quoted(window.reason)}`;
  const next = 'What is to go before must have started by then; a deploy that runs goes on.';
  return ofWindow(headline, place, next);
}

function windowBegun({ place, window }: WindowNotice): MessageView {
  const headline = `🔒 ${placeOf(place)} is frozen until ${moment(window.to)}: ${quoted(window.reason)}`;
  return ofWindow(headline, place, 'Nothing is deployed but rollbacks until then.');
}

function windowOver({ place, window }: WindowNotice): MessageView {
  const headline = `✅ ${placeOf(place)} is open again: the freeze window ${quoted(window.reason)} is over.`;
  return ofWindow(headline, place);
}

function ofWindow(headline: string, place: StopPlace, next?: string): MessageView {
  const sentences = [headline, ...(next === undefined ? [] : [next])];
  return messageView(sentences.join(' '), [section(sentences), context([escape(place.app, 60)])]);
}
