import type { DrillPolicy } from '../../src/domain/drill.ts';

const hour = 3_600_000;

/** Nothing by itself. */
export function aDrillPolicy(over: Partial<DrillPolicy> = {}): DrillPolicy {
  return {
    everyMs: 0,
    overdueMs: 0,
    ageMs: 24 * hour,
    rtoMs: 2 * hour,
    rpoMs: 24 * hour,
    checkMs: 30_000,
    checks: [{ kind: 'tables', named: [] }, { kind: 'foreign_keys' }],
    ...over,
  };
}
