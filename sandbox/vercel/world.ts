import type { LocalRepository } from '../github/contract.ts';
import type { Kernel } from '../kernel/contract.ts';
import { commitOf } from './deployment.ts';
import type { Deployment } from './deployment.ts';
import type { Edge } from './edge.ts';
import { vercelSeed } from './seed.ts';
import type { Site } from './site.ts';

/** All that this Vercel holds; a reset makes a new one. */
export interface World {
  readonly kernel: Kernel;
  readonly edge: Edge;
  readonly source: Pick<LocalRepository, 'commit' | 'exportTree'>;
  /** Ends every build and promotion when the world does. */
  readonly end: AbortController;
  /** Oldest first. */
  readonly deployments: Map<string, Deployment>;
  /** SHA-1 -> content. */
  readonly uploads: Map<string, Buffer>;
  readonly aliases: Map<string, Alias>;
  /** Of the project: what may be aimed at a deployment. */
  readonly domains: Set<string>;
  readonly project: ProjectState;
  /** Builds and promotions under way. */
  readonly running: Set<Promise<void>>;
  /** What the control was told to let fail. */
  readonly failing: Failing[];
  /** Commits that no domain serves, whatever it is aimed at. */
  readonly dark: Set<string>;
}

export interface Alias {
  readonly uid: string;
  readonly name: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly deployment: string;
}

export interface ProjectState {
  readonly createdAt: number;
  autoAssignCustomDomains: boolean;
  /** While true, new production deployments are not given the domains: a rollback holds until the next promotion. */
  rolledBack: boolean;
  /** Id of the deployment that served production before the current one. */
  previous: string | undefined;
  lastAliasRequest: AliasRequest | null;
}

export interface AliasRequest {
  readonly fromDeploymentId: string;
  readonly toDeploymentId: string;
  readonly jobStatus: 'pending' | 'in-progress' | 'succeeded' | 'failed';
  readonly requestedAt: number;
  readonly type: 'promote' | 'rollback';
}

export interface Failing {
  readonly step: 'BUILD' | 'PROMOTION';
  readonly commit: string | undefined;
}

export const productionDomain = vercelSeed.domains.production;

export function findDeployment(world: World, idOrUrl: string): Deployment | undefined {
  const found = world.deployments.get(idOrUrl);
  if (found) return found;
  const alias = world.aliases.get(idOrUrl);
  if (alias) return world.deployments.get(alias.deployment);
  return [...world.deployments.values()].find(({ url }) => url === idOrUrl);
}

export function currentProduction(world: World): Deployment | undefined {
  const aimed = world.aliases.get(productionDomain);
  return aimed && world.deployments.get(aimed.deployment);
}

export function aliasesOf(world: World, deployment: Deployment): readonly Alias[] {
  return [...world.aliases.values()].filter((alias) => alias.deployment === deployment.id);
}

export function siteOf(world: World, name: string): Promise<Site> | undefined {
  return findDeployment(world, name)?.site?.();
}

export function isDark(world: World, name: string): boolean {
  const found = findDeployment(world, name);
  return found !== undefined && world.dark.has(commitOf(found) ?? '');
}

/** Work that the end of the world waits for. It must not reject. */
export function keepRunning(world: World, work: Promise<void>): void {
  world.running.add(work);
  void work.finally(() => world.running.delete(work));
}

/** Removes and answers whether this step of this commit is to fail. */
export function takeFailure(world: World, step: Failing['step'], commit: string | undefined): boolean {
  const index = world.failing.findIndex(
    (failing) => failing.step === step && (failing.commit === undefined || failing.commit === commit),
  );
  if (index === -1) return false;
  world.failing.splice(index, 1);
  return true;
}
