import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Kernel, SandboxService } from '../kernel/contract.ts';
import { createNeonControl } from './control.ts';
import type { Project } from './project.ts';
import { createProject } from './project.ts';
import { errorBody, Refusal } from './refusal.ts';
import { addRoutes } from './routes.ts';
import type { SeedBranch } from './seed.ts';
import { neonSeed } from './seed.ts';
import type { NeonState } from './state.ts';

export interface NeonService extends SandboxService {
  readonly name: 'neon';
  /** Mounted at `/_sandbox/neon`. */
  readonly control: Hono;
  state(): NeonState;
  /** Of a seeded branch; stays the same for the life of the service, through resets and restores. */
  connectionUri(branch: SeedBranch): string;
  /** Resolves when the seeded branches can be connected to without waiting for Postgres to be prepared. */
  settled(): Promise<void>;
}

/** The local Neon. Its endpoints listen when the promise resolves; Postgres is prepared in the background. */
export async function createNeon(kernel: Kernel): Promise<NeonService> {
  let project = await createProject(kernel, {});
  const refuse = (status: number, message: string, requestId: string = randomUUID(), code = '') =>
    Response.json(errorBody(message, requestId, code), { status });
  const app = kernel.app('neon', {
    authorise: ({ headers }) =>
      headers.get('authorization') === `Bearer ${neonSeed.apiKey}`
        ? undefined
        : 'This request requires authentication: a valid API key as a bearer token',
    refuse,
  });
  const routes = new Hono();
  routes.onError((error, context) => {
    const requestId = context.req.header('x-request-id');
    if (error instanceof Refusal) return refuse(error.status, error.message, requestId, error.code);
    if (error instanceof z.ZodError) return refuse(400, z.prettifyError(error), requestId);
    if (error instanceof SyntaxError) return refuse(400, 'the body is not JSON', requestId);
    throw error;
  });
  addRoutes(routes, kernel, () => project);
  app.route('/', routes);
  const seeded = (name: SeedBranch) => project.get(neonSeed.branches[name].id);

  return {
    name: 'neon',
    app,
    control: createNeonControl(() => project),
    state: () => {
      project.sweep();
      return stateOf(project, kernel);
    },
    connectionUri: (name) => project.connectionUri(seeded(name), neonSeed.role, neonSeed.database),
    async settled() {
      await Promise.all([seeded('production').store.filled, seeded('development').store.filled]);
    },
    async reset() {
      const ports = portsOf(project);
      await project.close();
      project = await createProject(kernel, ports);
      kernel.changed('neon');
    },
    close: () => project.close(),
  };
}

/** The backend's DATABASE_URL outlives a reset: the seeded endpoints keep their ports. */
function portsOf({ branches }: Project): Record<SeedBranch, number> {
  const port = (name: SeedBranch) => branches.get(neonSeed.branches[name].id)?.endpoint?.port ?? 0;
  return { production: port('production'), development: port('development') };
}

function stateOf(project: Project, kernel: Kernel): NeonState {
  return {
    project: {
      ...neonSeed.project,
      historyRetentionSeconds: Math.round(kernel.settings.neon.historyMs / 1000),
    },
    branches: [...project.branches.values()].map((branch) => ({
      id: branch.id,
      name: branch.name,
      parent: branch.parent,
      default: branch.default,
      protected: branch.protected,
      state: branch.state,
      createdAt: branch.createdAt,
      expiresAt: branch.expiresAt,
      endpoint: branch.endpoint && {
        id: branch.endpoint.id,
        host: '127.0.0.1',
        port: branch.endpoint.port,
        state: branch.endpoint.state(),
      },
      sizeBytes: branch.store.sizeBytes(),
    })),
    operations: project.operations.all
      .slice(-10)
      .toReversed()
      .map(({ id, action, branch, status, createdAt }) => ({ id, action, branch, status, createdAt })),
  };
}
