import { sayActor, whoAsked } from './actor.ts';
import type { Component } from './environment.ts';
import type { Operation } from './operation.ts';
import { canMove, isOver } from './operation.ts';
import type { Plan, RestorePlan } from './plan.ts';
import type { Refusal } from './reasons.ts';
import { shortSha } from './ids.ts';

/**
 * Whether another operation already does, or waits to do, what the plan asks for. One whose nod no longer fits what is
 * live will be refused when its turn comes, so asking again is not asking twice.
 */
export function isSameDeploy(plan: Plan, other: Operation): boolean {
  if (isOver(other.state) || other.plan?.commit.sha !== plan.commit.sha) return false;
  if (other.plan.kind !== plan.kind) return false;
  if (other.plan.kind === 'restore' && plan.kind === 'restore') return isSameData(plan, other.plan);
  if (shipped(other.plan) !== shipped(plan)) return false;
  const needsNoNod = plan.kind === 'deploy' && plan.approvalsRequired === 0;
  return other.state === 'running' || needsNoNod || other.plan.digest === plan.digest;
}

function isSameData({ source }: RestorePlan, other: RestorePlan): boolean {
  const { kind, at } = other.source;
  return source.kind === kind && source.at === at;
}

/**
 * Whether a newer deploy of the same person takes the place of an older one that has not begun: what the older would
 * ship, the newer ships too. `all`: the environment's components, which a request that names none means.
 */
export function takesThePlaceOf(newer: Request, older: Operation, all: readonly Component[]): boolean {
  if (older.kind !== newer.kind || older.id === newer.id || !isBefore(older, newer)) return false;
  // Nobody asked for the one: nobody has changed their mind.
  if (older.request.automatic || newer.request.automatic) return false;
  // It was pressed already, and the newer one waits for its press.
  if (older.request.incident) return false;
  if (older.request.by !== newer.request.by || !canMove(older.state, 'superseded')) return false;
  const wanted = meant(newer, all);
  return meant(older, all).every((component) => wanted.includes(component));
}

type Request = Pick<Operation, 'id' | 'kind' | 'createdAt' | 'request'>;

function isBefore(one: Request, other: Request): boolean {
  return one.createdAt === other.createdAt ? one.id < other.id : one.createdAt < other.createdAt;
}

function meant({ request }: Request, all: readonly Component[]): readonly Component[] {
  return request.components.length > 0 ? request.components : all;
}

export function alreadyUnderWay({ id, kind, plan, request, environment, state }: Operation): Refusal {
  const what = plan ? shortSha(plan.commit.sha) : (request.ref ?? 'its branch');
  const facts = {
    what: kind === 'restore' ? `the restore of ${environment}’s data` : `${what} to ${environment}`,
    state: inWords[state] ?? state,
    requester: sayActor(whoAsked(request)),
    operation: id,
  };
  return { code: 'already_under_way', facts };
}

const inWords: Partial<Record<Operation['state'], string>> = {
  planning: 'being planned',
  awaiting_checks: 'waiting for its checks',
  awaiting_approval: 'waiting for a nod',
  queued: 'waiting its turn',
};

function shipped({ components }: Plan): string {
  return components.map(({ component }) => component).join();
}
