import type { Component, Environment } from '../domain/environment.ts';
import type { RestorePoint } from '../domain/release.ts';
import type { StagedDeployment } from '../providers/contract.ts';
import { announce, closeLeftOpen, type Told, tellGithub } from './deploy/github.ts';
import { checkBackend, deployBackend } from './deploy/backend.ts';
import { prepareRestorePoint } from './deploy/database.ts';
import { applyMigrations, migrationsToApply } from './deploy/migrations.ts';
import { buildFrontend, promoteFrontend, verifyFrontend } from './deploy/frontend.ts';
import type { DeployContext } from './deploy/context.ts';
import type { Run } from './workflow.ts';
import { lookBefore } from './watch/before.ts';

export interface Deployed {
  readonly frontend?: StagedDeployment;
  readonly backend?: { readonly deployment: string };
  readonly restorePoint?: RestorePoint;
  /** Names of those that ran. */
  readonly migrations?: readonly string[];
}

/** One commit on every component that the plan names, or none of it. */
export async function deploy(run: Run, context: DeployContext): Promise<Deployed> {
  const { frontend, backend, database } = targets(context);
  const migrations = migrationsToApply(context.plan);
  // The build takes longest: nothing is done beside its upload, everything else while the platform builds.
  const uploaded = moment();
  const building = frontend && run.step(buildFrontend(context, frontend), uploaded.mark);
  if (!building) uploaded.mark();
  const meanwhile = <T>(work: () => Promise<T>): Promise<T> => uploaded.come.then(work);
  const [staged, early] = await run.together(
    building,
    database && !migrations ? meanwhile(() => run.step(prepareRestorePoint(context, database))) : undefined,
    meanwhile(() => mirror(run, context, { state: 'in_progress' })),
    context.leftOpen.length > 0 ? meanwhile(() => run.attempt(closeLeftOpen(context))) : undefined,
    context.environment.policy.watch.forMs > 0
      ? meanwhile(() => run.attempt(lookBefore(context)))
      : undefined,
  );
  // Right before them, so that it holds all that was written until then.
  const restorePoint =
    database && migrations ? await run.step(prepareRestorePoint(context, database)) : early;
  const applied = database && migrations && (await run.step(applyMigrations(context, database, migrations)));
  const deployed = backend && (await run.step(deployBackend(context, backend)));
  if (backend && deployed) await run.step(checkBackend(context, backend, deployed.deployment));
  if (frontend && staged) {
    await run.step(promoteFrontend(context, frontend, staged));
    await run.step(verifyFrontend(context, frontend));
  }
  return {
    ...(staged && { frontend: staged }),
    ...(deployed && { backend: deployed }),
    ...(restorePoint && { restorePoint }),
    ...(applied && { migrations: applied.migrations }),
  };
}

/** GitHub's own record of the deployment follows along. Never the reason for a failure. */
export async function mirror(run: Run, context: DeployContext, told: Told): Promise<number | undefined> {
  const announced = await run.attempt(announce(context));
  if (announced) await run.attempt(tellGithub(context, announced.id, told));
  return announced?.id;
}

function moment(): { readonly come: Promise<void>; readonly mark: () => void } {
  let mark = () => {};
  const come = new Promise<void>((resolve) => (mark = resolve));
  return { come, mark };
}

/** The targets of the components that the plan names. */
function targets({ plan, environment }: DeployContext): Pick<Environment, Component> {
  const named = plan.components.map(({ component }) => [component, environment[component]]);
  return Object.fromEntries(named) as Pick<Environment, Component>;
}
