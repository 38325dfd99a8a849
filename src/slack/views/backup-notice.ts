import { type Backup, type BackupStage, backupStages } from '../../domain/backup.ts';
import type { Notice } from '../../domain/notice.ts';
import type { MessageView } from './blocks.ts';
import { context, messageView, section } from './blocks.ts';
import { escape } from './escape.ts';
import { bytes, duration, mention, moment, plural } from './format.ts';
import { sayRefusal } from './refusal.ts';

type NoticeOf<Kind extends Notice['kind']> = Extract<Notice, { kind: Kind }>;

/** A backup is being made. */
export function backingUp({ backup }: NoticeOf<'backing_up'>): MessageView {
  const headline = `⏳ Backing up the data of ${whereOf(backup)}`;
  const lines = backupStages.map((stage) => stageLine(backup, stage)).filter((line) => line !== undefined);
  return messageView(`${headline} · ${titles[backup.stage]}…${sentOf(backup)}`, [
    section([headline]),
    section(lines),
    context([`${byWhom(backup)} · from a branch of its own, so that the environment carries no load`]),
  ]);
}

export function backedUp({ backup, at }: NoticeOf<'backed_up'>): MessageView {
  const { manifest, failure, dropped = 0 } = backup;
  const took = `over ${moment(at)}, after ${duration(at - backup.at)}`;
  if (!manifest) {
    const { says, next } = failure ? sayRefusal(failure) : { says: '', next: '' };
    const headline = `❌ The data of ${whereOf(backup)} was not backed up`;
    return messageView(`${headline}: ${says} ${next}`, [
      section([headline, `${says} ${next}`]),
      context([`${byWhom(backup)} · ${took} · earlier backups are as they were`]),
    ]);
  }
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  const size = [bytes(manifest.bytes), plural(manifest.tables.length, 'table'), `${rows} rows`].join(' · ');
  const headline = `✅ The data of ${whereOf(backup)} is backed up · ${size}`;
  const state = `Its state of ${moment(manifest.moment)}, complete and checksummed. \`/db drill ${escape(backup.place.environment, 60)}\` restores it and compares table by table.`;
  const older = dropped === 0 ? [] : [`${plural(dropped, 'older backup')} went.`];
  return messageView(`${headline}. ${state}`, [
    section([headline, state]),
    context([
      [`SHA-256 ${escape(manifest.sha256, 16)}`, ...older].join(' · '),
      [byWhom(backup), took, ...(backup.resumed > 0 ? ['the bot was restarted meanwhile'] : [])].join(' · '),
    ]),
  ]);
}

const titles: Readonly<Record<BackupStage, string>> = {
  branching: 'Take a branch of its own',
  starting: 'Start its compute',
  dumping: 'Dump it to the storage',
  removing: 'Delete the branch',
};

function stageLine(backup: Backup, stage: BackupStage): string | undefined {
  const finished = backup.done.find((one) => one.stage === stage);
  if (finished) return `✅ ${titles[stage]} · ${duration(finished.ms)}`;
  if (backup.stage === stage) return `⏳ ${titles[stage]}${stage === 'dumping' ? sentOf(backup) : ''}`;
  return backup.failure ? undefined : `◻️ ${titles[stage]}`;
}

function sentOf({ sentBytes }: Backup): string {
  return sentBytes === undefined || sentBytes === 0 ? '' : ` · ${bytes(sentBytes)} so far`;
}

function whereOf({ place }: Backup): string {
  return `*${escape(place.environment, 60)}*`;
}

function byWhom({ place, by }: Backup): string {
  const who = by === undefined ? 'by schedule' : `asked by ${mention(by)}`;
  return `${escape(place.app, 60)} · ${who}`;
}
