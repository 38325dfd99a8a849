import type { RequesterFacts } from '../../domain/gates/gate.ts';
import { rightOf } from '../../domain/gates/rights.ts';
import type { DeployRequest } from '../../domain/operation.ts';
import { nextTry, pause } from '../../time/wait.ts';
import type { Context, Place } from '../context.ts';
import type { Patience } from './ask-patiently.ts';

/** Whether the requester may still do what they asked for. */
export async function lookUpRequester(
  { people, store }: Context,
  { environment }: Place,
  { request, run, patienceMs }: Patience & { readonly request: Pick<DeployRequest, 'by' | 'emergency'> },
): Promise<RequesterFacts> {
  const { by: user } = request;
  const deadline = store.now() + patienceMs;
  for (let attempt = 1; ; attempt += 1) {
    const permission = await people.mayDo({ user }, rightOf(environment.policy.rights, request));
    const waitMs = Math.round(nextTry(attempt, undefined));
    if (permission !== 'unreachable' || store.now() + waitMs > deadline) return { user, permission };
    await pause(waitMs, run.signal);
  }
}
