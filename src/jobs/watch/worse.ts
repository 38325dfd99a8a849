import { randomUUID } from 'node:crypto';
import { operationIdOf } from '../../domain/ids.ts';
import type { Operation } from '../../domain/operation.ts';
import type { Consequence, Evidence, Summary, Watch } from '../../domain/watch.ts';
import type { WatchPolicy } from '../../domain/watch-policy.ts';
import { findBadMark } from '../../store/bad-commits.ts';
import type { Fence } from '../../store/fence.ts';
import { changeOperation, creationOf, type Decision, operationsUnderWay } from '../../store/operations.ts';
import type { Context } from '../context.ts';
import { watchEnded } from './end.ts';

interface Worse {
  readonly policy: WatchPolicy;
  readonly evidence: readonly Evidence[];
  readonly summary: Summary;
  readonly fence: Fence;
}

/**
 * That it is worse, with the evidence, and the rollback that follows are one write: there is no moment at which a crash
 * could lose the one or repeat the other.
 */
export async function endWorse(context: Context, watch: Watch, worse: Worse): Promise<void> {
  const { store, log } = context;
  const { policy, evidence, summary, fence } = worse;
  const ended = await changeOperation(
    store,
    watch.operation,
    async (operation) => {
      if (!operation.watched || operation.watched.end)
        return watchEnded(operation, { kind: 'overtaken', at: store.now() });
      const { operations, guard } = await operationsUnderWay(store, operation);
      const others = operations.filter(({ kind }) => kind === 'rollback');
      const { consequence, creation } = await rollbackOf(context, operation, {
        watch,
        policy,
        evidence,
        others,
      });
      const end = { kind: 'worse', at: store.now(), evidence, consequence, ...summary } as const;
      return join(watchEnded(operation, end), { guards: [guard] }, creation);
    },
    fence,
  );
  log.warn(
    { operation: watch.operation, release: watch.release, end: ended.watched?.end },
    'worse than before',
  );
}

interface Rollback {
  readonly consequence: Consequence;
  readonly creation: Partial<Pick<Decision, 'guards' | 'writes' | 'wake'>>;
}

async function rollbackOf(
  { store }: Context,
  deploy: Operation,
  {
    watch,
    policy,
    evidence,
    others: [other],
  }: Pick<Worse, 'policy' | 'evidence'> & { readonly watch: Watch; readonly others: readonly Operation[] },
): Promise<Rollback> {
  const none = (consequence: Consequence): Rollback => ({ consequence, creation: {} });
  if (other) return none({ kind: 'under_way', operation: other.id });
  const earlier = deploy.ending?.kind === 'succeeded' ? deploy.ending.earlier : undefined;
  if (!earlier) return none({ kind: 'nothing_earlier' });
  if (policy.rollback === 'button') return none({ kind: 'button' });
  if (await findBadMark(store, deploy.app, earlier.commit))
    return none({ kind: 'earlier_is_bad', commit: earlier.commit });
  const now = store.now();
  const { by, team, channel } = deploy.request;
  const operation: Operation = {
    id: operationIdOf(now, randomUUID()),
    kind: 'rollback',
    app: deploy.app,
    environment: deploy.environment,
    request: {
      by,
      team,
      channel,
      components: [],
      to: { kind: 'release', release: earlier.release },
      automatic: { release: watch.release, deploy: deploy.id, evidence },
    },
    state: 'planning',
    version: 1,
    createdAt: now,
  };
  const event = { kind: 'began_by_itself', at: now, release: watch.release } as const;
  // Once for each release: the same delivery again is none.
  const creation = creationOf(operation, { delivery: `watch/${watch.release}`, event, now });
  return { consequence: { kind: 'rolls_back', operation: operation.id, to: earlier.commit }, creation };
}

function join(
  decision: Decision | undefined,
  ...more: readonly Partial<Pick<Decision, 'guards' | 'writes' | 'wake'>>[]
): Decision | undefined {
  if (!decision) return undefined;
  const all = [decision, ...more];
  return {
    ...decision,
    guards: all.flatMap(({ guards }) => guards ?? []),
    writes: all.flatMap(({ writes }) => writes ?? []),
    wake: all.flatMap(({ wake }) => wake ?? []),
  };
}
