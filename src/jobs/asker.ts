import { acknowledgers } from '../approvals/acknowledge.ts';
import { type Asker, lookUpAsker } from '../approvals/asker.ts';
import { approversOf } from '../domain/approval-rules.ts';
import type { ApprovalRule } from '../domain/environment.ts';
import type { OperationRequest } from '../domain/request.ts';
import type { Context, People } from './context.ts';

/** Who asks, as Slack says. Who has just been taken into a group is not turned away for what was known before. */
export async function findAsker(
  { people, peopleNow }: Context,
  request: OperationRequest,
  rules: readonly ApprovalRule[],
): Promise<Asker> {
  if (request.kind === 'supersede') return { standing: 'not_an_approver', counts: [] };
  const known = await askerOf(people, request, request.kind === 'nudge' ? [] : rules);
  return known.standing === 'not_an_approver' && request.kind !== 'nudge'
    ? askerOf(peopleNow(), request, rules)
    : known;
}

async function askerOf(
  people: People,
  { kind, by, team }: OperationRequest,
  rules: readonly ApprovalRule[],
): Promise<Asker> {
  const approvers = approversOf(rules);
  const who = kind === 'acknowledge' && approvers !== 'everyone' ? acknowledgers(approvers) : approvers;
  return lookUpAsker(people, { user: by, team }, { rules, who });
}
