import { commitOf, isBuilding } from './deployment.ts';
import type { Deployment } from './deployment.ts';
import { vercelSeed } from './seed.ts';
import type { VercelState } from './state.ts';
import { aliasesOf, currentProduction } from './world.ts';
import type { Alias, World } from './world.ts';

const { project, team } = vercelSeed;

/** `GET /v13/deployments/{id}` and what creating and cancelling answer. */
export function deploymentAnswer(world: World, deployment: Deployment) {
  const { buildEnv, createdAt, readyState, log } = deployment;
  return {
    id: deployment.id,
    name: project.name,
    url: deployment.url,
    projectId: project.id,
    ownerId: team.id,
    team: { id: team.id, name: team.slug, slug: team.slug },
    project: { id: project.id, name: project.name, framework: project.framework },
    creator: { uid: deployment.creator.uid, username: deployment.creator.username },
    inspectorUrl: inspectorUrl(deployment),
    version: 2,
    type: 'LAMBDAS',
    plan: world.kernel.settings.vercel.plan,
    public: false,
    regions: ['iad1'],
    routes: null,
    source: deployment.source,
    target: deployment.target,
    meta: deployment.meta,
    build: { env: Object.keys(buildEnv) },
    env: [],
    projectSettings: { framework: project.framework },
    createdIn: 'iad1',
    createdAt,
    bootedAt: createdAt,
    buildingAt: deployment.buildingAt ?? createdAt,
    buildSkipped: false,
    isInConcurrentBuildsQueue: false,
    isInSystemBuildsQueue: readyState === 'QUEUED',
    status: readyState,
    readyState,
    ...(deployment.substate && { readySubstate: deployment.substate }),
    ...(deployment.readyAt !== undefined && { ready: deployment.readyAt }),
    ...(deployment.canceledAt !== undefined && { canceledAt: deployment.canceledAt }),
    alias: aliasesOf(world, deployment).map(({ name }) => name),
    aliasAssigned: deployment.aliasAssigned !== undefined,
    ...(deployment.aliasAssigned !== undefined && { aliasAssignedAt: deployment.aliasAssigned }),
    aliasError: null,
    ...(deployment.error !== undefined && {
      errorCode: 'BUILD_FAILED',
      errorMessage: deployment.error,
      errorStep: 'buildStep',
    }),
    ...(log.length > 0 && { buildArtifactUrls: [] }),
  };
}

/** One line of `GET /v6/deployments`. */
export function listedAnswer(world: World, deployment: Deployment) {
  return {
    uid: deployment.id,
    name: project.name,
    projectId: project.id,
    url: deployment.url,
    created: deployment.createdAt,
    createdAt: deployment.createdAt,
    source: deployment.source,
    state: deployment.readyState,
    readyState: deployment.readyState,
    ...(deployment.substate && { readySubstate: deployment.substate }),
    type: 'LAMBDAS',
    creator: deployment.creator,
    inspectorUrl: inspectorUrl(deployment),
    meta: deployment.meta,
    target: deployment.target,
    aliasError: null,
    aliasAssigned: deployment.aliasAssigned ?? null,
    ...(deployment.buildingAt !== undefined && { buildingAt: deployment.buildingAt }),
    ...(deployment.readyAt !== undefined && { ready: deployment.readyAt }),
    isRollbackCandidate: isRollbackCandidate(world, deployment),
  };
}

export function isRollbackCandidate(world: World, deployment: Deployment): boolean {
  return (
    deployment.readyState === 'READY' &&
    deployment.wasProduction &&
    currentProduction(world)?.id !== deployment.id
  );
}

export function projectAnswer(world: World) {
  const { autoAssignCustomDomains, createdAt, lastAliasRequest } = world.project;
  const production = currentProduction(world);
  return {
    accountId: team.id,
    id: project.id,
    name: project.name,
    framework: project.framework,
    autoAssignCustomDomains,
    autoExposeSystemEnvs: true,
    createdAt,
    updatedAt: createdAt,
    directoryListing: false,
    nodeVersion: '22.x',
    live: false,
    resourceConfig: { functionDefaultRegions: ['iad1'] },
    defaultResourceConfig: { functionDefaultRegions: ['iad1'] },
    targets: production ? { production: targetAnswer(world, production) } : {},
    lastAliasRequest,
    ...(world.project.rolledBack && production && { lastRollbackTarget: { id: production.id } }),
  };
}

function targetAnswer(world: World, deployment: Deployment) {
  return {
    id: deployment.id,
    alias: aliasesOf(world, deployment).map(({ name }) => name),
    aliasAssigned: deployment.aliasAssigned ?? false,
    aliasError: null,
    createdAt: deployment.createdAt,
    createdIn: 'iad1',
    creator: deployment.creator,
    deploymentHostname: deployment.url.replace('.vercel.app', ''),
    name: project.name,
    meta: deployment.meta,
    plan: world.kernel.settings.vercel.plan,
    private: false,
    readyState: deployment.readyState,
    ...(deployment.substate && { readySubstate: deployment.substate }),
    ...(deployment.readyAt !== undefined && { readyAt: deployment.readyAt }),
    target: deployment.target,
    teamId: team.id,
    type: 'LAMBDAS',
    url: deployment.url,
    userId: deployment.creator.uid,
  };
}

export function aliasAnswer(world: World, alias: Alias) {
  const deployment = world.deployments.get(alias.deployment);
  return {
    uid: alias.uid,
    alias: alias.name,
    created: new Date(alias.createdAt).toISOString(),
    createdAt: alias.createdAt,
    updatedAt: alias.updatedAt,
    deploymentId: alias.deployment,
    projectId: project.id,
    redirect: null,
    ...(deployment && {
      deployment: { id: deployment.id, url: deployment.url, meta: JSON.stringify(deployment.meta) },
    }),
  };
}

export function eventsAnswer(deployment: Deployment) {
  return deployment.log.map(({ at, serial, type, text }) => ({
    created: at,
    date: at,
    deploymentId: deployment.id,
    id: `${at}${String(serial).padStart(6, '0')}`,
    serial: String(serial),
    type,
    text,
    info: { type: 'build', name: `bld_${deployment.id.slice(4, 13)}`, entrypoint: '.' },
  }));
}

export function stateOf(world: World, urlOf: (name: string) => string | undefined): VercelState {
  const names = new Set<string>([...world.domains, ...world.aliases.keys()]);
  return {
    projects: [
      {
        id: project.id,
        name: project.name,
        autoAssign: world.project.autoAssignCustomDomains,
        domains: [...names].map((domain) => ({
          domain,
          url: urlOf(domain) ?? '',
          deployment: world.aliases.get(domain)?.deployment,
        })),
        deployments: newestFirst(world).map((deployment) => ({
          id: deployment.id,
          url: deployment.url,
          commit: commitOf(deployment),
          target: deployment.target,
          readyState: deployment.readyState,
          readySubstate: isBuilding(deployment) ? undefined : deployment.substate,
          createdAt: deployment.createdAt,
          readyAt: deployment.readyAt,
        })),
      },
    ],
  };
}

/** Vercel's page about it. */
function inspectorUrl({ id }: Deployment): string {
  return `https://vercel.com/${team.slug}/${project.name}/${id.replace(/^dpl_/, '')}`;
}

export function newestFirst(world: World): readonly Deployment[] {
  return [...world.deployments.values()].toReversed().sort((a, b) => b.createdAt - a.createdAt);
}
