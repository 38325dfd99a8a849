import { createHash } from 'node:crypto';
import type { MigrationsPlan, PendingMigration } from '../migration-plan.ts';
import { boundBy } from '../migration-plan.ts';
import type { Plan } from '../plan.ts';
import { gate, type GateAnswer, open, shut } from './gate.ts';

const author = 'Whoever mends the migration or the data, and asks again.';

export const migrations = gate({
  question: 'Did the pending migrations run on a copy of the database?',
  codes: {
    migrations_none: {
      ending: 'proceed',
      means: 'None is pending, or nobody is to look (`migrations.run: none`).',
    },
    migrations_rehearsed: {
      ending: 'proceed',
      means:
        'They ran, exactly these, on top of exactly what the database has, in the time that they may take.',
    },
    migration_not_runnable: {
      ending: 'refused',
      means: 'One could neither run as a whole nor be taken up again after a crash.',
      clearedBy: author,
    },
    migration_unreadable: {
      ending: 'refused',
      means: 'PostgreSQL’s own parser does not understand one of them.',
      clearedBy: author,
    },
    migration_soaking: {
      ending: 'refused',
      means: 'One takes away what older code needed, and what is live is too young (`migrationSoak`).',
      clearedBy: 'Time, then whoever asks again.',
    },
    migration_failed: {
      ending: 'refused',
      means: 'One failed there, with the database’s own message. The database itself was not touched.',
      clearedBy: author,
    },
    migration_slow: {
      ending: 'refused',
      means: 'They took longer there than they may (`migrations.rehearsal`).',
      clearedBy: author,
    },
    migrations_unrehearsed: {
      ending: 'refused',
      means: 'They were not tried, since another gate is shut, or the database has changed since they were.',
      clearedBy: 'Whoever asks again.',
    },
  },
  ask({ plan, policy, outside: { now } }) {
    const planned = plan.kind === 'deploy' ? plan.migrations : undefined;
    if (planned === undefined || planned.pending.length === 0) return open('migrations_none');
    const unfit = planned.run === 'cabeceo' ? planned.pending.find(({ way }) => way === 'none') : undefined;
    if (unfit) return sayUnfit(unfit);
    return findSoaking(plan, planned, { soakMs: policy.migrationSoakMs ?? 0, now }) ?? ofRehearsal(planned);
  },
});

function sayUnfit({ name, findings }: PendingMigration) {
  const unread = findings.flatMap((verdict) => verdict.findings).find(({ rule }) => rule === 'not_parsed');
  const message = unread?.facts['message'];
  return message === undefined
    ? shut('migration_not_runnable', { name })
    : shut('migration_unreadable', { name, message });
}

/** Whatever is live, the code that runs while the migrations do: of the older code people may still have tabs open. */
function findSoaking(
  { live }: Plan,
  { pending }: MigrationsPlan,
  { soakMs, now }: { readonly soakMs: number; readonly now: number },
): GateAnswer<'migration_soaking'> | undefined {
  const contract = pending.find(({ kinds }) => kinds.includes('contract'));
  if (contract === undefined || soakMs === 0) return undefined;
  const since = [live.frontend, live.backend].flatMap((part) => part?.since ?? []);
  const liveMs = since.length === 0 ? soakMs : now - Math.max(...since);
  if (liveMs >= soakMs) return undefined;
  return shut('migration_soaking', { name: contract.name, live: liveMs, soak: soakMs });
}

function ofRehearsal(planned: MigrationsPlan) {
  const { rehearsal } = planned;
  if (rehearsal === undefined || rehearsal.of !== rehearsedAs(planned)) return shut('migrations_unrehearsed');
  switch (rehearsal.kind) {
    case 'passed':
      return open('migrations_rehearsed');
    case 'failed': {
      const { name, line, message, code } = rehearsal;
      return shut('migration_failed', { name, line, message, code });
    }
    case 'slow':
      return shut('migration_slow', { name: rehearsal.name, limit: rehearsal.limitMs });
  }
}

/** SHA-256 (hex) over what a rehearsal is worth for. */
export function rehearsedAs(planned: MigrationsPlan): string {
  return createHash('sha256')
    .update(JSON.stringify(boundBy(planned)))
    .digest('hex');
}
