import { alreadyOver } from '../domain/already-over.ts';
import type { Policy, Who } from '../domain/environment.ts';
import type { OperationEvent } from '../domain/event.ts';
import { needsAcknowledgement } from '../domain/emergency.ts';
import { everyoneOf } from '../domain/who.ts';
import type { SlackUserId } from '../domain/ids.ts';
import type { Operation } from '../domain/operation.ts';
import type { Refusal } from '../domain/reasons.ts';

type Acknowledgement =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'changed'; readonly operation: Operation; readonly events: readonly OperationEvent[] };

interface AcknowledgementFacts {
  readonly standing: 'approver' | 'not_an_approver' | 'unreachable' | 'outsider';
  /** Those who may, as Slack mentions. */
  readonly approvers: string;
  readonly now: number;
}

/** Somebody other than the requester has looked at what an emergency did. */
export function decideAcknowledge(
  operation: Operation,
  by: SlackUserId,
  { standing, approvers, now }: AcknowledgementFacts,
): Acknowledgement {
  const { acknowledged, environment } = operation;
  if (acknowledged)
    return refuse('already_acknowledged', { approvers: `<@${acknowledged.by}>`, at: acknowledged.at });
  if (!needsAcknowledgement(operation)) return { kind: 'refused', refusal: alreadyOver(operation) };
  if (by === operation.request.by) return refuse('acknowledger_is_requester', { approvers });
  if (standing === 'unreachable') return refuse('approvers_unreachable');
  if (standing !== 'approver') return refuse('acknowledger_not_allowed', { environment, approvers });
  return {
    kind: 'changed',
    operation: { ...operation, acknowledged: { by, at: now } },
    events: [{ kind: 'acknowledged', at: now, by }],
  };
}

function refuse(code: Refusal['code'], facts: Refusal['facts'] = {}): Acknowledgement {
  return { kind: 'refused', refusal: { code, facts } };
}

/** Whose acknowledgement counts; where the policy names no approvers, everybody's. */
export function acknowledgers({ groups, users }: Who): Who | 'everyone' {
  return groups.length + users.length === 0 ? 'everyone' : { groups, users };
}

/** When the acknowledgement is to be asked for again. */
export function nextReminder(operation: Operation, policy: Policy): number | undefined {
  if (!needsAcknowledgement(operation)) return undefined;
  const last = operation.remindedAt ?? operation.endedAt ?? operation.createdAt;
  return last + policy.emergency.remindEveryMs;
}

export function decideReminder(
  operation: Operation,
  { policy, now }: { readonly policy: Policy; readonly now: number },
): { readonly operation: Operation; readonly events: readonly OperationEvent[] } | undefined {
  const at = nextReminder(operation, policy);
  if (at === undefined || at > now) return undefined;
  const { groups, users } = everyoneOf(policy.approvals.rules);
  return {
    operation: { ...operation, remindedAt: now },
    events: [{ kind: 'acknowledgement_missing', at: now, groups, users }],
  };
}
