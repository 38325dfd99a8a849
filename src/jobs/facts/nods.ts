import { lookUpAsker } from '../../approvals/asker.ts';
import type { NodStanding } from '../../domain/nods.ts';
import type { Approval, Nod } from '../../domain/operation.ts';
import { nextTry, pause } from '../../time/wait.ts';
import type { Context, People } from '../context.ts';
import type { Patience } from './ask-patiently.ts';

/** Whether those who nodded still may. `people` is called anew at each try. */
export async function lookUpNods(
  { store }: Pick<Context, 'store'>,
  {
    approval,
    people,
    run,
    patienceMs,
  }: Patience & {
    readonly approval: Pick<Approval, 'nods' | 'rules'> | undefined;
    readonly people: () => People;
  },
): Promise<readonly NodStanding[]> {
  const { nods, rules } = approval ?? { nods: [], rules: [] };
  const deadline = store.now() + patienceMs;
  for (let attempt = 1; ; attempt += 1) {
    const asked = people();
    const found = await Promise.all(nods.map((nod) => lookUpNod(asked, nod, rules)));
    const waitMs = Math.round(nextTry(attempt, undefined));
    if (found.every(({ kind }) => kind !== 'unreachable') || store.now() + waitMs > deadline) return found;
    await pause(waitMs, run.signal);
  }
}

async function lookUpNod(people: People, { by }: Nod, rules: Approval['rules']): Promise<NodStanding> {
  const { standing, counts } = await lookUpAsker(people, { user: by, team: '' }, { rules });
  switch (standing) {
    case 'outsider':
      return { kind: 'lapsed', by, why: 'no longer a full member of this workspace' };
    case 'not_an_approver':
      return { kind: 'lapsed', by, why: 'no longer among the approvers' };
    case 'unreachable':
      return { kind: 'unreachable', by };
    case 'approver':
      return { kind: 'stands', by, rules: counts };
  }
}
