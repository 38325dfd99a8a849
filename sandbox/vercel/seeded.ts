import { aim } from './aliasing.ts';
import type { Deployment } from './deployment.ts';
import { build } from './pipeline.ts';
import { vercelSeed } from './seed.ts';
import type { Site } from './site.ts';
import { productionDomain, siteOf } from './world.ts';
import type { World } from './world.ts';

export interface SeededCommits {
  readonly production: string;
  readonly development: string;
}

/** What was live before anybody came: built from its commit when it is first looked at, and kept over resets. */
export async function addSeeded(
  world: World,
  live: SeededCommits,
  built: Map<string, Promise<Site>>,
): Promise<void> {
  const production = await seededDeployment(world, {
    sha: live.production,
    target: 'production',
    ref: 'main',
  });
  const development = await seededDeployment(world, { sha: live.development, target: null, ref: 'develop' });
  for (const [name, deployment] of [
    [vercelSeed.domains.development, development],
    [productionDomain, production],
  ] as const) {
    deployment.site = () => buildOnce(world, deployment, built);
    world.deployments.set(deployment.id, deployment);
    aim(world, name, deployment, deployment.readyAt);
    await world.edge.open(deployment.url, () => siteOf(world, deployment.url));
  }
}

function buildOnce(world: World, deployment: Deployment, built: Map<string, Promise<Site>>): Promise<Site> {
  const key = `${world.kernel.settings.vercel.realBuilds ? 'built' : 'generated'} ${deployment.meta['githubCommitSha']}`;
  const site = built.get(key) ?? build(world, deployment, world.end.signal);
  built.set(key, site);
  site.catch(() => built.delete(key));
  return site;
}

interface Seeded {
  readonly sha: string;
  readonly target: 'production' | null;
  readonly ref: string;
}

async function seededDeployment(world: World, { sha, target, ref }: Seeded): Promise<Deployment> {
  const { kernel, source } = world;
  const commit = await source.commit(sha);
  if (!commit)
    throw new Error(`The sandbox's Vercel is to start with commit ${sha}, which the repository lacks.`);
  const createdAt = commit.date + 60_000;
  return {
    id: kernel.id('dpl', { length: 28 }),
    url: `${vercelSeed.project.name}-${kernel.id('', { separator: '', length: 9 })}-${vercelSeed.team.slug}.vercel.app`,
    target,
    source: 'git',
    creator: vercelSeed.user,
    createdAt,
    meta: {
      githubCommitSha: sha,
      githubCommitRef: ref,
      githubCommitMessage: commit.message,
      githubCommitAuthorName: commit.author.name,
      githubCommitAuthorLogin: commit.author.login,
    },
    buildEnv: {},
    input: { kind: 'commit', sha },
    autoAssign: true,
    stop: new AbortController(),
    log: [],
    readyState: 'READY',
    substate: undefined,
    buildingAt: createdAt + 2_000,
    readyAt: createdAt + 95_000,
    canceledAt: undefined,
    aliasAssigned: undefined,
    error: undefined,
    wasProduction: target === 'production',
    site: undefined,
  };
}
