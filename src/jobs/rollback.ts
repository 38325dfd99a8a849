import type { Environment } from '../domain/environment.ts';
import type { RollbackPlan, RollbackWay } from '../domain/plan.ts';
import type { StagedDeployment } from '../providers/contract.ts';
import { closeLeftOpen } from './deploy/github.ts';
import { checkBackend, deployBackend, rollBackBackend } from './deploy/backend.ts';
import type { DeployContext } from './deploy/context.ts';
import { buildFrontend, promoteFrontend, rollBackFrontend, verifyFrontend } from './deploy/frontend.ts';
import { type Deployed, mirror } from './deploy.ts';
import type { Run } from './workflow.ts';

export interface RollbackContext extends DeployContext {
  readonly plan: RollbackPlan;
}

/** Every component on what the release's record says, or all of them on what was live before. */
export async function rollBack(run: Run, context: RollbackContext): Promise<Deployed> {
  const { environment } = context;
  const frontend = partOf(context, environment.frontend, 'frontend');
  const backend = partOf(context, environment.backend, 'backend');
  const [aimed, running] = await run.together(
    frontend && bringFrontendBack(run, frontend),
    backend && bringBackendBack(run, backend),
    mirror(run, context, { state: 'in_progress' }),
    context.leftOpen.length > 0 ? run.attempt(closeLeftOpen(context)) : undefined,
  );
  await run.together(
    backend && running && run.step(checkBackend(backend.context, backend.target, running.deployment)),
    frontend && aimed && verify(run, frontend, aimed),
  );
  return { ...(aimed && { frontend: aimed }), ...(running && { backend: running }) };
}

interface Part<Target> {
  readonly context: DeployContext;
  readonly target: Target;
  readonly way: RollbackWay;
}

/** With the commit of this component: a release may hold an older one of a component that it left alone. */
function partOf<Component extends 'frontend' | 'backend'>(
  context: RollbackContext,
  target: Environment[Component],
  component: Component,
): Part<NonNullable<Environment[Component]>> | undefined {
  const way = context.plan.ways[component];
  if (!target || !way) return undefined;
  return { context: { ...context, plan: { ...context.plan, commit: way.commit } }, target, way };
}

/** A build that takes no address yet where it has to be built again: it is promoted once the backend is back. */
async function bringFrontendBack(
  run: Run,
  { context, target, way }: Part<NonNullable<Environment['frontend']>>,
): Promise<StagedDeployment> {
  switch (way.kind) {
    case 'live':
      return { deployment: context.plan.live.frontend?.deployment ?? way.deployment, url: target.url };
    case 'instant':
      return run.step(rollBackFrontend(context, target, way.deployment));
    case 'rebuild':
      return run.step(buildFrontend(context, target));
  }
}

async function bringBackendBack(
  run: Run,
  { context, target, way }: Part<NonNullable<Environment['backend']>>,
): Promise<{ readonly deployment: string }> {
  switch (way.kind) {
    case 'live':
      return { deployment: context.plan.live.backend?.deployment ?? way.deployment };
    case 'instant':
      return run.step(rollBackBackend(context, target, way.deployment));
    case 'rebuild':
      return run.step(deployBackend(context, target));
  }
}

async function verify(
  run: Run,
  { context, target, way }: Part<NonNullable<Environment['frontend']>>,
  aimed: StagedDeployment,
): Promise<void> {
  if (way.kind === 'rebuild') await run.step(promoteFrontend(context, target, aimed));
  await run.step(verifyFrontend(context, target));
}
