import type { RestoredData } from '../domain/operation.ts';
import { checkBackend } from './deploy/backend.ts';
import type { RestoreContext } from './restore/context.ts';
import { compareRows, connectData, noteMoment, restoreData } from './restore/steps.ts';
import type { Run } from './workflow.ts';

/** Other data under the code that runs, which must be well on it; or the data that was there before. */
export async function restore(run: Run, context: RestoreContext): Promise<RestoredData> {
  const { environment, plan } = context;
  const { database, backend } = environment;
  if (!database) throw new Error(`${environment.name} has no database any more`);
  const noted = await run.step(noteMoment(context, database));
  await run.step(restoreData(context, database));
  await run.step(connectData(context, database));
  await run.together(
    backend && run.step(checkBackend(context, backend, plan.live.backend?.deployment ?? '')),
    run.step(compareRows(context, database)),
  );
  return { moment: plan.source.at, until: noted.at, keptAs: plan.keptAs };
}
