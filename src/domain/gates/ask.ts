import { badCommits } from './bad-commits.ts';
import { branch } from './branch.ts';
import { change } from './change.ts';
import { checks } from './checks.ts';
import type { GateAnswer, GateDecision, GateEnding, GateFacts } from './gate.ts';
import { freeze } from './freeze.ts';
import { hold } from './hold.ts';
import { lock } from './lock.ts';
import { nods } from './nods.ts';
import { order } from './order.ts';
import { promotion } from './promotion.ts';
import { rights } from './rights.ts';
import { window } from './window.ts';

/** In the order in which they are asked. Their codes are stable, texts may change; docs/gates.md is made from this. */
export const gates = {
  change,
  freeze,
  rights,
  branch,
  'bad commits': badCommits,
  order,
  promotion,
  checks,
  lock,
  hold,
  window,
  nods,
} as const;

export type GateName = keyof typeof gates;
export type GateCode = { [Name in GateName]: keyof (typeof gates)[Name]['codes'] }[GateName];

export interface GateOutcome extends GateAnswer<GateCode> {
  readonly gate: GateName;
}

/** May this plan run? Asked when it is made, when somebody nods, and again right before it runs. */
export function decideGates(facts: GateFacts): GateDecision {
  return firstShut(askGates(facts))?.decision ?? { kind: 'proceed' };
}

/** What every gate says, in their order. */
export function askGates(facts: GateFacts): readonly GateOutcome[] {
  return gateNames.map((name) => ({ gate: name, ...gates[name].ask(facts) }));
}

/** The gate that decides. */
export function firstShut(outcomes: readonly GateOutcome[]): GateOutcome | undefined {
  return outcomes.find(isShut);
}

/** What is kept of the last time that the gates were asked. */
export interface GatesSeen {
  readonly open: number;
  readonly shut: readonly GateOutcome[];
}

export function gatesSeen(outcomes: readonly GateOutcome[]): GatesSeen {
  const shut = outcomes.filter(isShut);
  return { open: outcomes.length - shut.length, shut };
}

/** One gate has closed since. */
export function seenAnew({ open, shut }: GatesSeen, closed: GateOutcome): GatesSeen {
  const others = shut.filter(({ gate }) => gate !== closed.gate);
  return { open: open + shut.length - others.length - 1, shut: [...others, closed] };
}

export const gateNames = Object.keys(gates) as readonly GateName[];

export function endingsOf(name: GateName): readonly (readonly [string, GateEnding])[] {
  return Object.entries<GateEnding>(gates[name].codes);
}

function isShut({ decision }: GateOutcome): boolean {
  return decision.kind !== 'proceed';
}
