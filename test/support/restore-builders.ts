import type { OperationId } from '../../src/domain/ids.ts';
import type { Operation } from '../../src/domain/operation.ts';
import type { RestorePlan } from '../../src/domain/plan.ts';
import { aCommit, ana, anApproval, anOperation, aPlan, aRule, liveSha, now } from './operation-builders.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

export function aRestorePlan(over: Partial<RestorePlan> = {}): RestorePlan {
  const counted = { kind: 'counted', left: 0 } as const;
  return {
    ...aPlan(),
    kind: 'restore',
    ref: liveSha,
    commit: aCommit({ sha: liveSha, subject: 'Show opening hours' }),
    comparison: { ...aPlan().comparison, status: 'identical', totalCommits: 0, commits: [] },
    checks: [],
    components: [{ component: 'database', changed: true, files: 0 }],
    approvalsRequired: 2,
    source: { kind: 'moment', at: now - 25 * minute, origin: { kind: 'time' } },
    plannedAt: now - 2 * minute,
    history: { from: now - day, retentionMs: 7 * day },
    look: {
      name: 'cabeceo/look-op_01hx2k3m4n5p6q9r',
      branch: 'br-look',
      page: 'https://console.neon.tech/app/projects/mundo-tango-1234/branches/br-look',
      expiresAt: now + day,
    },
    data: {
      now: { ...counted, tables: [{ name: 'classes', rows: 0, exact: true }], migrations: ['0001', '0002'] },
      earlier: { ...counted, tables: [{ name: 'classes', rows: 1_204, exact: true }], migrations: ['0001'] },
    },
    keptAs: 'before-restore-01hx2k3m4n5p6q9r',
    ...over,
  };
}

export function aRestore(over: Partial<Operation> = {}): Operation {
  const plan = over.plan ?? aRestorePlan();
  return anOperation({
    id: 'op_01hx2k3m4n5p6q9r' as OperationId,
    kind: 'restore',
    request: {
      by: ana,
      team: 'T0MUNDO01',
      channel: 'C0DEPLOYS',
      components: [],
      data: { kind: 'moment', at: now - 25 * minute },
    },
    plan,
    approval: anApproval({ rules: [aRule({ required: 2 })] }),
    ...over,
  });
}
