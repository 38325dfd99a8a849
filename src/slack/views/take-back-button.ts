import type { Button } from '@slack/types';
import { button } from './blocks.ts';
import type { OperationContext } from './operation-model.ts';

/** Everybody sees the same card: who has not nodded is told so. */
export function takeBackButton({ operation: { id, approval } }: OperationContext): Button | undefined {
  if (!approval || approval.nods.length === 0) return undefined;
  return button('Take back', { kind: 'take_back', operation: id, digest: approval.digest });
}
