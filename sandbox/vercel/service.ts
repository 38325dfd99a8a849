import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hono } from 'hono';
import type { LocalRepository } from '../github/contract.ts';
import type { Kernel, SandboxService } from '../kernel/contract.ts';
import { stateOf } from './answers.ts';
import { ApiError } from './api-error.ts';
import { createVercelControl } from './control.ts';
import { createEdge } from './edge.ts';
import type { Edge } from './edge.ts';
import { addDeploymentRoutes, addProjectRoutes } from './routes.ts';
import { vercelSeed } from './seed.ts';
import { addSeeded } from './seeded.ts';
import { userOf } from './users.ts';
import type { SeededCommits } from './seeded.ts';
import type { Site } from './site.ts';
import type { VercelState } from './state.ts';
import { isDark, siteOf } from './world.ts';
import type { World } from './world.ts';

export interface VercelOptions {
  readonly source: Pick<LocalRepository, 'commit' | 'exportTree'>;
  /** Full SHA of what each domain serves at the start. */
  readonly live: SeededCommits;
}

export interface VercelService extends SandboxService {
  readonly name: 'vercel';
  /** Mounted at `/_sandbox/vercel`. */
  readonly control: Hono;
  state(): VercelState;
  /** Builds what the domains serve at the start; else that happens when somebody first looks. */
  warmUp(): Promise<void>;
}

/** The local Vercel. Its domains are registered in `kernel.hosts` when the promise resolves. */
export async function createVercel(kernel: Kernel, options: VercelOptions): Promise<VercelService> {
  const edge = createEdge(kernel.hosts);
  const built = new Map<string, Promise<Site>>();
  let world = await createWorld(kernel, { ...options, edge, built });
  const addDomain = async (name: string) => {
    world.domains.add(name);
    await edge.open(name, () => (isDark(world, name) ? undefined : siteOf(world, name)));
    kernel.changed('vercel');
    return edge.url(name) ?? '';
  };
  for (const name of world.domains) await addDomain(name);

  return {
    name: 'vercel',
    app: createApi(kernel, () => world),
    control: createVercelControl(() => world, addDomain),
    state: () => stateOf(world, (name) => edge.url(name)),
    async warmUp() {
      for (const name of Object.values(vercelSeed.domains)) await siteOf(world, name);
    },
    async reset() {
      await endWorld(world);
      world = await createWorld(kernel, { ...options, edge, built });
      kernel.changed('vercel');
    },
    async close() {
      await endWorld(world);
      await edge.close();
      await Promise.allSettled(built.values());
      await rm(join(kernel.directory, 'vercel'), { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

interface WorldParts extends VercelOptions {
  readonly edge: Edge;
  readonly built: Map<string, Promise<Site>>;
}

async function createWorld(kernel: Kernel, { source, live, edge, built }: WorldParts): Promise<World> {
  const world: World = {
    kernel,
    edge,
    source,
    end: new AbortController(),
    deployments: new Map(),
    uploads: new Map(),
    aliases: new Map(),
    domains: new Set<string>(Object.values(vercelSeed.domains)),
    project: {
      createdAt: Date.UTC(2026, 0, 12),
      autoAssignCustomDomains: true,
      rolledBack: false,
      previous: undefined,
      lastAliasRequest: null,
    },
    running: new Set(),
    failing: [],
    dark: new Set(),
  };
  await addSeeded(world, live, built);
  return world;
}

async function endWorld(world: World): Promise<void> {
  world.end.abort(new Error('The sandbox is starting over or closing.'));
  await Promise.all(world.running);
  for (const { url } of world.deployments.values()) await world.edge.shut(url);
}

function createApi(kernel: Kernel, world: () => World): Hono {
  const app = kernel.app('vercel', { authorise, refuse });
  app.onError((error, context) => {
    if (error instanceof ApiError) {
      return context.json(
        { error: { code: error.code, message: error.message, ...error.facts } },
        error.status,
      );
    }
    process.stderr.write(`sandbox vercel: ${context.req.method} ${context.req.path}: ${error.stack}\n`);
    return refuse(500, `The sandbox's Vercel broke: ${error.message}`);
  });
  addDeploymentRoutes(app, world);
  addProjectRoutes(app, world);
  return app;
}

/** Without `teamId` a token acts for its own team. */
function authorise(request: Request): string | undefined {
  if (userOf(request.headers) === undefined) return 'Not authorized';
  const { searchParams } = new URL(request.url);
  const { id, slug } = vercelSeed.team;
  if (
    searchParams.getAll('teamId').some((given) => given !== id) ||
    searchParams.getAll('slug').some((given) => given !== slug)
  ) {
    return 'Not authorized: Trying to access resource under another scope';
  }
  return undefined;
}

/** Vercel answers an unknown token with 403. */
function refuse(status: number, message: string): Response {
  const codes: Record<number, string> = {
    401: 'forbidden',
    403: 'forbidden',
    404: 'not_found',
    429: 'rate_limited',
  };
  const code = codes[status] ?? (status >= 500 ? 'internal_server_error' : 'bad_request');
  return Response.json({ error: { code, message } }, { status: status === 401 ? 403 : status });
}
