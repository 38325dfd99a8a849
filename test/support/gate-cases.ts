import type { Policy } from '../../src/domain/environment.ts';
import type { GateCode } from '../../src/domain/gates/ask.ts';
import type { GateFacts } from '../../src/domain/gates/gate.ts';
import type { NodStanding } from '../../src/domain/nods.ts';
import type { EarlierPart } from '../../src/domain/promotion.ts';
import type { Permission } from '../../src/domain/permission.ts';
import type { Check, DeployPlan } from '../../src/domain/plan.ts';
import {
  ana,
  aNod,
  anApproval,
  aPlan,
  aPolicy,
  aRollbackPlan,
  bruno,
  liveSha,
  newSha,
  now,
  outsideFacts,
} from './operation-builders.ts';
import { aRestorePlan } from './restore-builders.ts';
import type { OperationId, SlackUserId } from '../../src/domain/ids.ts';
import { rehearsedAs } from '../../src/domain/gates/migrations.ts';
import type { MigrationsPlan } from '../../src/domain/migration-plan.ts';
import { finding } from '../../src/migrations/finding.ts';
import { aContract, aMigration, aMigrationsPlan } from './migration-builders.ts';
import { aFreeze, aHold, aToldDrift, aLock } from './stop-builders.ts';

/* Facts for every code of every gate: a code without a case does not compile. */

const facts = (over: Partial<GateFacts> = {}): GateFacts => ({
  plan: aPlan(),
  policy: aPolicy(),
  outside: outsideFacts(),
  ...over,
});
const plan = (over: Partial<DeployPlan>) => facts({ plan: aPlan(over) });
const policy = (over: Partial<Policy>, required = 0) => facts({ policy: aPolicy(over, required) });
const check = (state: Check['state']) => plan({ checks: [{ name: 'lint', state }] });
const requester = (permission: Permission) =>
  facts({ outside: outsideFacts({ requester: { user: ana, permission } }) });
const outside = (over: Partial<GateFacts['outside']>) => facts({ outside: outsideFacts(over) });
const older: DeployPlan['comparison'] = { ...aPlan().comparison, status: 'behind' };
const hour = 3_600_000;
const fromDevelopment = { promotion: { from: 'development', soakMs: hour } };
const earlier = (...parts: readonly Partial<EarlierPart>[]) => ({
  ...policy(fromDevelopment),
  outside: outsideFacts({
    promotion: {
      kind: 'known',
      parts: parts.map((part) => ({ component: 'frontend', commit: newSha, since: now - 2 * hour, ...part })),
    },
  }),
});
const lockedBy = (by: SlackUserId, ownLocks: Policy['ownLocks']) =>
  facts({ policy: aPolicy({ ownLocks }), outside: outsideFacts({ lock: aLock({ by }) }) });
const approval = anApproval({ digest: aPlan().digest, nods: [aNod(bruno)] });
const nodded = (now: NodStanding): GateFacts => ({
  ...policy({}, 1),
  approval,
  outside: outsideFacts({ nodsNow: [now] }),
});
/** Nobody asked for the rollback: the watch found this release worse. */
const gotWorse = (release: string) =>
  facts({
    plan: aRollbackPlan(),
    outside: outsideFacts({
      automatic: { release, deploy: 'op_00000002' as OperationId, evidence: [] },
    }),
  });
const confirm = { commits: 50, files: 300, days: 14, diverged: true };

const migrating = (migrations: MigrationsPlan) => plan({ migrations });
const { rehearsal: _, ...unrehearsed } = aMigrationsPlan();
const unfit = (rule: 'own_transaction' | 'not_parsed') => {
  const verdict = { sql: 'COMMIT', line: 1, findings: [finding(rule, { message: 'syntax error' })] };
  return migrating(aMigrationsPlan({ pending: [aMigration({ way: 'none', findings: [verdict] })] }));
};
const rehearsedTo = (came: { readonly kind: 'failed' | 'slow' }) =>
  migrating({
    ...unrehearsed,
    rehearsal: {
      of: rehearsedAs(unrehearsed),
      name: '0003_level',
      line: 2,
      message: 'column "level" of relation "classes" contains null values',
      code: '23502',
      limitMs: 120_000,
      ...came,
    },
  });

