import { z } from 'zod';

/* Only the fields used of https://api-docs.neon.tech (v2). */

const branchSchema = z.object({
  id: z.string(),
  name: z.string(),
  current_state: z.string(),
  created_at: z.string(),
  expires_at: z.string().nullish(),
});
export type NeonBranch = z.output<typeof branchSchema>;

export const branchAnswerSchema = z.object({ branch: branchSchema });

export const branchesSchema = z.object({
  branches: z.array(branchSchema),
  pagination: z.object({ next: z.string().nullish() }).nullish(),
});

export const operationsSchema = z.object({
  operations: z.array(z.object({ branch_id: z.string().nullish(), action: z.string(), status: z.string() })),
});
export type NeonOperation = z.output<typeof operationsSchema>['operations'][number];

export const errorSchema = z.object({
  message: z.string().nullish(),
  code: z.string().nullish(),
  request_id: z.string().nullish(),
});
