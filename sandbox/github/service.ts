import { join } from 'node:path';
import type { Hono } from 'hono';
import type { Kernel } from '../kernel/contract.ts';
import type { Seed } from '../seed/contract.ts';
import type { Backend } from './backend.ts';
import type { GithubService, Push } from './contract.ts';
import { createGithubControl } from './control.ts';
import { addRateLimit } from './rate-limit.ts';
import { seedRecords } from './records.ts';
import { notFound, refuse } from './refuse.ts';
import { createRepository } from './repository.ts';
import { addAppRoutes } from './routes/app.ts';
import { addArchiveRoutes } from './routes/archive.ts';
import { addCheckRoutes } from './routes/checks.ts';
import { addCommitRoutes } from './routes/commits.ts';
import { addCompareRoute } from './routes/compare.ts';
import { addContentsRoute } from './routes/contents.ts';
import { addDeploymentStatusRoutes } from './routes/deployment-statuses.ts';
import { addDeploymentRoutes } from './routes/deployments.ts';
import { addPages } from './routes/pages.ts';
import { addPullRoutes } from './routes/pulls.ts';
import { addRepositoryRoutes } from './routes/repository.ts';
import { githubState } from './snapshot.ts';
import { createTokens } from './tokens.ts';

export const githubToken = 'ghp_sandbox';

export interface GithubOptions {
  readonly seed: Seed;
  readonly owner?: string;
  readonly name?: string;
  /** The platforms that deploy what is pushed. */
  readonly pushed?: (push: Push) => Promise<void>;
}

export interface OwnedGithub extends GithubService {
  /** Calls of the sandbox, to be mounted at `/_sandbox/github`. */
  readonly control: Hono;
}

export async function createGithub(kernel: Kernel, options: GithubOptions): Promise<OwnedGithub> {
  const { seed, owner = 'mundo-tango', name = 'mundo-tango' } = options;
  const directory = join(kernel.directory, 'github', `${name}.git`);
  const repository = await createRepository({ directory, owner, name, seed, now: kernel.clock.now() });
  const tokens = createTokens(githubToken);
  const backend: Backend = { kernel, repository, tokens, records: seedRecords(seed, repository) };

  const app = kernel.app('github', { authorise: (request) => tokens.check(request), refuse });
  addRateLimit(app, kernel.clock);
  app.use('/repos/:owner/:repo/*', async (context, next) => {
    const asked = `${context.req.param('owner')}/${context.req.param('repo')}`.toLowerCase();
    return asked === `${owner}/${name}` ? next() : notFound();
  });
  addAppRoutes(app, backend);
  addRepositoryRoutes(app, backend);
  addCheckRoutes(app, backend);
  addPullRoutes(app, backend);
  addCommitRoutes(app, backend);
  addCompareRoute(app, backend);
  addArchiveRoutes(app, backend);
  addContentsRoute(app, backend);
  addDeploymentRoutes(app, backend);
  addDeploymentStatusRoutes(app, backend);
  addPages(app, backend);

  return {
    name: 'github',
    app,
    source: repository,
    control: createGithubControl(backend, options.pushed ?? (async () => undefined)),
    state: () => githubState(backend),
    async reset() {
      await repository.reset();
      tokens.reset();
      backend.records = seedRecords(seed, repository);
      kernel.changed('github');
    },
    close: async () => undefined,
  };
}
