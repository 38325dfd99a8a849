import type { BranchFacts } from '../../src/branches/decision.ts';
import type { Branch } from '../../src/domain/branch.ts';
import { environmentsOn } from '../../src/domain/branch-needs.ts';
import type { App, DatabasePolicy, Environment } from '../../src/domain/environment.ts';
import { ana, aPolicy, now } from './operation-builders.ts';

const day = 86_400_000;

export function aBranch(over: Partial<Branch> = {}): Branch {
  const name = over.name ?? 'cart';
  return {
    id: `br-${name}`,
    name,
    parent: 'br-production',
    isDefault: false,
    isProtected: false,
    createdAt: now - 3 * day,
    compute: 'asleep',
    ...over,
  };
}

/** A root. */
export function production(over: Partial<Branch> = {}): Branch {
  const { parent: _, ...root } = aBranch({ name: 'production', createdAt: now - 300 * day, isDefault: true });
  return { ...root, ...over };
}

export function environmentWith(
  name: string,
  database: { readonly project?: string; readonly branch: string } | undefined,
  policy: Partial<DatabasePolicy> = {},
): Environment {
  const usual: DatabasePolicy = { connect: 'branches', expireMs: 7 * day, forever: 'refused' };
  return {
    name,
    aliases: name === 'production' ? ['prod'] : name === 'development' ? ['dev'] : [],
    branch: 'main',
    production: name === 'production',
    ...(database && {
      database: { project: 'mundo-tango-1234', restorePointTtlMs: 7 * day, paths: [], ...database },
    }),
    policy: aPolicy({ database: { ...usual, ...policy } }),
  };
}

export function appWith(environments: readonly Environment[]): App {
  return {
    name: 'mundo-tango',
    repository: { owner: 'mundo-tango', name: 'mundo-tango' },
    channels: ['C0DEPLOYS'],
    incidents: { channels: ['inc-*'] },
    environments,
  };
}

const usualEnvironments = [
  environmentWith('production', { branch: 'production' }),
  environmentWith('development', { branch: 'br-development' }),
];

/** Production and development with a branch each, and `cart`, that somebody has made. */
export function branchFacts(
  over: {
    readonly branches?: readonly Branch[];
    readonly limit?: number;
    readonly environments?: readonly Environment[];
    readonly use?: Partial<BranchFacts['use']>;
  } = {},
): BranchFacts {
  const environments = over.environments ?? usualEnvironments;
  const app = appWith(environments);
  const [environment] = environments;
  if (!environment?.database) throw new Error('the first environment has a database');
  return {
    app,
    environment,
    list: {
      branches: over.branches ?? [production(), aBranch({ name: 'development' }), aBranch()],
      ...(over.limit !== undefined && { limit: over.limit }),
      retentionMs: day,
    },
    use: {
      environments: environmentsOn([app], environment.database),
      releases: [],
      underWay: [],
      ...over.use,
    },
    by: ana,
    now,
  };
}
