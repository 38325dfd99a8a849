import type { Operation } from '../../domain/operation.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Providers } from '../../providers/contract.ts';
import type { Place } from '../context.ts';
import type { EarlyTree } from './source.ts';

export interface DeployContext extends Place {
  readonly operation: Operation;
  readonly plan: Plan;
  readonly providers: Providers;
  readonly scratch: string;
  /** The source, where this run began with the gates. */
  readonly early?: EarlyTree | undefined;
  /** Backend deployments that were there before: none of them is this operation’s. */
  readonly known: readonly string[];
  /** GitHub Deployments of operations whose record was lost: no end was ever told of them. */
  readonly leftOpen: readonly number[];
}
