import type { Drift } from '../../domain/drift.ts';
import type { Notice } from '../../domain/notice.ts';
import type { MessageView } from './blocks.ts';
import { context, messageView, section } from './blocks.ts';
import { sayDrift, wayBack } from './drift-words.ts';
import { escape } from './escape.ts';
import { duration, moment } from './format.ts';

type NoticeOf<Kind extends Notice['kind']> = Extract<Notice, { kind: Kind }>;

/** Somebody changed a platform past the bot. */
export function drifted(notice: NoticeOf<'drifted'>): MessageView {
  const { place, at } = notice;
  const headline = `❌ *${escape(place.environment, 60)}* is not as it was released`;
  const next = `If it was not meant, ${wayBack(place.environment)}`;
  const sentences = sentencesOf(notice);
  return messageView([`${headline}:`, ...sentences, next].join(' '), [
    section([headline]),
    section([...sentences, next]),
    context([`${escape(place.app, 60)} · seen ${moment(at)}`]),
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

function sentencesOf(notice: {
  readonly drift: readonly Drift[];
  readonly subjects: Readonly<Record<string, string>>;
}): readonly string[] {
  return notice.drift.map((one) => sayDrift(one, notice));
}
