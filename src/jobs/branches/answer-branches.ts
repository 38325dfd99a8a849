import { findBranch } from '../../branches/find.ts';
import { decideDelete } from '../../branches/delete.ts';
import { decideReset } from '../../branches/reset.ts';
import type { Branch } from '../../domain/branch.ts';
import { otherProjects } from '../../domain/branch-needs.ts';
import { cutDiff, reportBranches } from '../../domain/branch-report.ts';
import type { Question } from '../../domain/question.ts';
import type { Refusal } from '../../domain/reasons.ts';
import type { Answer } from '../../store/messages.ts';
import type { Context } from '../context.ts';
import type { LaneRun } from '../lane-run.ts';
import {
  askNeon,
  type DatabasePlace,
  findDatabase,
  gatherBranches,
  noDatabase,
  refuseAsker,
} from './gather.ts';

type Of<Kind extends Question['kind']> = Question & { readonly kind: Kind };

/** Every branch of the project, with what depends on it. */
export async function answerBranches(
  context: Context,
  question: Of<'branches'>,
  run: LaneRun,
): Promise<Answer> {
  const found = await gather(context, question, { run, action: 'read the branches of', reads: true });
  if (found.kind === 'refused') return found;
  const { place, list, use } = found;
  const { app, environment, target } = place;
  const others = otherProjects(app, environment).map(({ name }) => name);
  const about = { app: app.name, project: target.project, others, at: context.store.now() };
  return { kind: 'branches', report: reportBranches(list, use, about) };
}

/** From the other branch to the first; without another: from its parent. */
export async function answerDiff(
  context: Context,
  question: Of<'branch_diff'>,
  run: LaneRun,
): Promise<Answer> {
  const found = await gather(context, question, { run, action: 'compare the branches of', reads: true });
  if (found.kind === 'refused') return found;
  const { place, list } = found;
  const naming = { ...place, branches: list.branches };
  const branch = findBranch(question.branch, naming);
  if ('code' in branch) return refused(branch);
  const base =
    question.base === undefined ? parentOf(branch, list.branches) : findBranch(question.base, naming);
  if ('code' in base) return refused(base);
  const compared = { branch: branch.id, base: base.id };
  const diff = await askNeon(context, run, () =>
    context.providers.database.schemaDiff(place.target, compared),
  );
  if (diff.kind === 'refused') return diff;
  const names = { branch: named(branch), base: named(base) };
  return { kind: 'schema_diff', report: { app: place.app.name, ...names, ...cutDiff(diff.said) } };
}

/** What would go: asked once more before it does. */
export async function answerOffer(
  context: Context,
  question: Of<'branch_offer'>,
  run: LaneRun,
): Promise<Answer> {
  const { wish, by } = question;
  const found = await gather(context, question, { run, action: `${wish} branches of` });
  if (found.kind === 'refused') return found;
  const { place, list, use } = found;
  const branch = findBranch(question.branch, { ...place, branches: list.branches });
  if ('code' in branch) return refused(branch);
  const at = context.store.now();
  const facts = { ...place, list, use, by, now: at };
  const decision = wish === 'delete' ? decideDelete(branch.id, facts) : decideReset(branch.id, facts);
  if (decision.kind === 'refused') return decision;
  const parentName = list.branches.find(({ id }) => id === branch.parent)?.name;
  const where = { app: place.app.name, environment: place.environment.name };
  const offer = { ...where, kind: wish, branch, ...(parentName !== undefined && { parentName }), at };
  return { kind: 'branch_offer', offer };
}

async function gather(
  context: Context,
  question: Question & { readonly environment: string },
  asked: { readonly run: LaneRun; readonly action: string; readonly reads?: true },
) {
  const place: DatabasePlace | undefined = findDatabase(context, question);
  if (!place) return refused(noDatabase(question));
  const { run, action, reads } = asked;
  const refusal = await refuseAsker(context, place.environment, {
    by: question.by,
    action,
    ...(reads && { reads }),
  });
  if (refusal) return refused(refusal);
  const found = await gatherBranches(context, place, run);
  return found.kind === 'refused' ? found : { ...found, place };
}

function parentOf(branch: Branch, branches: readonly Branch[]): Branch | Refusal {
  const parent = branches.find(({ id }) => id === branch.parent);
  return parent ?? { code: 'branch_base_needed', facts: { found: branch.name } };
}

function named({ id, name }: Branch) {
  return { id, name };
}

function refused(refusal: Refusal) {
  return { kind: 'refused', refusal } as const;
}
