import type { BackupManifest } from '../../domain/backup.ts';
import type { StopPlace } from '../../domain/stop.ts';
import { context, type MessageView, messageView, section } from './blocks.ts';
import { escape } from './escape.ts';
import { bytes, duration, moment, plural } from './format.ts';
import { andMore, firstOf } from './limits.ts';

const mostShown = 20;

/** The backups of an environment that are complete, the newest first. */
export function backupsView(place: StopPlace, backups: readonly BackupManifest[], now: number): MessageView {
  const where = `*${escape(place.environment, 60)}*`;
  const [newest] = backups;
  if (!newest) {
    const text = `There is no backup of ${where} yet. \`/db backup ${escape(place.environment, 60)}\` makes one.`;
    return messageView(text, [section([text])]);
  }
  const headline = `${plural(backups.length, 'backup')} of ${where}, the newest ${duration(now - newest.moment)} old`;
  const { shown, hidden } = firstOf(backups, mostShown);
  const lines = shown.map(lineOf);
  const more = hidden > 0 ? [andMore(hidden)] : [];
  return messageView([headline, ...lines, ...more].join('\n'), [
    section([headline]),
    section([...lines, ...more]),
    context([escape(place.app, 60)]),
  ]);
}

function lineOf({ moment: at, bytes: size, tables, server, migrations, sha256 }: BackupManifest): string {
  return [
    `• ${moment(at)}`,
    bytes(size),
    plural(tables.length, 'table'),
    `PostgreSQL ${server}`,
    plural(migrations.count, 'migration'),
    `SHA-256 ${escape(sha256, 12)}`,
  ].join(' · ');
}
