import { compareTables } from '../../domain/backup.ts';
import type { CheckResult, Drill } from '../../domain/drill.ts';
import type { DatabaseTarget } from '../../domain/environment.ts';
import type { BackupManifest, BackupPolicy } from '../../domain/backup.ts';
import { withPermit } from '../../providers/permit.ts';
import type { Context, Place } from '../context.ts';
import type { LaneRun } from '../lane-run.ts';
import { persist } from '../persist.ts';
import { patience } from '../planning/throw-away-branch.ts';

interface Work {
  readonly target: DatabaseTarget;
  readonly where: Place;
  readonly drill: Drill;
  readonly run: LaneRun;
}

/** Restores the newest backup into an empty database beside the drill's, and compares table by table. */
export async function tryBackup(context: Context, work: Work): Promise<CheckResult> {
  const { providers, log, store } = context;
  const { drill, run, where } = work;
  const policy = where.environment.policy.backup;
  if (!policy) return { name: 'backup', passed: false, says: 'Backups are not configured any more.' };
  const all = await persist(() => providers.backups.list(policy.target, drill.place), patience(run, log));
  const [newest] = all;
  if (!newest && policy.everyMs === 0)
    return { name: 'backup', passed: true, says: 'none yet, and none is made before somebody asks for it' };
  if (!newest) return { name: 'backup', passed: false, says: 'There is none yet.' };
  const began = store.now();
  const { isWhole, tables } = await restore(context, { ...work, policy, newest });
  const name = `backup of ${new Date(newest.moment).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  if (!isWhole) return { name, passed: false, says: 'What the storage gave back is not what was stored.' };
  const differences = compareTables(newest.tables, tables);
  if (differences.length > 0) return { name, passed: false, says: `${differences.join('; ')}.` };
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const seconds = Math.round((store.now() - began) / 1000);
  return {
    name,
    passed: true,
    says: `restored in ${seconds} s, ${rows} rows in ${tables.length} tables, each the same as when it was made`,
  };
}

async function restore(
  { providers, log }: Context,
  work: Work & { readonly policy: BackupPolicy; readonly newest: BackupManifest },
) {
  const { target, drill, run, policy, newest } = work;
  return persist(
    async () => {
      const branch = drill.branchId ?? '';
      const address = await providers.database.connection(target, { branch, via: 'compute' });
      const on = { address, signal: run.signal };
      return withPermit(run.assertHeld, () => providers.backups.tryRestore(policy.target, newest, on));
    },
    patience(run, log),
  );
}
