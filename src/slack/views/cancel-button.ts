import type { Button } from '@slack/types';
import { button } from './blocks.ts';
import type { OperationContext } from './operation-model.ts';

export function cancelButton({ operation, environment }: OperationContext, consequence: string): Button {
  const { kind } = operation;
  return button(
    'Cancel',
    { kind: 'cancel', operation: operation.id },
    {
      ...(operation.state === 'running' && { style: 'danger' }),
      confirm: {
        title: `Cancel the ${kind} ${kind === 'deploy' ? 'to' : 'of'} ${environment.name}?`,
        text: consequence,
        confirm: `Cancel the ${kind}`,
        deny: 'Keep it',
        style: 'danger',
      },
    },
  );
}
