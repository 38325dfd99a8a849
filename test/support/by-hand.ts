import { railwaySeed } from '../../sandbox/railway/seed.ts';
import { vercelSeed } from '../../sandbox/vercel/seed.ts';
import { eventually } from './eventually.ts';
import type { World } from './world.ts';

/* What somebody does at the platforms themselves, past the bot: Elena, with tokens of her own. */

/** Builds the commit at Vercel and aims the production address at it. */
export async function promoteByHand(world: World, commit: string): Promise<string> {
  const api = world.botEnvironment['VERCEL_API_URL'] ?? '';
  const ask = (path: string, body?: object) => send(`${api}${path}`, vercelSeed.person.token, body);
  const built = await ask('/v13/deployments', {
    name: vercelSeed.project.name,
    target: 'production',
    autoAssignCustomDomains: false,
    meta: { githubCommitSha: commit },
    files: [{ file: 'index.html', data: '<h1>By hand</h1>' }],
  });
  const id = String(built['id']);
  const state = async () => (await ask(`/v13/deployments/${id}`))['readyState'];
  await eventually(async () => (await state()) === 'READY' || undefined, {
    what: 'the build',
    withinMs: 10_000,
  });
  await aimByHand(world, id);
  return id;
}

/** Aims the production address at a build that Vercel has. */
export async function aimByHand(world: World, deployment: string): Promise<void> {
  const api = world.botEnvironment['VERCEL_API_URL'] ?? '';
  const path = `/v10/projects/${vercelSeed.project.id}/promote/${deployment}`;
  await send(`${api}${path}`, vercelSeed.person.token, {});
  await eventually(async () => (await isAimed(world, deployment)) || undefined, {
    what: 'the promotion',
    withinMs: 10_000,
  });
}

/** What the production address is aimed at. */
export async function aimedAt(world: World): Promise<string> {
  const vercel = await world.holds('vercel');
  const domains = vercel.projects.flatMap((project) => project.domains);
  const aimed = domains.find((one) => one.domain === vercelSeed.domains.production)?.deployment;
  if (aimed === undefined || aimed === null) throw new Error('production is aimed at nothing');
  return aimed;
}

/** Deploys the commit at Railway, and waits until it takes the traffic. */
export async function deployByHand(
  world: World,
  name: 'production' | 'development',
  commit: string,
): Promise<string> {
  const api = world.botEnvironment['RAILWAY_API_URL'] ?? '';
  const query = `mutation deploy($commitSha: String, $environmentId: String!, $serviceId: String!) {
    serviceInstanceDeployV2(commitSha: $commitSha, environmentId: $environmentId, serviceId: $serviceId)
  }`;
  const { id: environmentId } = railwaySeed.environments[name];
  const variables = { commitSha: commit, environmentId, serviceId: railwaySeed.service.id };
  const answer = await send(api, railwaySeed.person.token, { query, variables });
  const id = (answer['data'] as { readonly serviceInstanceDeployV2: string }).serviceInstanceDeployV2;
  await eventually(
    async () => {
      const railway = await world.holds('railway');
      const environment = railway.environments.find((one) => one.name === name);
      return environment?.services[0]?.active === id || undefined;
    },
    { what: 'the deployment to take over', withinMs: 10_000 },
  );
  return id;
}

async function isAimed(world: World, deployment: string): Promise<boolean> {
  return (await aimedAt(world)) === deployment;
}

async function send(url: string, token: string, body?: object): Promise<Readonly<Record<string, unknown>>> {
  const answer = await fetch(url, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text}`);
  return text === '' ? {} : (JSON.parse(text) as Readonly<Record<string, unknown>>);
}