export const gateCases = {
  migrations_none: facts(),
  migrations_rehearsed: migrating(aMigrationsPlan()),
  migration_not_runnable: unfit('own_transaction'),
  migration_unreadable: unfit('not_parsed'),
  migration_soaking: {
    ...migrating(aMigrationsPlan({ pending: [aContract()] })),
    policy: aPolicy({ migrationSoakMs: 7 * 24 * hour }),
  },
  migration_failed: rehearsedTo({ kind: 'failed' }),
  migration_slow: rehearsedTo({ kind: 'slow' }),
  migrations_unrehearsed: migrating(unrehearsed),
  something_to_do: facts(),
  nothing_to_do: plan({
    live: {
      frontend: { deployment: 'dpl_1', commit: newSha },
      backend: { deployment: 'rw_1', commit: newSha },
    },
  }),
  rights_granted: facts(),
  right_missing: requester('not_allowed'),
  emergency_right_missing: {
    ...plan({ emergency: 'Checkout is down' }),
    outside: outsideFacts({ requester: { user: ana, permission: 'not_allowed' } }),
  },
  requester_outsider: requester('outsider'),
  rights_unreachable: requester('unreachable'),
  branch_not_asked: policy({ branch: 'any' }),
  branch_holds: facts(),
  commit_off_branch: outside({ branch: { name: 'main', holds: 'no' } }),
  branch_unreachable: outside({ branch: { name: 'main', holds: 'unreachable' } }),
  commit_not_marked: facts(),
  commit_bad: outside({ badMark: { by: bruno, at: now, why: 'Carts were empty' } }),
  order_forward: facts(),
  order_back: plan({ comparison: older, back: true }),
  commit_older: plan({ comparison: older }),
  promotion_not_asked: facts(),
  promotion_proven: earlier({}, { component: 'backend' }),
  promotion_not_live: earlier({}, { component: 'backend', commit: liveSha }),
  promotion_unwell: earlier({ unwell: '(/health) answered 503' }),
  promotion_soaking: earlier({}, { since: now - 1 }),
  promotion_unreachable: {
    ...policy(fromDevelopment),
    outside: outsideFacts({ promotion: { kind: 'unreachable', why: 'Railway is silent' } }),
  },
  checks_not_asked: policy({ checks: 'none' }),
  checks_green: facts(),
  check_failed: check('failure'),
  check_unknown: check('unknown'),
  check_awaited: {
    ...check('pending'),
    policy: aPolicy({ waitForChecksMs: hour }),
  },
  check_pending: check('pending'),
  check_missing: policy({ checks: ['security'] }),
  checks_none: plan({ checks: [] }),
  not_frozen: facts(),
  frozen: facts({ outside: outsideFacts({ freeze: { ...aFreeze(), scope: 'all of mundo-tango' } }) }),
  no_window: facts(),
  freeze_window: outside({
    window: { from: now - hour, to: now + hour, reason: 'weekend', announceAheadMs: hour },
  }),
  no_drift: facts(),
  drifted: outside({ drift: aToldDrift() }),
  no_hold: facts(),
  held: outside({ hold: aHold() }),
  data_kept: facts({ plan: aRestorePlan() }),
  moment_before_history: facts({ plan: aRestorePlan({ history: { from: now, retentionMs: hour } }) }),
  restore_barred: facts({ plan: aRestorePlan({ barred: 'an import is under way' }) }),
  no_lock: facts(),
  lock_is_own: lockedBy(ana, 'pass'),
  lock_by_requester: lockedBy(ana, 'stop'),
  lock_by_other: lockedBy(bruno, 'pass'),
  confirmation_not_asked: facts(),
  size_usual: policy({ confirm }),
  size_confirmed: {
    ...policy({ confirm: { ...confirm, commits: 1 } }),
    confirmed: { by: ana, at: now, digest: aPlan().digest },
  },
  confirmation_missing: policy({ confirm: { ...confirm, commits: 1 } }),
  nods_not_asked: facts(),
  nods_given: nodded({ kind: 'stands', by: bruno, rules: [0] }),
  nods_missing: policy({}, 1),
  nods_lapsed: nodded({ kind: 'lapsed', by: bruno, why: 'no longer among the approvers' }),
  nods_unverified: nodded({ kind: 'unreachable', by: bruno }),
  nobody_asked: gotWorse('rel_00000002'),
  nobody_presses: gotWorse('rel_00000002'),
  released_since: gotWorse('rel_00000001'),
  rollback_not_pressed: facts({ plan: aRollbackPlan() }),
  rollback_pressed: {
    ...facts({ plan: aRollbackPlan() }),
    confirmed: { by: ana, at: now, digest: aRollbackPlan().digest },
  },
} satisfies Record<GateCode, GateFacts>;
