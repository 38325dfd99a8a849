import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { aim, requestAliases } from './aliasing.ts';
import { aliasAnswer, deploymentAnswer, eventsAnswer, projectAnswer } from './answers.ts';
import { aliasesOf, findDeployment } from './world.ts';
import type { World } from './world.ts';
import { ApiError, badRequest, notFound } from './api-error.ts';
import { createBody, createDeployment, keepUpload } from './create.ts';
import { isBuilding } from './deployment.ts';
import type { Deployment } from './deployment.ts';
import { listDeployments } from './deployment-list.ts';
import { realName } from '../kernel/hosts.ts';
import { vercelSeed } from './seed.ts';
import { userOf } from './users.ts';
import { sendWebhook } from './webhooks.ts';

export function addDeploymentRoutes(app: Hono, world: () => World): void {
  app.post('/v2/files', async (context) => {
    keepUpload(world(), Buffer.from(await context.req.arrayBuffer()), context.req.header('x-now-digest'));
    return context.json({ urls: [] });
  });
  app.post('/v13/deployments', async (context) => {
    const user = userOf(context.req.raw.headers) ?? vercelSeed.user;
    const deployment = createDeployment(world(), await readBody(context, createBody), user);
    return context.json(deploymentAnswer(world(), deployment));
  });
  app.get('/v13/deployments/:idOrUrl', (context) =>
    context.json(deploymentAnswer(world(), getDeployment(world(), context.req.param('idOrUrl')))),
  );
  for (const version of ['v6', 'v7']) {
    app.get(`/${version}/deployments`, (context) =>
      context.json(listDeployments(world(), context.req.query())),
    );
  }
  app.patch('/v12/deployments/:id/cancel', (context) => {
    const deployment = getDeployment(world(), context.req.param('id'));
    cancel(world(), deployment);
    return context.json(deploymentAnswer(world(), deployment));
  });
  app.delete('/v13/deployments/:id', async (context) => {
    const deployment = getDeployment(world(), context.req.param('id'));
    await remove(world(), deployment);
    return context.json({ uid: deployment.id, state: 'DELETED' });
  });
  app.get('/v3/deployments/:idOrUrl/events', (context) => {
    const deployment = getDeployment(world(), context.req.param('idOrUrl'));
    const query = readQuery(context, eventsQuery);
    const events = eventsAnswer(deployment);
    const ordered = query.direction === 'backward' ? events.toReversed() : events;
    return context.json(query.limit === -1 ? ordered : ordered.slice(0, query.limit));
  });
  app.post('/v2/deployments/:id/aliases', async (context) => {
    const { alias: asked } = await readBody(context, aliasBody);
    const name = realName(world().kernel.hosts, asked);
    const deployment = getDeployment(world(), context.req.param('id'));
    if (deployment.readyState !== 'READY') {
      throw new ApiError(400, {
        code: 'deployment_not_ready',
        message: `The deployment is ${deployment.readyState}, an alias needs it READY.`,
      });
    }
    if (!world().domains.has(name)) {
      throw new ApiError(403, { code: 'forbidden', message: `The project has no domain ${name}.` });
    }
    const before = world().aliases.get(name)?.deployment;
    const alias = aim(world(), name, deployment);
    const created = new Date(alias.createdAt).toISOString();
    return context.json({ uid: alias.uid, alias: name, created, ...(before && { oldDeploymentId: before }) });
  });
  app.get('/v2/deployments/:id/aliases', (context) => {
    const deployment = getDeployment(world(), context.req.param('id'));
    const aliases = aliasesOf(world(), deployment).map((alias) => {
      const { uid, alias: name, created, redirect } = aliasAnswer(world(), alias);
      return { uid, alias: name, created, redirect };
    });
    return context.json({ aliases });
  });
  app.get('/v4/aliases/:idOrAlias', (context) => {
    const wanted = realName(world().kernel.hosts, context.req.param('idOrAlias'));
    const alias = [...world().aliases.values()].find(({ uid, name }) => uid === wanted || name === wanted);
    if (!alias) throw notFound(`There is no alias ${wanted}.`);
    return context.json(aliasAnswer(world(), alias));
  });
}

