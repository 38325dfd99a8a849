import { join } from 'node:path';
import type { Hono } from 'hono';
import type { LocalRepository, Push } from '../github/contract.ts';
import type { Kernel, SandboxService } from '../kernel/contract.ts';
import { createRailwayControl } from './control.ts';
import type { Domain, Route } from './domain.ts';
import { openDomain } from './domain.ts';
import { createEndpoint } from './endpoint.ts';
import type { Fleet } from './fleet.ts';
import { createFleet } from './fleet.ts';
import { createBuilder } from './image.ts';
import { createMutations } from './mutations.ts';
import { createNodes } from './nodes.ts';
import { createQueries } from './queries.ts';
import type { EnvironmentName } from './seed.ts';
import { environmentNames, railwaySeed } from './seed.ts';
import type { RailwayState } from './state.ts';

export interface RailwayOptions {
  readonly source: Pick<LocalRepository, 'owner' | 'name' | 'commit' | 'exportTree'>;
  /** Full SHA of what each environment runs at the start. */
  readonly live?: Partial<Record<EnvironmentName, string>>;
  /** Of the service, `DATABASE_URL` among them. */
  readonly variables?: Partial<Record<EnvironmentName, Readonly<Record<string, string>>>>;
  /** Default: `main` for both. */
  readonly branches?: Readonly<Record<EnvironmentName, string>>;
}

export interface RailwayService extends SandboxService {
  readonly name: 'railway';
  /** Mounted at `/_sandbox/railway`. */
  readonly control: Hono;
  state(): RailwayState;
  /** As GitHub tells it: what waits for pushes to this branch deploys the commit. */
  pushed(push: Push): Promise<void>;
  /** Resolves when the containers of the seeded deployments answer (or have crashed). */
  settled(): Promise<void>;
}

/** The local Railway. Its domains are registered in `kernel.hosts` when the promise resolves. */
export async function createRailway(kernel: Kernel, options: RailwayOptions): Promise<RailwayService> {
  const { source } = options;
  const branches = options.branches ?? { production: 'main', development: 'main' };
  const builder = createBuilder(join(kernel.directory, 'railway'), (sha, directory) =>
    source.exportTree(sha, directory),
  );
  const newFleet = () =>
    createFleet(
      { source, live: options.live ?? {}, variables: options.variables ?? {} },
      { kernel, builder },
    );
  let fleet = await newFleet();
  let rootValue = rootOf(fleet, { kernel, repository: `${source.owner}/${source.name}`, branches });

  const open = (name: EnvironmentName) =>
    openDomain({
      route: (path) => routeOf(fleet, name, path),
      onAnswered: (answer) => fleet.environments[name].traffic.count({ ...answer, at: kernel.clock.now() }),
    });
  const domains = { production: await open('production'), development: await open('development') };
  for (const name of environmentNames) {
    kernel.hosts.set(railwaySeed.environments[name].domain, domains[name].url);
  }

  return {
    name: 'railway',
    app: createEndpoint(kernel, () => rootValue),
    control: createRailwayControl(kernel, () => fleet),
    state: () => stateOf(fleet, domains),
    async pushed({ branch, sha }) {
      for (const name of environmentNames) {
        const environment = fleet.environments[name];
        if (environment.autoDeploy && branches[name] === branch)
          await fleet.deployCommit(environment, { sha, creator: undefined });
      }
    },
    async settled() {
      for (const name of environmentNames) await fleet.environments[name].starting;
    },
    async reset() {
      await fleet.close();
      fleet = await newFleet();
      rootValue = rootOf(fleet, { kernel, repository: `${source.owner}/${source.name}`, branches });
      kernel.changed('railway');
    },
    async close() {
      await fleet.close();
      await builder.clear();
      for (const name of environmentNames) await domains[name].close();
    },
  };
}

interface RootParts {
  readonly kernel: Kernel;
  readonly repository: string;
  readonly branches: Readonly<Record<EnvironmentName, string>>;
}

function rootOf(fleet: Fleet, { kernel, repository, branches }: RootParts): object {
  const nodes = createNodes({ fleet, repository, branches });
  return { ...createQueries({ fleet, nodes, kernel }), ...createMutations({ fleet, nodes, kernel }) };
}

function routeOf(fleet: Fleet, name: EnvironmentName, path: string): Route {
  const { active, starting, unhealthy } = fleet.environments[name];
  if (active === undefined) return { kind: 'none' };
  const forced = unhealthy?.commit === undefined || unhealthy.commit === active.commit.sha;
  if (path === '/health' && unhealthy !== undefined && forced) {
    return { kind: 'forced', status: unhealthy.status };
  }
  if (starting !== undefined) return { kind: 'runtime', runtime: starting };
  if (active.runtime === undefined || active.status === 'CRASHED') return { kind: 'crashed' };
  return { kind: 'runtime', runtime: active.runtime };
}

function stateOf(fleet: Fleet, domains: Readonly<Record<EnvironmentName, Domain>>): RailwayState {
  return {
    project: railwaySeed.project,
    environments: environmentNames.map((name) => ({
      id: railwaySeed.environments[name].id,
      name,
      services: [
        {
          ...railwaySeed.service,
          domain: railwaySeed.environments[name].domain,
          url: domains[name].url,
          autoDeploy: fleet.environments[name].autoDeploy,
          active: fleet.environments[name].active?.id,
          deployments: [...fleet.environments[name].deployments].toReversed().map((deployment) => ({
            id: deployment.id,
            status: deployment.forced ?? deployment.status,
            commit: deployment.commit.sha,
            commitMessage: deployment.commit.message,
            createdAt: deployment.createdAt,
            canRollback: fleet.canRollback(deployment),
          })),
        },
      ],
    })),
  };
}
