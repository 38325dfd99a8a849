import { describe, expect, it } from 'vitest';
import { isUnchanged } from '../../../src/domain/make-plan.ts';
import { makeRollbackPlan, type RollbackFacts } from '../../../src/domain/make-rollback-plan.ts';
import type { Environment } from '../../../src/domain/environment.ts';
import type { RollbackWay } from '../../../src/domain/plan.ts';
import { anEnvironment, aRelease, aRollbackPlan, liveSha, newSha } from '../../support/operation-builders.ts';

const environment: Environment = {
  ...anEnvironment,
  aliases: [],
  database: { ...anEnvironment.database, paths: ['backend/migrations'] },
};
const { commit, live, comparison, target, ways } = aRollbackPlan();

function aPlanOf(over: Partial<RollbackFacts> = {}) {
  return makeRollbackPlan({
    app: {
      name: 'mundo-tango',
      repository: { owner: 'mundo-tango', name: 'mundo-tango' },
      channels: [],
      incidents: { channels: ['inc-*'] },
      environments: [environment],
    },
    environment,
    commit,
    live,
    target,
    comparison,
    ways,
    releases: [aRelease()],
    ...over,
  });
}

const way = (over: Partial<RollbackWay> = {}): RollbackWay => ({
  kind: 'instant',
  deployment: 'old',
  commit,
  ...over,
});

describe('a rollback plan', () => {
  it('takes both platforms back at once, and checks each', () => {
    expect(aPlanOf().steps.map(({ id }) => id)).toEqual([
      'roll-back-frontend',
      'roll-back-backend',
      'check-backend',
      'verify-frontend',
    ]);
  });

  it('builds what a platform cannot take back, and leaves alone what is live', () => {
    const built = aPlanOf({
      ways: { frontend: way({ kind: 'rebuild' }), backend: way({ kind: 'rebuild' }) },
    });
    expect(built.steps.map(({ id }) => id)).toEqual([
      'build-frontend',
      'deploy-backend',
      'check-backend',
      'promote-frontend',
      'verify-frontend',
    ]);
    const half = aPlanOf({ ways: { frontend: way({ kind: 'live' }), backend: way() } });
    expect(half.components.map(({ component, changed }) => [component, changed])).toEqual([
      ['frontend', false],
      ['backend', true],
    ]);
    expect(isUnchanged(half)).toBe(false);
    expect(isUnchanged(aPlanOf({ ways: { frontend: way({ kind: 'live' }) } }))).toBe(true);
  });

  it('estimates each way from what it took before', () => {
    const took = { 'roll-back-backend': 30_000, 'build-frontend': 90_000, 'promote-frontend': 5_000 };
    const plan = aPlanOf({
      ways: { frontend: way({ kind: 'rebuild' }), backend: way() },
      releases: [aRelease({ stepDurations: took })],
    });
    expect(plan.ways.backend?.estimateMs).toBe(30_000);
    expect(plan.ways.frontend?.estimateMs).toBe(95_000);
  });

  it('names the migrations that stay, and the commit that it takes back', () => {
    const plan = aPlanOf({ target: { ...target, release: 'rel_00000000' } });
    expect(plan.migrations).toEqual(['backend/migrations/0007_orders.sql']);
    expect(plan.leaves).toEqual({ release: 'rel_00000001', operation: 'op_00000001', commit: newSha });
  });

  it('leaves no operation behind where it puts back what the newest release put there', () => {
    expect(aPlanOf({ target: { ...target, release: 'rel_00000001' } }).leaves).toEqual({
      release: 'rel_00000001',
      commit: newSha,
    });
  });

  it('takes back no commit where what is live is what comes back', () => {
    const both = {
      frontend: { deployment: 'a', commit: liveSha },
      backend: { deployment: 'b', commit: liveSha },
    };
    expect(aPlanOf({ live: both }).leaves).not.toHaveProperty('commit');
  });

  it('is the same by another way, and another one after a newer release or to another target', () => {
    const { digest } = aPlanOf();
    expect(aPlanOf({ ways: { ...ways, backend: way({ kind: 'rebuild' }) } }).digest).toBe(digest);
    expect(aPlanOf({ live: {} }).digest).toBe(digest);
    expect(aPlanOf({ releases: [aRelease({ id: 'rel_00000009' })] }).digest).not.toBe(digest);
    expect(aPlanOf({ target: { ...target, release: 'rel_00000000' } }).digest).not.toBe(digest);
  });
});
