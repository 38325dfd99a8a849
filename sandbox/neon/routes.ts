import type { Context, Hono } from 'hono';
import { z } from 'zod';
import type { Kernel } from '../kernel/contract.ts';
import type { Acted } from './branch-actions.ts';
import {
  createBranch,
  deleteBranch,
  requireIdle,
  restoreBranch,
  setDefaultBranch,
  updateBranch,
} from './branch-actions.ts';
import { createBody, endpointOptions, restoreBody, updateBody } from './branch-rules.ts';
import { compareSchema } from './compare-schema.ts';
import type { Endpoint } from './endpoint.ts';
import type { Operation, Step } from './operations.ts';
import type { Project } from './project.ts';
import { Refusal } from './refusal.ts';
import {
  annotationReply,
  branchReply,
  databasesReply,
  endpointReply,
  operationReply,
  projectReply,
  rolesReply,
} from './replies.ts';
import { neonSeed } from './seed.ts';

/** Neon's REST API, as far as deploys and restore points need it. */
export function addRoutes(app: Hono, kernel: Kernel, current: () => Project): void {
  const parts = () => ({ kernel, project: current() });
  const branchOf = (context: Context) => current().get(context.req.param('branch') ?? '');
  const reply = ({ branch, operations }: Acted) => ({
    branch: branchReply(branch),
    operations: operations.map(operationReply),
  });

  app.use('/api/v2/projects/:project/*', async (context, next) => {
    requireProject(context);
    current().sweep();
    await next();
  });
  app.get('/api/v2/projects/:project', (context) => {
    requireProject(context);
    return context.json({ project: projectReply(current(), kernel.settings.neon) });
  });

  const branches = '/api/v2/projects/:project/branches';
  app.get(branches, (context) => context.json(listBranches(context, current())));
  app.post(branches, async (context) => {
    const acted = await createBranch(await bodyOf(context, createBody), parts());
    const { branch } = acted;
    const { role, database } = neonSeed;
    return context.json(
      {
        ...reply(acted),
        endpoints: branch.endpoint ? [endpointReply(branch.endpoint)] : [],
        roles: rolesReply(branch),
        databases: databasesReply(branch),
        ...(branch.endpoint && {
          connection_uris: [
            {
              connection_uri: current().connectionUri(branch, role, database),
              connection_parameters: {
                role,
                database,
                password: branch.passwords[role],
                host: '127.0.0.1',
                pooler_host: '127.0.0.1',
              },
            },
          ],
        }),
      },
      201,
    );
  });
  app.get(`${branches}/:branch`, (context) => {
    const branch = branchOf(context);
    return context.json({ branch: branchReply(branch), annotation: annotationReply(branch) });
  });
  app.patch(`${branches}/:branch`, async (context) =>
    context.json(reply(updateBranch(branchOf(context), await bodyOf(context, updateBody), parts()))),
  );
  app.delete(`${branches}/:branch`, (context) => {
    if (current().deleted.has(context.req.param('branch'))) return context.body(null, 204);
    return context.json(reply(deleteBranch(branchOf(context), parts())));
  });
  app.post(`${branches}/:branch/restore`, async (context) =>
    context.json(reply(restoreBranch(branchOf(context), await bodyOf(context, restoreBody), parts()))),
  );
  app.post(`${branches}/:branch/set_as_default`, (context) =>
    context.json(reply(setDefaultBranch(branchOf(context), parts()))),
  );
  app.get(`${branches}/:branch/compare_schema`, async (context) =>
    context.json(await compareSchema(branchOf(context), context.req.query(), current())),
  );
  app.get(`${branches}/:branch/databases`, (context) =>
    context.json({ databases: databasesReply(branchOf(context)) }),
  );
  app.get(`${branches}/:branch/roles`, (context) => context.json({ roles: rolesReply(branchOf(context)) }));
  app.get(`${branches}/:branch/roles/:role/reveal_password`, (context) => {
    const password = branchOf(context).passwords[context.req.param('role')];
    if (password === undefined) throw new Refusal(404, 'role not found');
    return context.json({ password });
  });
  app.get(`${branches}/:branch/endpoints`, (context) => {
    const { endpoint } = branchOf(context);
    return context.json({ endpoints: endpoint ? [endpointReply(endpoint)] : [] });
  });
  app.get('/api/v2/projects/:project/connection_uri', (context) => {
    const query = uriQuery.parse(context.req.query());
    const branch = current().get(query.branch_id ?? defaultId(current()));
    return context.json({ uri: current().connectionUri(branch, query.role_name, query.database_name) });
  });
  addEndpointRoutes(app, kernel, current);
  addOperationRoutes(app, current);
}

