import type { Branch } from '../domain/branch.ts';
import type { BranchMoment, MakeWish } from '../domain/branch-change.ts';
import { momentOf } from '../domain/clock.ts';
import type { Refusal } from '../domain/reasons.ts';
import { type BranchDecision, type BranchFacts, refuse } from './decision.ts';
import { findBranch } from './find.ts';
import { shorten } from './keep.ts';
import { refuseName } from './name.ts';

/** Neon’s own limit, ms. */
export const longestLifeMs = 30 * 86_400_000;

/** `zone`: of the clock of whoever asks. */
export function decideMake(wish: MakeWish, facts: BranchFacts & { readonly zone: string }): BranchDecision {
  const { app, environment, list, now } = facts;
  const refusal = refuseName(app, wish.name) ?? refuseTaken(wish.name, list.branches) ?? refuseLimit(facts);
  if (refusal) return { kind: 'refused', refusal };
  const from = wish.from ?? environment.database?.branch ?? '';
  const parent = findBranch(from, { app, environment, branches: list.branches });
  if ('code' in parent) return { kind: 'refused', refusal: parent };
  if (parent.expiresAt !== undefined && !wish.schemaOnly) return refuseExpiring(parent, list.branches);
  const at = momentIn(wish.moment, facts);
  if (at === 'unknown') return refuse('branch_moment_unknown', { found: sayMoment(wish.moment) });
  const outOfReach = at === undefined ? undefined : refuseMoment(at, parent, facts);
  if (outOfReach) return { kind: 'refused', refusal: outOfReach };
  const expiresAt = endOf(wish, facts);
  if (typeof expiresAt === 'object') return { kind: 'refused', refusal: expiresAt };
  const { name, schemaOnly } = wish;
  return {
    kind: 'begin',
    step: {
      kind: 'make',
      name,
      parent: { id: parent.id, name: parent.name },
      ...(at !== undefined && { at }),
      expiresAt: expiresAt === 'never' ? expiresAt : Math.min(expiresAt, now + longestLifeMs),
      schemaOnly,
    },
  };
}

function refuseTaken(name: string, branches: readonly Branch[]): Refusal | undefined {
  const taken = branches.find((one) => one.name === name);
  if (!taken) return undefined;
  const who = taken.mark ? `<@${taken.mark.by}>` : (taken.madeBy ?? 'somebody');
  return { code: 'branch_name_taken', facts: { found: name, at: taken.createdAt, who } };
}

function refuseLimit({ list: { branches, limit }, environment, by }: BranchFacts): Refusal | undefined {
  if (limit === undefined || branches.length < limit) return undefined;
  const yours = branches.filter(({ mark }) => mark?.by === by).map(({ name }) => name);
  const project = environment.database?.project ?? '';
  return {
    code: 'branch_limit',
    facts: { project, count: branches.length, allowed: limit, yours: shorten(yours) },
  };
}

function refuseExpiring(parent: Branch, branches: readonly Branch[]): BranchDecision {
  const nearest = branches.find(({ id }) => id === parent.parent)?.name ?? '';
  return refuse('branch_of_expiring', { parent: parent.name, until: parent.expiresAt ?? 0, nearest });
}

function momentIn(
  moment: BranchMoment | undefined,
  { zone, now }: { readonly zone: string; readonly now: number },
): number | 'unknown' | undefined {
  if (moment === undefined) return undefined;
  if (moment.kind === 'moment') return moment.at;
  return momentOf(moment.local, { zone: moment.zone ?? zone, now }) ?? 'unknown';
}

function sayMoment(moment: BranchMoment | undefined): string {
  return moment?.kind === 'clock' ? [moment.local, moment.zone ?? ''].join(' ').trim() : '';
}

/** A branch has no past from before it was made, nor from before other data was put under its name. */
function refuseMoment(at: number, parent: Branch, { list, now }: BranchFacts): Refusal | undefined {
  if (at > now) return { code: 'branch_in_future', facts: { at } };
  const from = Math.max(now - list.retentionMs, parent.createdAt, parent.resetAt ?? 0);
  if (at >= from) return undefined;
  const earliest = `${new Date(Math.ceil(from / 1000) * 1000).toISOString().slice(0, 19)}Z`;
  return { code: 'branch_before_history', facts: { at, parent: parent.name, from, earliest } };
}

function endOf({ lasts }: MakeWish, { environment, now }: BranchFacts): number | 'never' | Refusal {
  const { expireMs, forever } = environment.policy.database;
  if (lasts !== 'ever') return now + (lasts ?? expireMs);
  if (forever === 'allowed') return 'never';
  return { code: 'branch_ever_refused', facts: { environment: environment.name } };
}
