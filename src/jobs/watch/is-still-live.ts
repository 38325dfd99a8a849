import type { CommitSha } from '../../domain/ids.ts';
import type { Operation } from '../../domain/operation.ts';
import type { LiveDeployment } from '../../domain/plan.ts';
import type { Watch } from '../../domain/watch.ts';
import { within } from '../../time/within.ts';
import type { Context, Place } from '../context.ts';
import { askPatiently, type Patience } from '../facts/ask-patiently.ts';
import { addressesOf } from './addresses.ts';

/** Somebody may have put something else there by hand: what is red then is not the release's doing. */
export async function isStillLive(
  context: Context,
  { environment }: Place,
  {
    watch,
    operation,
    patience,
  }: { readonly watch: Watch; readonly operation: Operation; readonly patience: Patience },
): Promise<'yes' | 'no' | 'unknown'> {
  const { plan } = operation;
  if (!plan) return 'unknown';
  const { providers } = context;
  const answers = await Promise.all(
    addressesOf(environment, plan).map(async ({ component }) => {
      const { frontend, backend } = environment;
      if (component === 'frontend' && frontend) return ask(() => providers.frontend.live(frontend));
      if (component === 'backend' && backend) return ask(() => providers.backend.live(backend));
      return 'unknown';
    }),
  );
  if (answers.includes('no')) return 'no';
  return answers.includes('unknown') ? 'unknown' : 'yes';

  async function ask(live: () => Promise<LiveDeployment | undefined>): Promise<'yes' | 'no' | 'unknown'> {
    const silent = { kind: 'silent', why: '' } as const;
    const answer = await within(patience.patienceMs, askPatiently(context, patience, live), silent);
    return answer.kind === 'silent' ? 'unknown' : serves(answer.said, watch.commit);
  }
}

function serves(live: LiveDeployment | undefined, wanted: CommitSha): 'yes' | 'no' | 'unknown' {
  if (live !== undefined && live.commit === undefined) return 'unknown';
  return live?.commit === wanted ? 'yes' : 'no';
}
