import { z } from 'zod';

/* Only the fields used of https://api-docs.neon.tech (v2). */

const branchSchema = z.object({
  id: z.string(),
  name: z.string(),
  current_state: z.string(),
  created_at: z.string(),
  expires_at: z.string().nullish(),
  last_reset_at: z.string().nullish(),
  restricted_actions: z.array(z.object({ name: z.string(), reason: z.string() })).nullish(),
});
export type NeonBranch = z.output<typeof branchSchema>;

export const branchAnswerSchema = z.object({ branch: branchSchema });

const listedBranchSchema = branchSchema.extend({
  parent_id: z.string().nullish(),
  default: z.boolean(),
  protected: z.boolean(),
  logical_size: z.number().nullish(),
  created_by: z.object({ name: z.string().nullish() }).nullish(),
});
export type ListedBranch = z.output<typeof listedBranchSchema>;

const annotationsSchema = z.record(z.string(), z.object({ value: z.record(z.string(), z.string()) }));

export const listedBranchesSchema = z.object({
  branches: z.array(listedBranchSchema),
  annotations: annotationsSchema.nullish(),
  pagination: z.object({ next: z.string().nullish() }).nullish(),
});

export const startedSchema = z.object({
  branch: z.object({ id: z.string() }),
  operations: z.array(z.object({ id: z.string() })),
});

export const comparisonSchema = z.object({ diff: z.string().nullish() });

export const branchesSchema = z.object({
  branches: z.array(branchSchema),
  pagination: z.object({ next: z.string().nullish() }).nullish(),
});

const operationSchema = z.object({
  id: z.string(),
  branch_id: z.string().nullish(),
  action: z.string(),
  status: z.string(),
});
export type NeonOperation = z.output<typeof operationSchema>;

export const operationAnswerSchema = z.object({ operation: operationSchema });

export const operationsSchema = z.object({ operations: z.array(operationSchema) });

export const projectSchema = z.object({
  project: z.object({
    history_retention_seconds: z.number(),
    owner: z.object({ branches_limit: z.number() }).nullish(),
  }),
});

export const versionSchema = z.object({ project: z.object({ pg_version: z.number() }) });

const endpointSchema = z.object({ id: z.string(), branch_id: z.string(), current_state: z.string() });
export type NeonEndpoint = z.output<typeof endpointSchema>;

export const endpointsSchema = z.object({ endpoints: z.array(endpointSchema) });

export const databasesSchema = z.object({
  databases: z.array(z.object({ name: z.string(), owner_name: z.string() })),
});

export const uriSchema = z.object({ uri: z.string() });

export const errorSchema = z.object({
  message: z.string().nullish(),
  code: z.string().nullish(),
  request_id: z.string().nullish(),
});