export function addProjectRoutes(app: Hono, world: () => World): void {
  app.get('/v9/projects/:idOrName', (context) => {
    requireProject(context.req.param('idOrName'));
    return context.json(projectAnswer(world()));
  });
  app.patch('/v9/projects/:idOrName', async (context) => {
    requireProject(context.req.param('idOrName'));
    world().project.autoAssignCustomDomains = (await readBody(context, projectBody)).autoAssignCustomDomains;
    world().kernel.changed('vercel');
    return context.json(projectAnswer(world()));
  });
  app.get('/v9/projects/:idOrName/domains', (context) => {
    requireProject(context.req.param('idOrName'));
    const { createdAt } = world().project;
    const domains = [...world().domains].map((name) => ({
      name,
      apexName: vercelSeed.domains.production,
      projectId: vercelSeed.project.id,
      redirect: null,
      redirectStatusCode: null,
      gitBranch: null,
      createdAt,
      updatedAt: createdAt,
      verified: true,
    }));
    return context.json({ domains, pagination: { count: domains.length, next: null, prev: null } });
  });
  app.get('/v10/projects/:idOrName/env', (context) => {
    requireProject(context.req.param('idOrName'));
    const { createdAt } = world().project;
    const env = { id: 'env_sitename', key: 'VITE_SITE_NAME', type: 'plain', value: 'Mundo Tango' };
    return context.json({
      envs: [{ ...env, target: ['production', 'preview'], createdAt, updatedAt: createdAt }],
      pagination: { count: 1, next: null, prev: null },
    });
  });
  const promote = (type: 'promote' | 'rollback') => (context: Context) => {
    requireProject(context.req.param('project') ?? '');
    requestAliases(world(), getDeployment(world(), context.req.param('deployment') ?? ''), type);
    return context.body(null, 201);
  };
  app.post('/v10/projects/:project/promote/:deployment', promote('promote'));
  app.post('/v1/projects/:project/rollback/:deployment', promote('rollback'));
  app.post('/v9/projects/:project/rollback/:deployment', promote('rollback'));
}

const aliasBody = z.strictObject({ alias: z.string(), redirect: z.null().optional() });
const projectBody = z.strictObject({ autoAssignCustomDomains: z.boolean() });
const eventsQuery = z.strictObject({
  teamId: z.string().optional(),
  slug: z.string().optional(),
  builds: z.enum(['0', '1']).optional(),
  direction: z.enum(['forward', 'backward']).default('forward'),
  limit: z.coerce.number().int().min(-1).default(-1),
});

function requireProject(idOrName: string): void {
  const { id, name } = vercelSeed.project;
  if (idOrName !== id && idOrName !== name) throw notFound('Project not found');
}

function getDeployment(world: World, idOrUrl: string): Deployment {
  const found = findDeployment(world, idOrUrl);
  if (!found) throw notFound(`There is no deployment ${idOrUrl}.`);
  return found;
}

function cancel(world: World, deployment: Deployment): void {
  if (!isBuilding(deployment)) {
    throw badRequest(`Deployment ${deployment.id} cannot be canceled: it is ${deployment.readyState}.`);
  }
  deployment.readyState = 'CANCELED';
  deployment.canceledAt = world.kernel.clock.now();
  deployment.stop.abort();
  world.kernel.changed('vercel');
  sendWebhook(world, 'deployment.canceled', deployment);
}

async function remove(world: World, deployment: Deployment): Promise<void> {
  deployment.stop.abort();
  world.deployments.delete(deployment.id);
  for (const { name } of aliasesOf(world, deployment)) world.aliases.delete(name);
  await world.edge.shut(deployment.url);
  world.kernel.changed('vercel');
}

async function readBody<Schema extends z.ZodType>(
  context: Context,
  schema: Schema,
): Promise<z.output<Schema>> {
  const body: unknown = await context.req.json().catch(() => {
    throw new ApiError(400, { code: 'invalid_json', message: 'The body is not JSON.' });
  });
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw badRequest(`Invalid request: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function readQuery<Schema extends z.ZodType>(context: Context, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(context.req.query());
  if (!parsed.success) throw badRequest(`Invalid request: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
