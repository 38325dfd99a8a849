import type { Button } from '@slack/types';
import type { ReasonCode, Refusal } from '../../domain/reasons.ts';
import type { StopAction } from './actions.ts';
import { button } from './blocks.ts';
import { driftButtons } from './drift-buttons.ts';

type Sign = Omit<StopAction, 'kind'>;

/** The ways out of a stop sign that a refusal speaks of. */
export function stopButtons({ code, facts }: Refusal): readonly Button[] {
  const make = buttonOf[code];
  const { app, environment, stop } = facts;
  const known = typeof app === 'string' && typeof environment === 'string' && typeof stop === 'string';
  if (!known) return [];
  const sign = { app, environment, stop };
  if (code === 'drifted' || code === 'locked_by_drift')
    return driftButtons(sign, facts['acceptable'] !== undefined);
  return make ? [make(sign)] : [];
}

const buttonOf: Partial<Record<ReasonCode, (sign: Sign) => Button>> = {
  lock_by_other: takeOverButton,
  already_locked: takeOverButton,
  unlock_not_owner: takeOverButton,
  lock_by_requester: unlockButton,
  held: releaseButton,
  already_held: releaseButton,
};

export function unlockButton(sign: Sign): Button {
  return button(`Unlock ${sign.environment}`, { ...sign, kind: 'unlock' });
}

export function takeOverButton(sign: Sign): Button {
  return button(
    'Take over the lock…',
    { ...sign, kind: 'take_over' },
    {
      style: 'danger',
      confirm: {
        title: 'Take over the lock?',
        text: `${sign.environment} stays locked, but the lock is yours then: only you can unlock it. Its owner is told that you took it over.`,
        confirm: 'Take over',
        deny: 'Leave it',
      },
    },
  );
}

export function unfreezeButton(sign: Sign, scope: string): Button {
  return button(
    'Lift the freeze…',
    { ...sign, kind: 'unfreeze' },
    {
      style: 'danger',
      confirm: {
        title: 'Lift the freeze?',
        text: `Deploys to ${scope} can start again at once.`,
        confirm: 'Lift it',
        deny: 'Keep it',
      },
    },
  );
}

export function releaseButton(sign: Sign): Button {
  return button(
    'Release the hold…',
    { ...sign, kind: 'release' },
    {
      style: 'danger',
      confirm: {
        title: 'Release the hold?',
        text: `Deploys to ${sign.environment} can start again at once, and Vercel and Railway deploy by themselves again where they did before. A commit that was marked bad stays marked.`,
        confirm: 'Release it',
        deny: 'Keep it',
      },
    },
  );
}
