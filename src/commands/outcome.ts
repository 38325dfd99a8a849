import type { ModalView } from '@slack/types';
import type { Operation } from '../domain/operation.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { MessageView } from '../slack/views/blocks.ts';
import { helpView } from '../slack/views/help.ts';
import { refusalView } from '../slack/views/refusal.ts';
import type { Claim } from '../store/claim.ts';
import { deployCommand } from './release-commands.ts';
import { commands as table } from './table.ts';

export interface Person {
  readonly user: string;
  readonly team: string;
  readonly channel: string;
}

/** A person's act, with Slack's id of its delivery: the same one delivered twice has one effect. */
export interface Act extends Person {
  readonly delivery: string;
}

export type Outcome = Accepted | Told | { readonly kind: 'modal'; readonly view: ModalView };

/** `begin`: what is left to do once it is acknowledged; never rejects. */
export interface Accepted {
  readonly kind: 'accepted';
  readonly begin?: () => Promise<ClaimedCard | undefined>;
}

/** An operation that was just created, whose card this process may post. */
export interface ClaimedCard {
  readonly operation: Operation;
  readonly claim: Claim;
}

interface Told {
  readonly kind: 'told';
  readonly view: MessageView;
}

export function refused(refusal: Refusal): Told {
  return { kind: 'told', view: refusalView(refusal) };
}

/** Not understood as it was typed: said in the words of its command. */
export function misunderstood(command: string, { code, facts }: Refusal): Told {
  return refused({ code, facts: { command, ...facts } });
}

/** Redis did not take it: nothing was begun. */
export function unavailable(): Told {
  return refused({ code: 'redis_unavailable', facts: {} });
}

/** `/deploy help`, where people begin, leads to all others. */
export function helpOf(name: string): Told {
  const command = table.find((each) => each.name === name) ?? deployCommand;
  const others = command === deployCommand ? table.filter((other) => other !== command) : [];
  return { kind: 'told', view: helpView(command, others) };
}
