import { sayWho } from '../domain/gates/rights.ts';
import type { Operation } from '../domain/operation.ts';
import type { OperationRequest } from '../domain/request.ts';
import { refuse, type RequestDecision, type RequestFacts } from './decision.ts';

/** Whoever asked for the deploy, or may roll back here, knows that what is red is meant to be. */
export function decideStopWatching(
  operation: Operation,
  { by }: OperationRequest & { kind: 'stop_watching' },
  { policy, mayPress = 'unreachable', now }: RequestFacts,
): RequestDecision {
  const { environment, watched, request } = operation;
  if (!watched || watched.end) return refuse('watch_over', { environment });
  if (mayPress === 'outsider') return refuse('other_workspace');
  if (by !== request.by && mayPress === 'unreachable') return refuse('person_unreachable');
  if (by !== request.by && mayPress === 'not_allowed')
    return refuse('stop_watching_not_allowed', { environment, approvers: sayWho(policy.rights.rollback) });
  const end = { kind: 'stopped', at: now, by } as const;
  return {
    kind: 'changed',
    operation: { ...operation, watched: { ...watched, end } },
    events: [{ kind: 'watch_ended', at: now, end }],
  };
}
