import type { Operation } from './operation.ts';
import { isOver } from './operation.ts';
import type { Plan } from './plan.ts';
import type { Refusal } from './reasons.ts';
import { shortSha } from './ids.ts';

/**
 * Whether another operation already does, or waits to do, what the plan asks for. One whose nod no longer fits what is
 * live will be refused when its turn comes, so asking again is not asking twice.
 */
export function isSameDeploy(plan: Plan, other: Operation): boolean {
  if (isOver(other.state) || other.plan?.commit.sha !== plan.commit.sha) return false;
  if (shipped(other.plan) !== shipped(plan)) return false;
  return other.state === 'running' || plan.approvalsRequired === 0 || other.plan.digest === plan.digest;
}

export function alreadyUnderWay({ id, plan, request, environment, state }: Operation): Refusal {
  const what = plan ? shortSha(plan.commit.sha) : (request.ref ?? 'its branch');
  const facts = {
    what: `${what} to ${environment}`,
    state: inWords[state] ?? state,
    requester: `<@${request.by}>`,
    operation: id,
  };
  return { code: 'already_under_way', facts };
}

const inWords: Partial<Record<Operation['state'], string>> = {
  planning: 'being planned',
  awaiting_approval: 'waiting for a nod',
  queued: 'waiting its turn',
};

function shipped({ components }: Plan): string {
  return components.map(({ component }) => component).join();
}
