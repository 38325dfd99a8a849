import type { Branch } from './branch.ts';
import type { App, DatabaseTarget, Environment } from './environment.ts';
import type { CommitSha, OperationId } from './ids.ts';
import type { Release } from './release.ts';

/** Why a branch must stay as it is. */
export type BranchNeed =
  | {
      readonly kind: 'environment';
      readonly app: string;
      readonly environment: string;
      readonly production: boolean;
    }
  /** It is the restore point of what was released. */
  | {
      readonly kind: 'release';
      readonly environment: string;
      readonly commit: CommitSha;
      readonly subject: string;
    }
  /** Something that is under way has made it. */
  | { readonly kind: 'operation'; readonly environment: string };

/** What runs on the branches of one Neon project, and what was made there. */
export interface ProjectUse {
  readonly environments: readonly {
    readonly app: App;
    readonly environment: Environment;
    readonly branch: string;
  }[];
  readonly releases: readonly Release[];
  readonly underWay: readonly { readonly environment: string; readonly operation: OperationId }[];
}

/** The most telling first. */
export function needsOf(
  branch: Branch,
  { environments, releases, underWay }: ProjectUse,
): readonly BranchNeed[] {
  return [
    ...environments
      .filter((one) => isNamed(branch, one.branch))
      .map(({ app, environment }) => ({
        kind: 'environment' as const,
        app: app.name,
        environment: environment.name,
        production: environment.production,
      })),
    // Whatever an operation makes carries its id in its name.
    ...underWay
      .filter(({ operation }) => branch.name.includes(operation.slice('op_'.length)))
      .map(({ environment }) => ({ kind: 'operation' as const, environment })),
    ...releases
      .filter(({ database }) => database?.restorePoint.branch === branch.id)
      .map(({ environment, commit, subject }) => ({
        kind: 'release' as const,
        environment,
        commit,
        subject,
      })),
  ];
}

export function isNamed({ id, name }: Pick<Branch, 'id' | 'name'>, word: string): boolean {
  return id === word || name === word;
}

/** Every environment, of whatever app, whose database lies in the same project. */
export function environmentsOn(
  apps: readonly App[],
  { project }: DatabaseTarget,
): ProjectUse['environments'] {
  return apps.flatMap((app) =>
    app.environments.flatMap((environment) =>
      environment.database?.project === project
        ? [{ app, environment, branch: environment.database.branch }]
        : [],
    ),
  );
}

/** The environment whose Neon project is meant where nobody says: production's, else the first that has a database. */
export function homeOf({ environments }: App): Environment | undefined {
  const all = environments.filter(({ database }) => database !== undefined);
  return all.find(({ production }) => production) ?? all[0];
}

/** The environments whose databases lie in another project: branches there are named with `--env`. */
export function otherProjects(app: App, { database }: Environment): readonly Environment[] {
  const seen = new Set([database?.project]);
  return app.environments.filter(({ database: other }) => {
    if (other === undefined || seen.has(other.project)) return false;
    seen.add(other.project);
    return true;
  });
}
