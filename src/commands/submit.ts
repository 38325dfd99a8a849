import type { Submission } from '../slack/views/actions.ts';
import { askOperation } from './ask-operation.ts';
import type { Desk } from './desk.ts';
import type { Act, Outcome } from './outcome.ts';
import { plan } from './plan.ts';

/** A form that was filled in. */
export async function submit(
  desk: Desk,
  submission: Exclude<Submission, { kind: 'incomplete' }>,
  act: Act,
): Promise<Exclude<Outcome, { kind: 'modal' }>> {
  if (submission.kind === 'reject') {
    const { operation, digest, reason } = submission;
    return askOperation(desk, act, operation, { kind: 'reject', digest, reason });
  }
  const { app, environment, ref, components } = submission;
  return plan(desk, act, {
    kind: 'deploy',
    app,
    environment,
    request: { ...(ref !== undefined && { ref }), components },
  });
}