function addEndpointRoutes(app: Hono, kernel: Kernel, current: () => Project): void {
  const endpoints = '/api/v2/projects/:project/endpoints';
  const all = () =>
    [...current().branches.values()].flatMap(({ endpoint }) => (endpoint === undefined ? [] : [endpoint]));
  const endpointOf = (context: Context): Endpoint => {
    const endpoint = all().find(({ id }) => id === context.req.param('endpoint'));
    if (endpoint === undefined) throw new Refusal(404, 'endpoint not found');
    return endpoint;
  };
  const act = (endpoint: Endpoint, step: Pick<Step, 'action' | 'work'>) => {
    requireIdle(current(), current().get(endpoint.branch));
    const steps = [{ ...step, branch: endpoint.branch, endpoint: endpoint.id }];
    return endpointReplies(endpoint, current().operations.start(steps));
  };

  app.get(endpoints, (context) => context.json({ endpoints: all().map(endpointReply) }));
  app.post(endpoints, async (context) => {
    const { endpoint: wanted } = await bodyOf(context, endpointBody);
    const branch = current().get(wanted.branch_id);
    requireIdle(current(), branch);
    if (branch.endpoint !== undefined) {
      throw new Refusal(422, 'the branch already has a read_write endpoint');
    }
    const endpoint = await current().openEndpoint(branch, {
      id: kernel.id('ep-quiet-tanda', { separator: '-', length: 8 }),
      suspendTimeoutSeconds: wanted.suspend_timeout_seconds ?? 0,
    });
    return context.json(act(endpoint, { action: 'start_compute', work: () => endpoint.start() }), 201);
  });
  app.get(`${endpoints}/:endpoint`, (context) =>
    context.json({ endpoint: endpointReply(endpointOf(context)) }),
  );
  app.post(`${endpoints}/:endpoint/start`, (context) => {
    const endpoint = endpointOf(context);
    return context.json(act(endpoint, { action: 'start_compute', work: () => endpoint.start() }));
  });
  app.post(`${endpoints}/:endpoint/suspend`, (context) => {
    const endpoint = endpointOf(context);
    return context.json(act(endpoint, { action: 'suspend_compute', work: () => endpoint.suspend() }));
  });
}

function addOperationRoutes(app: Hono, current: () => Project): void {
  const operations = '/api/v2/projects/:project/operations';
  app.get(operations, (context) => {
    const limit = Number(context.req.query('limit') ?? 1000);
    const newestFirst = current().operations.all.toReversed();
    const { items, next } = pageOf(newestFirst, { limit, cursor: context.req.query('cursor') });
    return context.json({
      operations: items.map(operationReply),
      ...(next !== undefined && { pagination: { cursor: next } }),
    });
  });
  app.get(`${operations}/:operation`, (context) => {
    const operation = current().operations.all.find(({ id }) => id === context.req.param('operation'));
    if (operation === undefined) throw new Refusal(404, 'operation not found');
    return context.json({ operation: operationReply(operation) });
  });
}

function listBranches(context: Context, project: Project) {
  const { search, sort_by, sort_order, cursor, limit } = branchesQuery.parse(context.req.query());
  const found = [...project.branches.values()]
    .filter((branch) => search === undefined || branch.name.includes(search) || branch.id === search)
    .toSorted((one, other) =>
      sort_by === 'name' ? one.name.localeCompare(other.name) : one.updatedAt - other.updatedAt,
    );
  const ordered = sort_order === 'desc' ? found.toReversed() : found;
  const { items, next } = pageOf(ordered, { limit, cursor });
  return {
    branches: items.map(branchReply),
    annotations: Object.fromEntries(items.map((branch) => [branch.id, annotationReply(branch)])),
    pagination: { sort_by, sort_order: sort_order.toUpperCase(), ...(next !== undefined && { next }) },
  };
}

function pageOf<T extends { readonly id: string }>(
  all: readonly T[],
  page: { readonly limit: number; readonly cursor: string | undefined },
) {
  const after = Buffer.from(page.cursor ?? '', 'base64url').toString();
  const from = page.cursor === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
  const items = all.slice(from, from + page.limit);
  const last = items.at(-1);
  const more = from + page.limit < all.length && last !== undefined;
  return { items, next: more ? Buffer.from(last.id).toString('base64url') : undefined };
}

function endpointReplies(endpoint: Endpoint, operations: readonly Operation[]) {
  return { endpoint: endpointReply(endpoint), operations: operations.map(operationReply) };
}

function requireProject(context: Context): void {
  if (context.req.param('project') !== neonSeed.project.id) throw new Refusal(404, 'project not found');
}

async function bodyOf<T>(context: Context, schema: z.ZodType<T>): Promise<T> {
  const text = await context.req.text();
  const parsed = schema.safeParse(text === '' ? {} : JSON.parse(text));
  if (!parsed.success) throw new Refusal(400, z.prettifyError(parsed.error));
  return parsed.data;
}

function defaultId(project: Project): string {
  return [...project.branches.values()].find((branch) => branch.default)?.id ?? '';
}

const uriQuery = z.object({
  branch_id: z.string().optional(),
  endpoint_id: z.string().optional(),
  database_name: z.string(),
  role_name: z.string(),
  pooled: z.enum(['true', 'false']).optional(),
});

const branchesQuery = z.object({
  search: z.string().optional(),
  sort_by: z.enum(['name', 'created_at', 'updated_at']).default('updated_at'),
  sort_order: z.enum(['asc', 'desc']).default('desc'),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(10_000),
  include_deleted: z.string().optional(),
});

const endpointBody = z.strictObject({
  endpoint: endpointOptions.extend({ branch_id: z.string() }),
});
