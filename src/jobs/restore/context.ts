import type { RestorePlan } from '../../domain/plan.ts';
import type { DeployContext } from '../deploy/context.ts';

export interface RestoreContext extends DeployContext {
  readonly plan: RestorePlan;
}
