import { sayActor, whoAsked } from '../../domain/actor.ts';
import { environmentOf, type OperationContext } from './operation-model.ts';

/* How a card speaks of its operation. */

/** "Deploy to *production*", at the head of a line. */
export function operationName(model: OperationContext): string {
  const environment = environmentOf(model);
  return isRollback(model) ? `Rollback of ${environment}` : `Deploy to ${environment}`;
}

/** "the deploy to *production*" */
export function theOperation(model: OperationContext): string {
  const environment = environmentOf(model);
  return isRollback(model) ? `the rollback of ${environment}` : `the deploy to ${environment}`;
}

/** "Deploying *production*" */
export function doingIt(model: OperationContext): string {
  const environment = environmentOf(model);
  return isRollback(model) ? `Rolling ${environment} back` : `Deploying ${environment}`;
}

/** "Not deployed to *production*", before a colon. */
export function notDone(model: OperationContext): string {
  const environment = environmentOf(model);
  return isRollback(model) ? `${environment} is not rolled back` : `Not deployed to ${environment}`;
}

export function isRollback({ operation }: OperationContext): boolean {
  return operation.kind === 'rollback';
}

/** "asked by @ana" */
export function askedBy({ operation: { request } }: OperationContext): string {
  return `asked by ${sayActor(whoAsked(request))}`;
}
