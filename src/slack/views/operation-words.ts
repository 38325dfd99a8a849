import { sayActor, whoAsked } from '../../domain/actor.ts';
import type { OperationKind } from '../../domain/operation.ts';
import { commitOf, environmentOf, type OperationContext } from './operation-model.ts';

/* How a card speaks of its operation. */

interface Words {
  /** At the head of a line. */
  readonly name: string;
  readonly the: string;
  readonly planning: string;
  readonly doing: string;
  /** Before a colon. */
  readonly notDone: string;
  /** What is asked of those who nod. */
  readonly asked: string;
}

const words: Readonly<Record<OperationKind, (environment: string, what: string) => Words>> = {
  deploy: (environment, what) => ({
    name: `Deploy to ${environment}`,
    the: `the deploy to ${environment}`,
    planning: `a deploy of ${what} to ${environment}`,
    doing: `Deploying ${environment}`,
    notDone: `Not deployed to ${environment}`,
    asked: what,
  }),
  rollback: (environment, what) => ({
    name: `Rollback of ${environment}`,
    the: `the rollback of ${environment}`,
    planning: `a rollback of ${environment} to ${what}`,
    doing: `Rolling ${environment} back`,
    notDone: `${environment} is not rolled back`,
    asked: what,
  }),
  restore: (environment, what) => ({
    name: `Restore of ${environment}`,
    the: `the restore of ${environment}`,
    planning: `a restore of ${environment} to ${what}`,
    doing: `Restoring ${environment}`,
    notDone: `The data of ${environment} is not restored`,
    asked: `going back to ${what}`,
  }),
};

/** "Deploy to *production*", at the head of a line. */
export function operationName(model: OperationContext): string {
  return wordsOf(model).name;
}

/** "the deploy to *production*" */
export function theOperation(model: OperationContext): string {
  return wordsOf(model).the;
}

/** "a deploy of `a1b2c3d` to *production*" */
export function whatIsPlanned(model: OperationContext): string {
  return wordsOf(model).planning;
}

/** "Deploying *production*" */
export function doingIt(model: OperationContext): string {
  return wordsOf(model).doing;
}

/** "Not deployed to *production*", before a colon. */
export function notDone(model: OperationContext): string {
  return wordsOf(model).notDone;
}

/** What *production* needs a nod for. */
export function whatIsAsked(model: OperationContext): string {
  return wordsOf(model).asked;
}

export function isRollback({ operation }: OperationContext): boolean {
  return operation.kind === 'rollback';
}

/** "asked by @ana" */
export function askedBy({ operation: { request } }: OperationContext): string {
  return `asked by ${sayActor(whoAsked(request))}`;
}

function wordsOf(model: OperationContext): Words {
  return words[model.operation.kind](environmentOf(model), commitOf(model));
}
