import { z } from 'zod';
import type { Branch, Project } from './project.ts';
import { Refusal } from './refusal.ts';
import { schemaDiff } from './schema-diff.ts';
import { neonSeed } from './seed.ts';

/** Without a base: the parent. */
export async function compareSchema(
  branch: Branch,
  query: unknown,
  project: Project,
): Promise<{ readonly diff?: string }> {
  const { base_branch_id, db_name } = compareQuery.parse(query);
  const baseId = base_branch_id ?? branch.parent;
  if (baseId === undefined) throw new Refusal(400, 'base_branch_id is required: the branch has no parent');
  if (db_name !== neonSeed.database) throw new Refusal(404, 'database not found');
  const base = project.get(baseId);
  const [text, before] = await Promise.all([branch.store.schema(), base.store.schema()]);
  const diff = await schemaDiff(db_name, { base: before, text });
  return diff === undefined ? {} : { diff };
}

const compareQuery = z.strictObject({ base_branch_id: z.string().optional(), db_name: z.string() });
