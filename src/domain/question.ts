import type { GateOutcome } from './gates/ask.ts';
import type { SlackUserId } from './ids.ts';
import type { Plan } from './plan.ts';

/** What somebody wants to know and a worker has to look up. Kept until it is answered. */
export type Question = {
  /** `q_` and what no other has. */
  readonly id: string;
  readonly by: SlackUserId;
  readonly team: string;
  /** Where the answer goes. */
  readonly channel: string;
  readonly app: string;
} & QuestionText;

export type QuestionText =
  /** `/why`: what stands in the way of a deploy now. */
  | { readonly kind: 'why'; readonly environment: string; readonly ref?: string }
  /** `/db backups`: those that are complete. */
  | { readonly kind: 'backups'; readonly environment: string }
  /** `/status`: what is live there, and how it does. */
  | { readonly kind: 'status'; readonly environments: readonly string[] }
  | BranchQuestion;

/** About the branches of the Neon project of an environment's database. Names are as typed. */
export type BranchQuestion = { readonly environment: string } & (
  | { readonly kind: 'branches' }
  | { readonly kind: 'branch_diff'; readonly branch: string; readonly base?: string }
  /** How to connect to it, which is shown and kept nowhere. */
  | { readonly kind: 'connect'; readonly branch: string }
  /** What would go: before it does. */
  | { readonly kind: 'branch_offer'; readonly wish: 'delete' | 'reset'; readonly branch: string }
);

/** What every gate says to a deploy that nobody has asked for yet. */
export interface Explanation {
  readonly app: string;
  readonly environment: string;
  readonly commit: Pick<Plan['commit'], 'sha' | 'subject'>;
  readonly outcomes: readonly GateOutcome[];
  /** Whose nods count, as Slack mentions. */
  readonly approvers: string;
  /** How many deploys run or wait there. */
  readonly underWay: number;
}
