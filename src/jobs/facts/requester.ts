import type { Who } from '../../domain/environment.ts';
import type { RequesterFacts } from '../../domain/gates/gate.ts';
import { nextTry, pause } from '../../time/wait.ts';
import type { Context } from '../context.ts';
import type { Patience } from './ask-patiently.ts';

/** Whether the person may still do what they asked for: what `who` may. */
export async function lookUpRequester(
  { people, store }: Context,
  {
    user,
    who,
    run,
    patienceMs,
  }: Patience & Pick<RequesterFacts, 'user'> & { readonly who: Who | 'everyone' },
): Promise<RequesterFacts> {
  const deadline = store.now() + patienceMs;
  for (let attempt = 1; ; attempt += 1) {
    const permission = await people.mayDo({ user }, who);
    const waitMs = Math.round(nextTry(attempt, undefined));
    if (permission !== 'unreachable' || store.now() + waitMs > deadline) return { user, permission };
    await pause(waitMs, run.signal);
  }
}
