import { describe, expect, it } from 'vitest';
import type { Environment } from '../../../src/domain/environment.ts';
import type { OperationId } from '../../../src/domain/ids.ts';
import {
  makeRestorePlan,
  renewRestorePlan,
  type RestoreFacts,
} from '../../../src/domain/make-restore-plan.ts';
import { aCommit, aPolicy, anEnvironment, liveSha, newSha, now } from '../../support/operation-builders.ts';
import { aRestorePlan } from '../../support/restore-builders.ts';

const environment: Environment = { ...anEnvironment, aliases: [], policy: aPolicy() };
const { source, plannedAt, history, look, data } = aRestorePlan();
const live = {
  backend: { deployment: 'rw_1', commit: liveSha },
  frontend: { deployment: 'dpl_1', commit: liveSha },
};

const aPlanOf = (over: Partial<RestoreFacts> = {}) =>
  makeRestorePlan({
    app: {
      name: 'mundo-tango',
      repository: { owner: 'a', name: 'b' },
      channels: [],
      incidents: { channels: [] },
      environments: [],
    },
    environment,
    operation: 'op_01hx2k3m4n5p6q9r' as OperationId,
    commit: aCommit({ sha: liveSha }),
    live,
    source,
    plannedAt,
    history,
    barred: undefined,
    look,
    data,
    ...over,
  });

describe('the plan of a restore', () => {
  it('names the branch that keeps what is there after its operation, and lists what it will do', () => {
    expect(aPlanOf()).toMatchObject({ keptAs: 'before-restore-01hx2k3m4n5p6q9r', approvalsRequired: 2 });
    expect(aPlanOf().steps.map(({ title }) => title)).toEqual([
      'Note the last moment',
      'Restore the data',
      'Connect to it',
      'Check backend',
      'Compare the rows',
    ]);
  });

  it('looks at no backend where there is none', () => {
    const { backend: _backend, ...dataOnly } = environment;
    expect(aPlanOf({ environment: dataOnly }).steps.map(({ id }) => id)).not.toContain('check-backend');
  });

  it.each<[string, Partial<RestoreFacts>, 'same' | 'another']>([
    ['later', { plannedAt: now }, 'same'],
    ['while the history moves on', { history: { ...history, from: history.from + 1 } }, 'same'],
    ['while rows come and go', { data: { now: data.earlier, earlier: data.earlier } }, 'same'],
    [
      'by a redeploy of the same commit',
      { live: { ...live, backend: { deployment: 'rw_9', commit: liveSha } } },
      'same',
    ],
    [
      'after other code went live',
      { live: { ...live, backend: { deployment: 'rw_2', commit: newSha } } },
      'another',
    ],
    ['after the data was restored meanwhile', { history: { ...history, resetAt: now } }, 'another'],
    ['of another moment', { source: { ...source, at: source.at + 1 } }, 'another'],
    ['asked for once more', { operation: 'op_01hx2k3m4n5p6q9s' as OperationId }, 'another'],
  ])('binds a nod: %s', (_, over, which) => {
    expect(aPlanOf(over).digest === aPlanOf().digest).toBe(which === 'same');
  });

  it('made again keeps what people looked at', () => {
    const plan = aPlanOf();
    const again = renewRestorePlan(plan, environment, { live, history, barred: 'busy' });
    expect(again).toEqual({ ...plan, barred: 'busy' });
  });
});
