import type { BranchList } from '../domain/branch.ts';
import type { BranchStep } from '../domain/branch-change.ts';
import type { ProjectUse } from '../domain/branch-needs.ts';
import type { App, Environment } from '../domain/environment.ts';
import type { SlackUserId } from '../domain/ids.ts';
import type { Refusal } from '../domain/reasons.ts';

/** What a wish comes to, before Neon is asked for it. */
export type BranchDecision =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'begin'; readonly step: BranchStep };

export interface BranchFacts {
  readonly app: App;
  /** Whose Neon project it is, and whose policy rules. */
  readonly environment: Environment;
  readonly list: BranchList;
  readonly use: ProjectUse;
  readonly by: SlackUserId;
  readonly now: number;
}

export function refuse(
  code: Refusal['code'],
  facts: Refusal['facts'],
): { readonly kind: 'refused'; readonly refusal: Refusal } {
  return { kind: 'refused', refusal: { code, facts } };
}
