import { z } from 'zod';
import type { ValidationError } from './refuse.ts';

/** Unknown keys are ignored, as on GitHub. */
export const deploymentRequest = z.object({
  ref: z.string().min(1),
  task: z.string().default('deploy'),
  auto_merge: z.boolean().default(true),
  required_contexts: z.array(z.string()).optional(),
  payload: z.union([z.string(), z.record(z.string(), z.unknown())]).default(''),
  environment: z.string().default('production'),
  description: z.string().nullable().default(null),
  transient_environment: z.boolean().default(false),
  production_environment: z.boolean().optional(),
});

export const statusRequest = z.object({
  state: z.enum(['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success']),
  target_url: z.string().default(''),
  log_url: z.string().optional(),
  description: z.string().max(140, 'description is too long (maximum is 140 characters)').default(''),
  environment: z.string().optional(),
  environment_url: z.string().default(''),
  auto_inactive: z.boolean().default(true),
});

/** GitHub's words for what does not fit the schema. */
export function validationErrors(resource: string, error: z.ZodError): readonly ValidationError[] {
  return error.issues.map((issue) => {
    const field = issue.path.join('.');
    if (issue.code === 'invalid_type' && issue.input === undefined) {
      return { resource, field, code: 'missing_field' };
    }
    if (issue.code === 'too_big') return { resource, field, code: 'custom', message: issue.message };
    return { resource, field, code: 'invalid', message: issue.message };
  });
}

/** Undefined where the body is no JSON at all. */
export async function readJson(request: { json(): Promise<unknown> }): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    return undefined;
  }
}
