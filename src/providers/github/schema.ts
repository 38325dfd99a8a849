import { z } from 'zod';
import { components } from '../../domain/environment.ts';
import { parseOperationId, parseSlackUserId } from '../../domain/ids.ts';

/* Only the fields used of https://docs.github.com/rest (2022-11-28). */

const person = z.object({ login: z.string() }).nullish();

export const commitSchema = z.object({
  sha: z.string(),
  html_url: z.string(),
  commit: z.object({
    message: z.string(),
    author: z.object({ name: z.string().nullish(), email: z.string().nullish() }).nullish(),
    committer: z.object({ date: z.string().nullish() }).nullish(),
  }),
  author: person,
});
export type GitHubCommit = z.output<typeof commitSchema>;

export const comparisonSchema = z.object({
  status: z.string(),
  total_commits: z.number(),
  html_url: z.string(),
  commits: z.array(commitSchema),
  files: z.array(z.object({ filename: z.string(), previous_filename: z.string().nullish() })).default([]),
});
export type GitHubComparison = z.output<typeof comparisonSchema>;

export const standingSchema = z.object({ status: z.string() });

export const pullSchema = z.object({
  number: z.number(),
  title: z.string(),
  html_url: z.string(),
  user: person,
  merge_commit_sha: z.string().nullish(),
});
export type GitHubPull = z.output<typeof pullSchema>;

export const pullHeadSchema = z.object({ head: z.object({ sha: z.string() }) });

export const namesSchema = z.array(z.object({ name: z.string() }));

export const statusesSchema = z.object({
  statuses: z.array(
    z.object({
      context: z.string(),
      state: z.string(),
      target_url: z.string().nullish(),
      updated_at: z.string(),
    }),
  ),
});
export type GitHubStatus = z.output<typeof statusesSchema>['statuses'][number];

export const checkRunsSchema = z.array(
  z.object({
    id: z.number(),
    name: z.string(),
    status: z.string(),
    conclusion: z.string().nullish(),
    html_url: z.string().nullish(),
    started_at: z.string().nullish(),
    completed_at: z.string().nullish(),
  }),
);
export type GitHubCheckRun = z.output<typeof checkRunsSchema>[number];

export const deploymentSchema = z.object({ id: z.number() });

export const deploymentsSchema = z.array(z.object({ id: z.number(), sha: z.string(), payload: z.unknown() }));
export type GitHubDeployment = z.output<typeof deploymentsSchema>[number];

/** What we write into a deployment's payload to know it again. GitHub answers it as an object or as JSON text. */
export const payloadSchema = z.object({ cabeceo: z.object({ operation: z.string() }) });

const user = z
  .string()
  .regex(/^[UW][A-Z0-9]{2,30}$/)
  .transform(parseSlackUserId);

export const notedPayloadSchema = z.object({
  cabeceo: z.object({
    operation: z
      .string()
      .regex(/^op_[0-9a-z]{8,40}$/)
      .transform(parseOperationId),
    app: z.string(),
    subject: z.string(),
    requestedBy: user,
    byItself: z.literal(true).optional().catch(undefined),
    approvedBy: z.array(user),
    startedAt: z.number(),
    components: z.array(z.enum(components)),
    previous: z.object({ frontend: z.string().optional(), backend: z.string().optional() }),
    emergency: z.object({ reason: z.string(), skipped: z.array(z.string()) }).optional(),
    backTo: z.string().optional(),
    steps: z.array(z.string()),
  }),
});

export const deploymentStatusesSchema = z.array(
  z.object({ state: z.string(), description: z.string().nullish(), created_at: z.string() }),
);
export type GitHubDeploymentStatus = z.output<typeof deploymentStatusesSchema>[number];

export const folderSchema = z.array(z.object({ name: z.string(), type: z.string() }));

export const fileSchema = z.object({
  type: z.string(),
  encoding: z.string().default(''),
  content: z.string().default(''),
});
