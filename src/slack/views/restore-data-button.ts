import type { Button } from '@slack/types';
import { button } from './blocks.ts';
import type { OperationModel } from './operation-model.ts';

/** On a rollback that left releases behind: plans a restore of the data from before the oldest of them. */
export function restoreDataButton({ operation, environment }: OperationModel): Button | undefined {
  const { id, plan, request } = operation;
  if (plan?.kind !== 'rollback' || plan.target.putsBack) return undefined;
  if (!environment.database || request.withData) return undefined;
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
