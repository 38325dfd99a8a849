import type { CommitAuthors } from '../domain/authors.ts';
import { sayWho } from '../domain/gates/rights.ts';
import { shortSha, type SlackUserId } from '../domain/ids.ts';
import type { Approval, Nod, Operation } from '../domain/operation.ts';
import { nodsMissing, openRules } from '../domain/quorum.ts';
import { type RefusedRequest, refuse, type RequestFacts, tooLate } from './decision.ts';

interface NodFacts extends Pick<RequestFacts, 'standing' | 'approvers' | 'policy'> {
  readonly approval: Approval;
  /** Without the nods of those who may no longer. */
  readonly kept: Approval;
  readonly authors: CommitAuthors | undefined;
}

/** Why somebody's nod would count for nothing, whatever the gates say. */
export function refuseNod(operation: Operation, nod: Nod, facts: NodFacts): RefusedRequest | undefined {
  const { approval, kept, approvers } = facts;
  if (approval.nods.some(({ by }) => by === nod.by))
    return refuse('already_nodded', { missing: nodsMissing(approval.rules, approval.nods) });
  if (nod.by === operation.request.by) return refuse('approver_is_requester', { approvers });
  const refusal = refuseStanding(operation, facts);
  if (refusal) return refusal;
  const written = writtenBy(nod.by, facts);
  if (written) return refuse('approver_is_author', { commit: written, approvers });
  const before = nodsMissing(approval.rules, kept.nods);
  const fillsPlace = nodsMissing(approval.rules, [...kept.nods, nod]) < before;
  return fillsPlace ? undefined : refuse('nod_not_needed', { missing: stillMissing(kept) });
}

/** Whether it waits for the nod of this very person; `unknown`: Slack does not say whether they may give it. */
export function waitsForNod(
  operation: Operation,
  nod: Nod,
  facts: Pick<RequestFacts, 'standing' | 'policy'>,
): 'waits' | 'does_not' | 'unknown' {
  const { approval, authors } = operation;
  if (!approval || openApproval(operation, approval.digest, nod.at).kind === 'refused') return 'does_not';
  if (nodsMissing(approval.rules, approval.nods) === 0) return 'does_not';
  const refusal = refuseNod(operation, nod, { ...facts, approval, kept: approval, authors, approvers: '' });
  if (refusal === undefined) return 'waits';
  return refusal.refusal.code === 'approvers_unreachable' ? 'unknown' : 'does_not';
}

export function openApproval(
  operation: Operation,
  digest: string,
  now: number,
): { readonly kind: 'open'; readonly approval: Approval } | RefusedRequest {
  const { approval } = operation;
  if (operation.state !== 'awaiting_approval' || !approval) return tooLate(operation);
  if (approval.expiresAt <= now)
    return refuse('already_over', { what: operation.kind, state: 'has already expired' });
  if (approval.digest !== digest) return refuse('plan_outdated', { what: 'the plan on that card' });
  return { kind: 'open', approval };
}

export function refuseStanding(
  { environment }: Operation,
  { standing, approvers }: Pick<RequestFacts, 'standing' | 'approvers'>,
): RefusedRequest | undefined {
  if (standing === 'approver') return undefined;
  if (standing === 'unreachable') return refuse('approvers_unreachable');
  return refuse('approver_not_allowed', { environment, approvers });
}

/** The commit, where authors may not approve. */
function writtenBy(by: SlackUserId, { authors, policy }: NodFacts): string | undefined {
  if (policy.approvals.authors === 'allowed') return undefined;
  const written = authors?.known.find(({ user }) => user === by);
  return written && shortSha(written.commit);
}

/** "1 from <!subteam^S012> and 2 from <@U034>" */
function stillMissing({ rules, nods }: Approval): string {
  return openRules(rules, nods)
    .map((rule) => `${rule.missing} from ${sayWho(rule)}`)
    .join(' and ');
}
