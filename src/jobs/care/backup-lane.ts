import { beginBackup, type BackupWatch, decideBackupTime, resumeBackup } from '../../domain/backup-watch.ts';
import type { StopPlace } from '../../domain/stop.ts';
import { careLane } from '../../store/data-care.ts';
import { runBackup } from '../backup/run-backup.ts';
import { type Care, runCareLane } from './care-lane.ts';
import type { Context } from '../context.ts';
import type { LaneRun } from '../lane-run.ts';

/** Backs an environment's data up from time to time, and whenever somebody asks. */
export async function runBackupLane(context: Context, place: StopPlace, run: LaneRun): Promise<void> {
  await runCareLane(context, { lane: careLane('backup', place), run, care: backups });
}

const backups: Care<BackupWatch> = {
  action: 'back up',
  fresh: (since) => ({ since }),
  refuse: ({ name, policy }, { current }) => {
    if (!policy.backup) return { code: 'backup_not_configured', facts: { environment: name } };
    return current && { code: 'backup_under_way', facts: { environment: name } };
  },
  due: (watch, { policy }, now) => decideBackupTime(watch, policy.backup, now),
  begin: beginBackup,
  warn: (watch) => ({ watch, events: [], notices: [] }),
  refused: (facts) => ({ kind: 'backup_refused', ...facts }),
  resume: resumeBackup,
  goOn: runBackup,
};
