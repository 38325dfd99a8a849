import type { RailwayDeployment, RailwayService } from '../../railway/state.ts';
import type { VercelDeployment, VercelDomain } from '../../vercel/state.ts';
import type { SandboxState } from '../data/state.ts';

export type EnvironmentName = 'production' | 'development';

/** One environment over the platforms: what the panel draws. */
export interface EnvironmentView {
  readonly domain: VercelDomain | undefined;
  readonly frontends: readonly VercelDeployment[];
  readonly frontend: VercelDeployment | undefined;
  readonly service: RailwayService | undefined;
  readonly backend: RailwayDeployment | undefined;
  /** First line of each commit's message, as far as any platform tells it. */
  readonly subjects: ReadonlyMap<string, string>;
}

type Platforms = Pick<SandboxState, 'vercel' | 'railway' | 'github'>;

export function viewEnvironment(platforms: Platforms, name: EnvironmentName): EnvironmentView {
  const { vercel, railway } = platforms;
  const project = vercel.projects[0];
  const domain = project?.domains.find((candidate) => isDevelopment(candidate) === (name === 'development'));
  const target = name === 'production' ? 'production' : null;
  const service = railway.environments.find((environment) => environment.name === name)?.services[0];
  return {
    domain,
    frontends: project?.deployments.filter((deployment) => deployment.target === target) ?? [],
    frontend: project?.deployments.find((deployment) => deployment.id === domain?.deployment),
    service,
    backend: service?.deployments.find((deployment) => deployment.id === service.active),
    subjects: subjectsOf(platforms),
  };
}

function isDevelopment(domain: VercelDomain): boolean {
  return domain.domain.startsWith('dev.');
}

function subjectsOf({ railway, github }: Platforms): ReadonlyMap<string, string> {
  const deployments = railway.environments
    .flatMap((environment) => environment.services)
    .flatMap((service) => service.deployments);
  const told = [
    ...deployments.map(({ commit, commitMessage }) => [commit, commitMessage] as const),
    ...github.commits.map(({ sha, message }) => [sha, message] as const),
  ];
  return new Map(told.map(([sha, message]) => [sha, message.split('\n')[0] ?? '']));
}
