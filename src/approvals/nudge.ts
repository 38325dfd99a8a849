import { nodsMissing, openRules } from '../domain/quorum.ts';
import type { Approval, Operation } from '../domain/operation.ts';
import type { OperationRequest } from '../domain/request.ts';
import { everyoneOf } from '../domain/who.ts';
import { refuse, type RequestDecision, type RequestFacts, tooLate } from './decision.ts';

/** Calls those who are missing once more, by hand. Nobody is called twice for the same thing within the limit. */
export function decideNudge(
  operation: Operation,
  { by }: OperationRequest & { kind: 'nudge' },
  { standing, now }: RequestFacts,
): RequestDecision {
  const { approval } = operation;
  if (operation.state !== 'awaiting_approval' || !approval) return tooLate(operation);
  if (standing === 'unreachable') return refuse('person_unreachable');
  const { asked, askEveryMs } = approval;
  const next = asked.at + askEveryMs;
  if (now < next) {
    const who = asked.by === undefined ? 'me' : `<@${asked.by}>`;
    return refuse('nudged_lately', { who, at: asked.at, next });
  }
  return {
    kind: 'changed',
    operation: { ...operation, approval: { ...approval, asked: { at: now, by } } },
    events: [{ kind: 'nudged', at: now, by, ...whoIsMissing(operation, approval) }],
  };
}

/** Those whose nod is missing: groups whole, people unless they gave theirs or asked for the deploy. */
export function whoIsMissing({ request }: Pick<Operation, 'request'>, { rules, nods }: Approval) {
  const { groups, users } = everyoneOf(openRules(rules, nods));
  const done = [request.by, ...nods.map(({ by }) => by)];
  return { groups, users: users.filter((user) => !done.includes(user)), missing: nodsMissing(rules, nods) };
}
