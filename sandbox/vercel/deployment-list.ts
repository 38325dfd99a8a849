import { z } from 'zod';
import { listedAnswer, isRollbackCandidate, newestFirst } from './answers.ts';
import { badRequest } from './api-error.ts';
import { commitOf } from './deployment.ts';
import type { Deployment } from './deployment.ts';
import { vercelSeed } from './seed.ts';
import type { World } from './world.ts';

const known = z.strictObject({
  teamId: z.string().optional(),
  slug: z.string().optional(),
  app: z.string().optional(),
  projectId: z.string().optional(),
  projectIds: z.string().optional(),
  target: z.string().optional(),
  state: z.string().optional(),
  sha: z.string().optional(),
  branch: z.string().optional(),
  rollbackCandidate: z.enum(['true', 'false']).optional(),
  since: z.coerce.number().optional(),
  until: z.coerce.number().optional(),
  from: z.coerce.number().optional(),
  to: z.coerce.number().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

/** `meta-<key>=<value>` filters too, as the CLI sends them. */
export function listDeployments(world: World, query: Readonly<Record<string, string>>) {
  const meta = Object.entries(query).filter(([name]) => name.startsWith('meta-'));
  const parsed = known.safeParse(
    Object.fromEntries(Object.entries(query).filter(([name]) => !name.startsWith('meta-'))),
  );
  if (!parsed.success) throw badRequest(`Invalid request: ${z.prettifyError(parsed.error)}`);
  const filters = parsed.data;
  const found = newestFirst(world).filter(
    (deployment) =>
      matches(world, deployment, filters) &&
      meta.every(([name, value]) => deployment.meta[name.slice('meta-'.length)] === value),
  );
  const page = found.slice(0, filters.limit);
  const last = page.at(-1);
  return {
    pagination: {
      count: page.length,
      next: last && found.length > page.length ? last.createdAt : null,
      prev: page[0]?.createdAt ?? null,
    },
    deployments: page.map((deployment) => listedAnswer(world, deployment)),
  };
}

function matches(world: World, deployment: Deployment, filters: z.output<typeof known>): boolean {
  const { id, name } = vercelSeed.project;
  const since = filters.since ?? filters.from;
  const until = filters.until ?? filters.to;
  const projects =
    filters.projectIds?.split(',') ?? (filters.projectId === undefined ? undefined : [filters.projectId]);
  return [
    filters.app === undefined || filters.app === name,
    projects === undefined || projects.includes(id) || projects.includes(name),
    filters.target === undefined || filters.target === (deployment.target ?? 'preview'),
    filters.state === undefined || filters.state.toUpperCase().split(',').includes(deployment.readyState),
    filters.sha === undefined || filters.sha === commitOf(deployment),
    filters.branch === undefined || filters.branch === deployment.meta['githubCommitRef'],
    filters.rollbackCandidate === undefined ||
      (filters.rollbackCandidate === 'true') === isRollbackCandidate(world, deployment),
    since === undefined || deployment.createdAt > since,
    until === undefined || deployment.createdAt < until,
  ].every(Boolean);
}
