import type { Approval, Confirmation } from '../approval.ts';
import type { BadMark } from '../bad-mark.ts';
import type { SlackUserId } from '../ids.ts';
import type { Permission } from '../permission.ts';
import type { CommitAuthors } from '../authors.ts';
import type { ToldDrift } from '../drift-watch.ts';
import type { WindowTime } from '../freeze-window.ts';
import type { Policy, Skippable } from '../environment.ts';
import type { NodStanding } from '../nods.ts';
import type { Plan } from '../plan.ts';
import type { Refusal } from '../reasons.ts';
import type { PromotionFacts } from '../promotion.ts';
import type { Freeze, Hold, Lock } from '../stop.ts';
import type { Automatic } from '../watch.ts';

export type GateDecision =
  | { readonly kind: 'proceed' }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'needs_approvals'; readonly missing: number }
  /** The requester must say that it is meant: why. */
  | { readonly kind: 'needs_confirmation'; readonly refusal: Refusal }
  /** A plan waits for them; later there is no waiting any more, and this is why not. */
  | { readonly kind: 'waits_for_checks'; readonly refusal: Refusal }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export interface GateFacts {
  readonly plan: Plan;
  readonly policy: Policy;
  readonly approval?: Approval | undefined;
  readonly confirmed?: Confirmation | undefined;
  readonly outside: OutsideFacts;
}

/** What is looked up right before the gates are asked. */
export interface OutsideFacts extends StopFacts {
  /** ms since the epoch */
  readonly now: number;
  /** Of each who nodded: whether they still may. */
  readonly nodsNow: readonly NodStanding[];
  readonly authors: CommitAuthors;
  /** Whether the requester may still do what was asked for. */
  readonly requester: RequesterFacts;
  /** Whether the environment's branch holds the commit. */
  readonly branch: BranchFacts;
  /** Where somebody marked the commit bad. */
  readonly badMark: BadMark | undefined;
  readonly promotion: PromotionFacts;
  /** Of a rollback that nobody asked for: the release that got worse. */
  readonly automatic?: Automatic;
}

export interface BranchFacts {
  readonly name: string;
  readonly holds: 'yes' | 'no' | 'not_asked' | 'unreachable';
}

/** What people set up so that nothing is deployed. */
export interface StopFacts {
  /** One that is over is none. */
  readonly lock: Lock | undefined;
  readonly hold: Hold | undefined;
  /** Where the policy has it stop deploys. */
  readonly drift: ToldDrift | undefined;
  /** Of the app, or of everything. */
  readonly freeze: ScopedFreeze | undefined;
  /** Of the configuration. */
  readonly window: WindowTime | undefined;
}

export interface ScopedFreeze extends Freeze {
  /** In words: `all of shop`. */
  readonly scope: string;
}

export interface RequesterFacts {
  readonly user: SlackUserId;
  readonly permission: Permission;
}

/** One question, the codes of its endings, and the pure function that picks one. */
export interface Gate<Code extends string> {
  readonly question: string;
  /** Under this word an emergency may pass it although it is shut, where the policy says so. */
  readonly skippable?: Skippable;
  readonly codes: Readonly<Record<Code, GateEnding>>;
  readonly ask: (facts: GateFacts) => GateAnswer<Code>;
}

export interface GateEnding {
  /** What becomes of the operation when this gate decides; `proceed` is open. */
  readonly ending:
    | 'proceed'
    | 'unchanged'
    | 'waits_for_checks'
    | 'needs_confirmation'
    | 'needs_approvals'
    | 'refused';
  readonly means: string;
  /** Who or what opens it; nobody has to where it is open. */
  readonly clearedBy?: string;
}

export interface GateAnswer<Code extends string> {
  readonly code: Code;
  readonly decision: GateDecision;
}

/** For the inference of its codes alone. */
export function gate<const Code extends string>(definition: Gate<Code>): Gate<Code> {
  return definition;
}

export function open<Code extends string>(code: Code): GateAnswer<Code> {
  return { code, decision: { kind: 'proceed' } };
}

/** The refusal bears the code of the gate’s ending. */
export function shut<Code extends Refusal['code']>(
  code: Code,
  facts: Refusal['facts'] = {},
): GateAnswer<Code> {
  return { code, decision: { kind: 'refused', refusal: { code, facts } } };
}
