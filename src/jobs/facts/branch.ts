import type { BranchFacts } from '../../domain/gates/gate.ts';
import type { CommitSha } from '../../domain/ids.ts';
import type { Context, Place } from '../context.ts';
import { askPatiently, type Patience } from './ask-patiently.ts';

/** Whether the environment's branch holds the commit now. */
export async function lookUpBranch(
  context: Context,
  { app, environment }: Place,
  { sha, ...patience }: Patience & { readonly sha: CommitSha },
): Promise<BranchFacts> {
  const { branch: name, policy } = environment;
  if (policy.branch === 'any') return { name, holds: 'not_asked' };
  const { source } = context.providers;
  const answer = await askPatiently(context, patience, () =>
    source.isOnBranch(app.repository, { branch: name, sha }),
  );
  if (answer.kind === 'silent') return { name, holds: 'unreachable' };
  return { name, holds: answer.said ? 'yes' : 'no' };
}
