import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ApiError, badRequest, notFound } from './api-error.ts';
import { isInside } from './build.ts';
import type { Deployment } from './deployment.ts';
import { runPipeline } from './pipeline.ts';
import { vercelSeed } from './seed.ts';
import type { User } from './users.ts';
import { keepRunning } from './world.ts';
import type { World } from './world.ts';

const variables = z.record(z.string(), z.string());

const uploaded = z.strictObject({
  file: z.string().refine(isInside, 'expected a path inside the project'),
  sha: z.string().regex(/^[0-9a-f]{40}$/),
  size: z.int().nonnegative().optional(),
  mode: z.int().optional(),
});

const inlined = z.strictObject({
  file: z.string().refine(isInside, 'expected a path inside the project'),
  data: z.string(),
  encoding: z.enum(['base64', 'utf-8']).default('utf-8'),
  mode: z.int().optional(),
});

/** As `@vercel/client` sends it. Deploying from Git or again from a deployment is not in this sandbox, and refused. */
export const createBody = z.strictObject({
  name: z.string().min(1).max(100),
  project: z.string().optional(),
  version: z.literal(2).optional(),
  target: z.literal('production').optional(),
  meta: z.record(z.string(), z.string().max(65_536)).default({}),
  env: variables.optional(),
  build: z.strictObject({ env: variables.default({}) }).default({ env: {} }),
  gitMetadata: z
    .strictObject({
      remoteUrl: z.string().optional(),
      commitAuthorName: z.string().optional(),
      commitAuthorEmail: z.string().optional(),
      commitMessage: z.string().optional(),
      commitRef: z.string().optional(),
      commitSha: z.string().optional(),
      dirty: z.boolean().optional(),
      rootDirectory: z.string().optional(),
      ci: z.boolean().optional(),
      ciType: z.string().optional(),
    })
    .optional(),
  projectSettings: z.record(z.string(), z.unknown()).optional(),
  autoAssignCustomDomains: z.boolean().default(true),
  regions: z.array(z.string()).optional(),
  source: z.string().optional(),
  actor: z.string().optional(),
  files: z.array(z.union([uploaded, inlined])).max(15_000),
});
type CreateBody = z.output<typeof createBody>;

export function createDeployment(world: World, body: CreateBody, creator: User): Deployment {
  const { project } = vercelSeed;
  const wanted = body.project ?? body.name;
  if (wanted !== project.id && wanted !== project.name) throw notFound(`There is no project ${wanted}.`);
  const files = collectFiles(world, body);
  if (files.size === 0) throw badRequest('`files` is empty.');
  const deployment: Deployment = {
    id: world.kernel.id('dpl', { length: 28 }),
    url: `${project.name}-${world.kernel.id('', { separator: '', length: 9 })}-${vercelSeed.team.slug}.vercel.app`,
    target: body.target ?? null,
    source: 'cli',
    creator,
    createdAt: world.kernel.clock.now(),
    meta: { ...gitMeta(body.gitMetadata), ...body.meta },
    buildEnv: body.build.env,
    input: { kind: 'upload', files },
    autoAssign: body.autoAssignCustomDomains,
    stop: new AbortController(),
    log: [],
    readyState: 'QUEUED',
    substate: undefined,
    buildingAt: undefined,
    readyAt: undefined,
    canceledAt: undefined,
    aliasAssigned: undefined,
    error: undefined,
    wasProduction: false,
    site: undefined,
  };
  world.deployments.set(deployment.id, deployment);
  world.kernel.changed('vercel');
  keepRunning(world, runPipeline(world, deployment));
  return deployment;
}

function collectFiles(world: World, { files }: CreateBody): Map<string, Buffer> {
  const missing = new Set<string>();
  const found = new Map<string, Buffer>();
  for (const entry of files) {
    const content =
      'data' in entry
        ? Buffer.from(entry.data, entry.encoding === 'base64' ? 'base64' : 'utf8')
        : world.uploads.get(entry.sha);
    if (content) found.set(entry.file, content);
    else if ('sha' in entry) missing.add(entry.sha);
  }
  if (missing.size > 0) {
    throw new ApiError(400, { code: 'missing_files', message: 'Missing files', missing: [...missing] });
  }
  return found;
}

function gitMeta(git: CreateBody['gitMetadata']): Record<string, string> {
  const entries = {
    githubCommitSha: git?.commitSha,
    githubCommitRef: git?.commitRef,
    githubCommitMessage: git?.commitMessage,
    githubCommitAuthorName: git?.commitAuthorName,
    gitDirty: git?.dirty === undefined ? undefined : String(Number(git.dirty)),
  };
  return Object.fromEntries(
    Object.entries(entries).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

export function keepUpload(world: World, content: Buffer, digest: string | undefined): void {
  const actual = createHash('sha1').update(content).digest('hex');
  if (digest === undefined) throw badRequest('The header `x-now-digest` is missing.');
  if (digest !== actual) throw badRequest(`\`x-now-digest\` is ${digest}, the content's SHA-1 is ${actual}.`);
  world.uploads.set(actual, content);
}
