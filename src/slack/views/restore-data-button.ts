import type { Button } from '@slack/types';
import { button } from './blocks.ts';
import type { OperationModel } from './operation-model.ts';

/** On a rollback that has brought the code back: plans a restore of the data from before what it left behind. */
export function restoreDataButton({ operation, environment }: OperationModel): Button | undefined {
  const { id, kind, request } = operation;
  if (kind !== 'rollback' || !environment.database || request.withData) return undefined;
  return button(
    'Restore its data too…',
    { kind: 'restore_data', operation: id },
    {
      confirm: {
        title: `Plan a restore of the data of ${environment.name}?`,
        text: 'Nothing is changed yet: I show what would come back and what would go, and others have to nod to it.',
        confirm: 'Plan it',
        deny: 'Not now',
      },
    },
  );
}
