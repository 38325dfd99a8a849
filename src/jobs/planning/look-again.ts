import { RetryableError, TerminalError } from '../../domain/errors.ts';
import { type CommitAuthors, nobody } from '../../domain/authors.ts';
import { approvalRulesOf } from '../../domain/approval-rules.ts';
import type { OutsideFacts } from '../../domain/gates/gate.ts';
import { rightOf } from '../../domain/gates/rights.ts';
import type { Approval, Operation } from '../../domain/operation.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Refusal } from '../../domain/reasons.ts';
import { findBadMark } from '../../store/bad-commits.ts';
import { lookAtStops } from '../../store/look-at-stops.ts';
import { type Context, type People, type Place, placeOf } from '../context.ts';
import type { Patience } from '../facts/ask-patiently.ts';
import { lookUpBranch } from '../facts/branch.ts';
import { lookUpNods } from '../facts/nods.ts';
import { lookUpPromotion } from '../facts/promotion.ts';
import { lookUpRequester } from '../facts/requester.ts';
import type { LaneRun } from '../lane-run.ts';
import { persist } from '../persist.ts';
import { planAgain } from './plan.ts';
import { planRestoreAgain } from './plan-restore.ts';
import { planRollbackAgain } from './plan-rollback.ts';

/** An operation's plan made again on what is live now, with what the gates must know. */
export interface SecondLook {
  readonly plan: Plan;
  readonly outside: OutsideFacts;
}

interface Turn {
  readonly run: LaneRun;
  readonly patienceMs: number;
  /** Asked who may still nod. */
  readonly people: () => People;
}

/**
 * Asks a while where a platform does not answer; what cannot be known is a refusal. The plan is made beside the look: the
 * commit is known.
 */
export async function lookAgain(
  context: Context,
  operation: Operation,
  { run, patienceMs, people }: Turn,
): Promise<SecondLook | Refusal> {
  const { plan } = operation;
  if (!plan) throw new Error(`${operation.id} has no plan`);
  const place = placeOf(context.apps, operation);
  const began = context.store.now();
  const look = async () => {
    // What is asked beside a plan that could not be made is not waited for.
    const over = new AbortController();
    const signal = AbortSignal.any([run.signal, over.signal]);
    try {
      const again = makeAgain(context, place, plan);
      const beside = { operation, plan, again, run: { signal }, patienceMs, people };
      const [made, outside] = await Promise.all([again, lookOutside(context, place, beside)]);
      return { plan: made, outside };
    } finally {
      over.abort();
    }
  };
  const log = context.log.child({ operation: operation.id });
  try {
    return await persist(look, { forMs: patienceMs, signal: run.signal, log });
  } catch (error) {
    if (error instanceof TerminalError) return { code: error.code, facts: error.facts };
    if (!(error instanceof RetryableError)) throw error;
    const duration = context.store.now() - began;
    return {
      code: 'provider_unavailable',
      facts: { provider: 'A platform', duration, message: error.message },
    };
  }
}

function makeAgain(context: Context, place: Place, plan: Plan): Promise<Plan> {
  switch (plan.kind) {
    case 'deploy':
      return planAgain(context, place, plan);
    case 'rollback':
      return planRollbackAgain(context, place, plan);
    case 'restore':
      return planRestoreAgain(context, place, plan);
  }
}

export interface Look extends Patience {
  readonly operation: Pick<Operation, 'request' | 'approval' | 'confirmed'>;
  readonly plan: Plan;
  /** The same plan where it is being made again: only what depends on what is live waits for it. */
  readonly again?: Promise<Plan>;
  /** Whose nods are looked up; else the operation's. */
  readonly approval?: Pick<Approval, 'nods' | 'rules'>;
  /** Who tells of people at each look; else the usual one. */
  readonly people?: () => People;
}

/** What the gates must know beyond the plan. What cannot be known is a fact too, so this throws for nothing outside. */
export async function lookOutside(context: Context, place: Place, look: Look): Promise<OutsideFacts> {
  if (look.plan.kind === 'rollback') return lookForRollback(context, place, look);
  if (look.plan.kind === 'restore') return lookForRestore(context, place, look);
  const { plan, operation, people = () => context.people, approval = operation.approval, ...patience } = look;
  const { sha } = plan.commit;
  const [requester, branch, badMark, promotion, stops, nodsNow, authors] = await Promise.all([
    lookUpRequester(context, {
      ...patience,
      user: operation.request.by,
      who: rightOf(place.environment.policy.rights, { ...operation.request, kind: plan.kind }),
    }),
    lookUpBranch(context, place, { ...patience, sha }),
    findBadMark(context.store, place.app.name, sha),
    lookUpPromotion(context, place, { ...patience, sha }),
    lookAtStops(context.store, place),
    lookUpNods(context, { ...patience, people, approval }),
    lookUpAuthors(place, { plan: look.again ?? plan, people }),
  ]);
  const now = context.store.now();
  return { now, requester, branch, badMark, promotion, ...stops.facts, nodsNow, authors };
}

/** Slack is asked where nods are: an author's may not count. */
async function lookUpAuthors(
  { environment }: Place,
  { plan, people }: { readonly plan: Plan | Promise<Plan>; readonly people: () => People },
): Promise<CommitAuthors> {
  const made = await plan;
  const needsNods = approvalRulesOf(made, environment.policy.approvals).length > 0;
  return people().authorsOf(made, needsNods ? 'slack' : 'configuration');
}

/**
 * Nothing but who rolls back, and locks, stands in its way: whoever pressed, or asked while nobody has. Nobody's rights are
 * looked up where nobody asked.
 */
async function lookForRollback(
  context: Context,
  place: Place,
  { operation, run, patienceMs }: Look,
): Promise<OutsideFacts> {
  const { policy, branch } = place.environment;
  const { by: user, automatic } = operation.request;
  const who = policy.rights.rollback;
  const [requester, stops] = await Promise.all([
    automatic
      ? ({ user, permission: 'not_allowed' } as const)
      : lookUpRequester(context, { run, patienceMs, user: operation.confirmed?.by ?? user, who }),
    lookAtStops(context.store, place),
  ]);
  return {
    ...nothingOfCommits(branch),
    now: context.store.now(),
    requester,
    ...stops.facts,
    nodsNow: [],
    ...(automatic && { automatic }),
  };
}

/** Who asks, who nods, and locks. Whoever wrote the code that runs has no part in what becomes of the data. */
async function lookForRestore(
  context: Context,
  place: Place,
  { operation, approval = operation.approval, people = () => context.people, ...patience }: Look,
): Promise<OutsideFacts> {
  const { policy, branch } = place.environment;
  const [requester, stops, nodsNow] = await Promise.all([
    lookUpRequester(context, { ...patience, user: operation.request.by, who: policy.rights.database }),
    lookAtStops(context.store, place),
    lookUpNods(context, { ...patience, people, approval }),
  ]);
  return { ...nothingOfCommits(branch), now: context.store.now(), requester, ...stops.facts, nodsNow };
}

/** It ships nothing. */
function nothingOfCommits(
  branch: string,
): Pick<OutsideFacts, 'branch' | 'badMark' | 'promotion' | 'authors'> {
  return {
    branch: { name: branch, holds: 'not_asked' },
    badMark: undefined,
    promotion: { kind: 'not_asked' },
    authors: nobody,
  };
}
