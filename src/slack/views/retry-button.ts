import type { Button } from '@slack/types';
import type { Aftermath } from '../../domain/operation.ts';
import { button } from './blocks.ts';
import type { OperationModel } from './operation-model.ts';

/** Neon’s history of the data begins anew with each restore: what was put back cannot be had by its moment once more. */
export function retryButton({ operation }: OperationModel, { undone }: Aftermath): Button | undefined {
  const { id, kind } = operation;
  return kind === 'restore' && undone.length > 0
    ? undefined
    : button('Retry', { kind: 'retry', operation: id });
}
