import { incidentStale } from '../domain/incident-stale.ts';
import type { Confirmation, Operation } from '../domain/operation.ts';
import type { Plan } from '../domain/plan.ts';
import type { Refusal } from '../domain/reasons.ts';

/** The button of an incident is pressed before there is a plan: the press is the word for the plan that does what it says. */
export function pressBefore(
  { request, createdAt }: Operation,
  { digest }: Plan,
): { readonly confirmed?: Confirmation } {
  return request.incident ? { confirmed: { by: request.by, at: createdAt, digest } } : {};
}

/** Where the plan would take back more, or something else, than the button said. */
export function refuseOtherPlan({ request: { incident } }: Operation, plan: Plan): Refusal | undefined {
  if (!incident || plan.kind !== 'rollback' || plan.leaves.release === incident.leaves) return undefined;
  return incidentStale(plan.environment, plan.leaves.commit);
}
