import type { Backup, BackupManifest, BackupPolicy } from './backup.ts';
import type { CareChange, CareDue, CareRequest } from './data-care.ts';
import type { SlackUserId } from './ids.ts';
import type { PlacedNotice } from './notice.ts';
import type { Refusal } from './reasons.ts';
import type { StopPlace } from './stop.ts';

/** What is known of an environment's backups. The backups themselves are in the storage, with their manifests. */
export interface BackupWatch {
  /** ms since the epoch: when the bot began to look after them. */
  readonly since: number;
  /** ms since the epoch: when the clock began the last one. */
  readonly begunAt?: number;
  readonly current?: Backup;
  readonly last?: { readonly at: number; readonly failure?: Refusal };
}

/** One line of the audit stream. */
export type BackupEvent =
  | { readonly kind: 'backup_begun'; readonly at: number; readonly by?: SlackUserId; readonly id: string }
  | {
      readonly kind: 'backup_over';
      readonly at: number;
      readonly id: string;
      readonly bytes?: number;
      readonly sha256?: string;
      readonly failure?: string;
    }
  | { readonly kind: 'backup_refused'; readonly at: number; readonly by: SlackUserId; readonly code: string };

export type BackupChange = CareChange<BackupWatch, BackupEvent>;

/** A branch that nobody removed is removed by Neon after this. */
const mostMs = 24 * 3_600_000;

export function beginBackup(
  watch: BackupWatch,
  facts: {
    readonly id: string;
    readonly place: StopPlace;
    readonly now: number;
    readonly channel: string | undefined;
    readonly asked?: CareRequest;
  },
): BackupChange {
  const { id, place, now, channel, asked } = facts;
  const backup: Backup = {
    id,
    place,
    ...(asked && { by: asked.by }),
    at: now,
    ...(channel !== undefined && { notice: { key: `notice/backup/${id}`, channel } }),
    stage: 'branching',
    done: [],
    stageAt: now,
    branch: `cabeceo/backup/${place.environment}/${id}`,
    expiresAt: now + mostMs,
    resumed: 0,
  };
  return {
    watch: { ...watch, ...(!asked && { begunAt: now }), current: backup },
    events: [{ kind: 'backup_begun', at: now, ...(asked && { by: asked.by }), id }],
    notices: noticeOf(backup),
  };
}

export interface BackupLearned {
  readonly branchId?: string;
  readonly moment?: number;
  readonly manifest?: BackupManifest;
  readonly dropped?: number;
  readonly failure?: Refusal;
}

/** The next stage, or the end after the last one. */
export function moveBackup(
  watch: BackupWatch,
  backup: Backup,
  move: { readonly to: Backup['stage'] | 'over'; readonly now: number; readonly learned?: BackupLearned },
): BackupChange {
  const { to, now, learned = {} } = move;
  const finished = learned.failure ? [] : [{ stage: backup.stage, ms: now - backup.stageAt }];
  const next: Backup = { ...backup, ...learned, done: [...backup.done, ...finished], stageAt: now };
  if (to === 'over') return endBackup(watch, next, now);
  const current = { ...next, stage: to };
  return { watch: { ...watch, current }, events: [], notices: noticeOf(current) };
}

/** How much of it has been sent. */
export function showSent(watch: BackupWatch, backup: Backup, sentBytes: number): BackupChange {
  const current = { ...backup, sentBytes };
  return { watch: { ...watch, current }, events: [], notices: noticeOf(current) };
}

export function resumeBackup(watch: BackupWatch): BackupWatch {
  const { current } = watch;
  return current ? { ...watch, current: { ...current, resumed: current.resumed + 1 } } : watch;
}

function endBackup({ current: _over, ...watch }: BackupWatch, backup: Backup, now: number): BackupChange {
  const { id, manifest, failure, notice, place, by } = backup;
  const isTold = notice && (by !== undefined || failure !== undefined);
  return {
    watch: { ...watch, last: { at: now, ...(failure && { failure }) } },
    events: [
      {
        kind: 'backup_over',
        at: now,
        id,
        ...(manifest && { bytes: manifest.bytes, sha256: manifest.sha256 }),
        ...(failure && { failure: failure.code }),
      },
    ],
    notices: isTold ? [{ ...notice, notice: { kind: 'backed_up', place, backup, at: now } }] : [],
  };
}

/** One that the clock began is told of only where it fails: nobody reads that all is well every night. */
function noticeOf(backup: Backup): readonly PlacedNotice[] {
  const { notice, place, by } = backup;
  return notice && by !== undefined ? [{ ...notice, notice: { kind: 'backing_up', place, backup } }] : [];
}

/** What the clock asks for while none is under way. */
export function decideBackupTime(
  { since, begunAt }: BackupWatch,
  policy: BackupPolicy | undefined,
  now: number,
): CareDue {
  if (!policy || policy.everyMs === 0) return { kind: 'rest' };
  const at = begunAt === undefined ? since : begunAt + policy.everyMs;
  return at <= now ? { kind: 'begin' } : { kind: 'rest', at };
}
