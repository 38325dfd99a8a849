import { driftId, whyNotAcceptable } from '../../domain/drift-stop.ts';
import type { Drift } from '../../domain/drift.ts';
import type { Notice } from '../../domain/notice.ts';
import type { MessageView } from './blocks.ts';
import { actions, context, messageView, section } from './blocks.ts';
import { driftButtons } from './drift-buttons.ts';
import { sayDrift, wayBack } from './drift-words.ts';
import { escape } from './escape.ts';
import { duration, mention, moment } from './format.ts';

type NoticeOf<Kind extends Notice['kind']> = Extract<Notice, { kind: Kind }>;

/** Somebody changed a platform past the bot. */
export function drifted(notice: NoticeOf<'drifted'>): MessageView {
  const { place, at, drift, locks } = notice;
  const headline = `❌ *${escape(place.environment, 60)}* is not as it was released`;
  const next = locks
    ? '🔒 Nothing is deployed but rollbacks, until somebody says which state is right.'
    : `Say which state is right; ${wayBack(place.environment)}`;
  const sentences = sentencesOf(notice);
  return messageView([`${headline}:`, ...sentences, next].join(' '), [
    section([headline]),
    section([...sentences, next]),
    context([`${escape(place.app, 60)} · seen ${moment(at)}`]),
    ...actions(driftButtons({ ...place, stop: driftId({ at }) }, whyNotAcceptable(drift) === undefined)),
  ]);
}

export function driftOver(notice: NoticeOf<'drift_over'>): MessageView {
  const { place, since, at, how } = notice;
  const where = `*${escape(place.environment, 60)}*`;
  const headline =
    how === 'as_released'
      ? `✅ ${where} is as it was released again, after ${duration(at - since)}`
      : `❌ ${where} was not as it was released, and has changed once more after ${duration(at - since)}`;
  return messageView(headline, [
    section([headline]),
    context([`It was: ${sentencesOf(notice).join(' ')}`, `${escape(place.app, 60)} · seen ${moment(since)}`]),
  ]);
}

/** Somebody said that what was put there by hand is right. */
export function driftAccepted(notice: NoticeOf<'drift_accepted'>): MessageView {
  const { place, since, at, by } = notice;
  const headline = `✅ *${escape(place.environment, 60)}* is on record as it is: ${mention(by)} said after ${duration(at - since)} that it is right`;
  const was = `It was: ${sentencesOf(notice).join(' ')}`;
  const next = 'A rollback can go back to it. GitHub was told nothing.';
  return messageView(`${headline}. ${next}`, [
    section([headline, next]),
    context([was, `${escape(place.app, 60)} · seen ${moment(since)}`]),
  ]);
}

/** The drift that kept deploys out went away by itself, or a rollback has ended it. */
export function driftOpened({ place, since, at }: NoticeOf<'drift_opened'>): MessageView {
  const headline = `✅ *${escape(place.environment, 60)}* is open again: it is as it was released, after ${duration(at - since)}.`;
  return messageView(headline, [section([headline]), context([escape(place.app, 60)])]);
}

function sentencesOf(notice: {
  readonly drift: readonly Drift[];
  readonly subjects: Readonly<Record<string, string>>;
}): readonly string[] {
  return notice.drift.map((one) => sayDrift(one, notice));
}
