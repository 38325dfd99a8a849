import type { App, Environment } from '../../domain/environment.ts';
import type { Operation } from '../../domain/operation.ts';
import { nodsMissing } from '../../domain/quorum.ts';
import type { Commit } from '../../domain/plan.ts';
import { sayWish } from '../../domain/restore-wish.ts';
import type { PlannedStep, StepRecord } from '../../domain/step.ts';
import { escape } from './escape.ts';
import { codeOf } from './format.ts';
import { dataOf } from './restore-words.ts';

/** An operation and the words around it. */
export interface OperationContext {
  readonly operation: Operation;
  readonly app: Pick<App, 'name'>;
  readonly environment: Pick<
    Environment,
    'name' | 'branch' | 'production' | 'frontend' | 'backend' | 'database'
  > &
    Partial<Pick<Environment, 'policy'>>;
  /** Address of the card of the operation that the ending, or the end of the watch, speaks of. */
  readonly otherCard?: string;
}

/** All that the root card shows. */
export interface OperationModel extends OperationContext {
  readonly steps: readonly StepRecord[];
  readonly planned: readonly PlannedStep[];
  /** 1: about to start. The one that runs counts too. */
  readonly queuePlace?: number;
  /** What its buttons are about has changed since, so that they could not work any more. */
  readonly overtaken?: true;
  /** ms since the epoch */
  readonly now: number;
}

export function environmentOf({ environment }: OperationContext): string {
  return `*${escape(environment.name, 60)}*`;
}

/** "`a1b2c3d` Fix cart totals", "data of Nov 14 at 14:05", or the ref (else the environment’s branch) while no commit is known. */
export function commitOf({ operation, environment }: OperationContext): string {
  const { plan, request, kind } = operation;
  if (kind === 'restore') return dataOf(operation);
  if (plan === undefined && kind === 'rollback') return wishOf(request.to);
  if (plan !== undefined) return `${codeOf(plan.commit.sha)} ${subjectOf(plan.commit)}`;
  return `\`${escape(request.ref ?? environment.branch, 80)}\``;
}

/** Where a rollback goes, before its record is found. */
function wishOf(to: Operation['request']['to']): string {
  if (to?.kind === 'commit') return `\`${escape(to.sha.slice(0, 7), 40)}\``;
  if (to?.kind === 'release') return to.putsBack ? 'what was released' : 'an earlier release';
  return to?.releases === 2 ? 'the release before the last' : 'the release before the live one';
}

export function subjectOf(commit: Pick<Commit, 'subject'>): string {
  return escape(commit.subject, 80) || '(no subject)';
}

/** All nods that were asked for are there, or none was. */
export function isNodded({ operation: { approval } }: OperationContext): boolean {
  return approval !== undefined && nodsMissing(approval.rules, approval.nods) === 0;
}

/** What to type to ask for the same again. */
export function sameRequest({ operation, environment }: OperationContext): string {
  if (operation.kind === 'rollback') return rollbackRequest({ operation, environment });
  if (operation.kind === 'restore') return restoreRequest({ operation, environment });
  const { ref, components, back, emergency } = operation.request;
  const only = components.length === 0 ? '' : `--only ${components.join(',')}`;
  const words = [
    '/deploy',
    environment.name,
    ref ?? '',
    only,
    back ? '--back' : '',
    emergency ? `--emergency "${emergency}"` : '',
  ];
  return `\`${escape(words.join(' '), 200)}\``;
}

function rollbackRequest({
  operation,
  environment,
}: Pick<OperationContext, 'operation' | 'environment'>): string {
  const { to } = operation.request;
  const where = to?.kind === 'commit' ? to.sha : to?.kind === 'release' ? to.release : '';
  const back = to?.kind === 'back' && to.releases === 2 ? 'before last' : where;
  const data = operation.request.withData ? '--with-data' : '';
  const words = ['/rollback', environment.name, back, data].filter((word) => word !== '');
  return `\`${escape(words.join(' '), 200)}\``;
}

function restoreRequest({
  operation,
  environment,
}: Pick<OperationContext, 'operation' | 'environment'>): string {
  const { plan, request } = operation;
  const typed = request.data === undefined ? '' : sayWish(request.data);
  const known = plan?.kind === 'restore' ? `at ${new Date(plan.source.at).toISOString()}` : '';
  return `\`${escape(['/db restore', environment.name, typed || known].join(' ').trim(), 200)}\``;
}

/** Where the deployed app answers. */
export function addressOf({ environment }: OperationContext): string | undefined {
  return environment.frontend?.url ?? environment.backend?.url;
}
