import { z } from 'zod';
import type { Branch } from './project.ts';
import { Refusal } from './refusal.ts';

/** What Neon refuses about branches. Every function throws a Refusal. */

const day = 24 * 3_600_000;
const longestTtlMs = 30 * day;

export interface Family {
  readonly branches: ReadonlyMap<string, Branch>;
  readonly now: number;
}

export function parseExpiry(text: string, now: number): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new Refusal(400, `expires_at is not a timestamp of RFC 3339: ${text}`);
  if (at <= now) throw new Refusal(400, 'expires_at must be in the future');
  if (at > now + longestTtlMs) throw new Refusal(400, 'expires_at must be within 30 days');
  return at;
}

export function requireMayExpire(branch: Branch, { branches }: Family): void {
  if (branch.protected) throw new Refusal(422, 'a protected branch cannot have an expiration');
  if (branch.default) throw new Refusal(422, 'the default branch cannot have an expiration');
  if (hasChildren(branch, branches)) {
    throw new Refusal(422, 'a branch that has children cannot have an expiration');
  }
}

export function requireDeletable(branch: Branch, { branches }: Family): void {
  if (branch.default) throw new Refusal(422, 'the default branch cannot be deleted');
  if (branch.protected) throw new Refusal(422, 'a protected branch cannot be deleted');
  if (branch.parent === undefined && branch.initSource === 'parent-data') {
    throw new Refusal(422, 'the root branch cannot be deleted');
  }
  if (hasChildren(branch, branches)) throw new Refusal(422, 'a branch that has children cannot be deleted');
}

export function requireFreeName(name: string, { branches }: Pick<Family, 'branches'>, except?: Branch): void {
  for (const branch of branches.values()) {
    if (branch !== except && branch.name === name) {
      throw new Refusal(409, `branch with the name ${name} already exists`);
    }
  }
}

/** The code is made after that of projects, `PROJECTS_LIMIT_EXCEEDED`. */
export function requireRoom({ branches }: Pick<Family, 'branches'>, limit: number): void {
  if (branches.size >= limit) {
    const message = `branches limit of ${limit} exceeded, got ${branches.size}`;
    throw new Refusal(422, message, 'BRANCHES_LIMIT_EXCEEDED');
  }
}

export function requireMayBeParent(branch: Branch): void {
  if (branch.expiresAt !== undefined) {
    throw new Refusal(422, 'a branch that expires cannot have children');
  }
}

export function hasChildren(branch: Branch, branches: ReadonlyMap<string, Branch>): boolean {
  return [...branches.values()].some((one) => one.parent === branch.id);
}

const name = z.string().min(1).max(256);
const timestamp = z.iso.datetime({ offset: true });
const computeUnit = z.number().min(0.25);

const annotation = z
  .record(z.string(), z.string())
  .refine((value) => Object.keys(value).length <= 50, { error: 'at most 50 properties' });

export const endpointOptions = z.strictObject({
  type: z.literal('read_write', 'the sandbox has no read-only endpoints'),
  autoscaling_limit_min_cu: computeUnit.optional(),
  autoscaling_limit_max_cu: computeUnit.optional(),
  suspend_timeout_seconds: z.int().min(-1).max(604_800).optional(),
  name: z.string().optional(),
});

export const createBody = z.strictObject({
  branch: z
    .strictObject({
      name: name.optional(),
      parent_id: z.string().optional(),
      parent_lsn: z.string().optional(),
      parent_timestamp: timestamp.optional(),
      protected: z.boolean().optional(),
      archived: z.literal(false, 'the sandbox archives nothing').optional(),
      init_source: z.enum(['parent-data', 'schema-only']).optional(),
      expires_at: z.string().optional(),
    })
    .optional(),
  endpoints: z.array(endpointOptions).max(1, 'the sandbox has one endpoint a branch').optional(),
  annotation_value: annotation.optional(),
});

export const updateBody = z.strictObject({
  branch: z.strictObject({
    name: name.optional(),
    protected: z.boolean().optional(),
    expires_at: z.string().nullable().optional(),
  }),
});

export const restoreBody = z.strictObject({
  source_branch_id: z.string(),
  source_lsn: z.string().optional(),
  source_timestamp: timestamp.optional(),
  preserve_under_name: name.optional(),
});
