import type { Button } from '@slack/types';
import type { StopAction } from './actions.ts';
import { button } from './blocks.ts';

/** Which state is right: what was put there by hand, where that can be put on record, or what was released. */
export function driftButtons(sign: Omit<StopAction, 'kind'>, acceptable: boolean): readonly Button[] {
  return [
    ...(acceptable ? [acceptButton(sign)] : []),
    button('Put back what was released', { ...sign, kind: 'put_back' }),
  ];
}

function acceptButton(sign: Omit<StopAction, 'kind'>): Button {
  return button(
    'This is right…',
    { ...sign, kind: 'accept_drift' },
    {
      confirm: {
        title: 'Is this right?',
        text: `What ${sign.environment} serves now becomes its newest release on record, under your name. Deploys go on from it, and a rollback can go back to what was released before.`,
        confirm: 'This is right',
        deny: 'Not now',
      },
    },
  );
}
