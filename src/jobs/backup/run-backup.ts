import { type Backup, type BackupPolicy, type BackupStage, decideRetention } from '../../domain/backup.ts';
import {
  type BackupChange,
  type BackupLearned,
  type BackupWatch,
  moveBackup,
  showSent,
} from '../../domain/backup-watch.ts';
import type { DatabaseTarget } from '../../domain/environment.ts';
import { TerminalError } from '../../domain/errors.ts';
import { withPermit } from '../../providers/permit.ts';
import { pause } from '../../time/wait.ts';
import { careFailure } from '../care/care-failure.ts';
import type { CareWork } from '../care/care-lane.ts';
import type { Context } from '../context.ts';
import { persist } from '../persist.ts';
import { awaitBranch, makeBranch, patience, removeBranch } from '../planning/throw-away-branch.ts';

interface Work extends CareWork<BackupWatch> {
  readonly target: DatabaseTarget;
  readonly policy: BackupPolicy;
  readonly backup: Backup;
}

interface Moved {
  readonly to: BackupStage | 'over';
  readonly learned?: BackupLearned;
}

/** A worker that dies of it again and again is not asked once more. */
const mostResumed = 5;

/** Does the stage that the backup is in. Repeated after a crash: what may have been done is looked up first. */
export async function runBackup(context: Context, work: CareWork<BackupWatch>): Promise<BackupChange> {
  const { where, watch } = work;
  const { store, log } = context;
  const backup = watch.current;
  if (!backup) return { watch, events: [], notices: [] };
  const move = (to: Moved['to'], learned: BackupLearned = {}) =>
    moveBackup(watch, backup, { to, now: store.now(), learned });
  const environment = where?.environment;
  const target = environment?.database;
  const policy = environment?.policy.backup;
  // Dropped from the configuration: its branch goes by its expiry.
  if (!target || !policy)
    return move('over', {
      failure: { code: 'backup_not_configured', facts: { environment: backup.place.environment } },
    });
  try {
    const { to, learned } = await stages[backup.stage](context, { ...work, target, policy, backup });
    return move(to, learned);
  } catch (error) {
    const failure = careFailure(error, { asked: titles[backup.stage], id: backup.id });
    log.warn({ backup: backup.id, stage: backup.stage, err: error }, 'a stage of a backup failed');
    // A backup that was stored is one, whatever becomes of the branch: that expires by itself.
    if (backup.stage === 'removing')
      return move('over', backup.failure || backup.manifest ? {} : { failure });
    return move('removing', { failure });
  }
}

/** Who is asked at each stage. */
const titles: Readonly<Record<BackupStage, string>> = {
  branching: 'Neon',
  starting: 'Neon',
  dumping: 'The storage or the database',
  removing: 'Neon',
};

const stages: Readonly<Record<BackupStage, (context: Context, work: Work) => Promise<Moved>>> = {
  branching: branch,
  starting: start,
  dumping: dump,
  removing: remove,
};

async function branch(context: Context, { target, backup, run }: Work): Promise<Moved> {
  const { branch: name, expiresAt } = backup;
  const made = await makeBranch(context, { target, name, expiresAt, run });
  return { to: 'starting', learned: { branchId: made.branch, moment: made.createdAt } };
}

async function start(context: Context, { target, backup, run }: Work): Promise<Moved> {
  await awaitBranch(context, { target, branch: backup.branchId ?? '', since: backup.stageAt, run });
  return { to: 'dumping' };
}

const showEveryMs = 3_000;

async function dump(context: Context, work: Work): Promise<Moved> {
  const { providers, log } = context;
  const { target, policy, backup, run, watch, show } = work;
  if (backup.resumed > mostResumed)
    throw new TerminalError('step_gave_up', { title: 'Dump the data', starts: backup.resumed });
  const { id, place, at } = backup;
  const name = { id, place, moment: backup.moment ?? at };
  let sent = 0;
  const onSent = (bytes: number) => void (sent = bytes);
  const making = persist(
    async () => {
      const known = await providers.backups.find(policy.target, name);
      if (known) return known;
      const branchId = backup.branchId ?? '';
      const address = await providers.database.connection(target, { branch: branchId, via: 'compute' });
      const wanted = { ...name, address, onSent, signal: run.signal };
      return withPermit(run.assertHeld, () => providers.backups.make(policy.target, wanted));
    },
    patience(run, log),
  );
  const over = new AbortController();
  const showing = showUntil(over.signal, async () => show(showSent(watch, backup, sent)));
  try {
    const manifest = await making;
    return { to: 'removing', learned: { manifest, dropped: await retain(context, work) } };
  } finally {
    over.abort(new Error('over'));
    await showing;
  }
}

async function showUntil(signal: AbortSignal, show: () => Promise<void>): Promise<void> {
  for (;;) {
    await pause(showEveryMs, signal).catch(() => undefined);
    if (signal.aborted) return;
    // Whoever has lost the right to write hears so from the work itself.
    await show().catch(() => undefined);
  }
}

/** Answers how many went. That some could not be deleted is no failure of this backup: the next one tries again. */
async function retain({ providers, store, log }: Context, { policy, backup, run }: Work): Promise<number> {
  try {
    return await persist(
      async () => {
        const all = await providers.backups.list(policy.target, backup.place);
        const old = decideRetention(all, policy, store.now());
        for (const one of old)
          await withPermit(run.assertHeld, () => providers.backups.remove(policy.target, one));
        return old.length;
      },
      patience(run, log),
    );
  } catch (error) {
    careFailure(error, { asked: 'The storage', id: backup.id });
    log.warn({ backup: backup.id, err: error }, 'old backups could not be deleted');
    return 0;
  }
}

async function remove(context: Context, { target, backup, run }: Work): Promise<Moved> {
  await removeBranch(context, { target, name: backup.branch, run });
  return { to: 'over' };
}
