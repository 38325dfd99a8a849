import { badCommits } from './bad-commits.ts';
import type { Plan } from '../plan.ts';
import { branch } from './branch.ts';
import { change } from './change.ts';
import { data } from './data.ts';
import { checks } from './checks.ts';
import type { Gate, GateAnswer, GateDecision, GateEnding, GateFacts } from './gate.ts';
import { drift } from './drift.ts';
import { freeze } from './freeze.ts';
import { hold } from './hold.ts';
import { lock } from './lock.ts';
import { migrations } from './migrations.ts';
import { nods } from './nods.ts';
import { order } from './order.ts';
import { press } from './press.ts';
import { promotion } from './promotion.ts';
import { rights } from './rights.ts';
import { window } from './window.ts';
import { size } from './size.ts';

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
  data,
  lock,
  drift,
  hold,
  window,
  migrations,
  size,
  nods,
  press,
} as const;

export type GateName = keyof typeof gates;
export type GateCode = { [Name in GateName]: keyof (typeof gates)[Name]['codes'] }[GateName];

export interface GateOutcome extends GateAnswer<GateCode> {
  readonly gate: GateName;
  /** An emergency passes it although it is shut. */
  readonly skipped?: true;
}

/** May this plan run? Asked when it is made, when somebody nods, and again right before it runs. */
export function decideGates(facts: GateFacts): GateDecision {
  return firstShut(askGates(facts))?.decision ?? { kind: 'proceed' };
}

/** What every gate says that is asked of such a plan, in their order. */
export function askGates(facts: GateFacts): readonly GateOutcome[] {
  return gatesOf(facts.plan.kind).map((name) => askOne(name, facts));
}

/** Nothing that keeps new code out stands in the way of a rollback, or of having data back. */
export function gatesOf(kind: Plan['kind']): readonly GateName[] {
  switch (kind) {
    case 'deploy':
      return gateNames.filter((name) => name !== 'press' && name !== 'data');
    case 'rollback':
      return ['change', 'rights', 'lock', 'press'];
    case 'restore':
      return ['rights', 'data', 'lock', 'nods'];
  }
}

function askOne(gate: GateName, facts: GateFacts): GateOutcome {
  const { ask, skippable }: Pick<Gate<GateCode>, 'ask' | 'skippable'> = gates[gate];
  const { code, decision } = ask(facts);
  const { plan, policy } = facts;
  const skipped =
    plan.emergency !== undefined && skippable !== undefined && policy.emergency.skips.includes(skippable);
  if (decision.kind === 'proceed' || !skipped) return { gate, code, decision };
  return { gate, code, decision: { kind: 'proceed' }, skipped: true };
}

/** The gate that decides. */
export function firstShut(outcomes: readonly GateOutcome[]): GateOutcome | undefined {
  return outcomes.find(isShut);
}

/** What is kept of the last time that the gates were asked. */
export interface GatesSeen {
  readonly open: number;
  readonly shut: readonly GateOutcome[];
  /** Passed by an emergency although they are shut. */
  readonly skipped: readonly GateName[];
}

export function gatesSeen(outcomes: readonly GateOutcome[]): GatesSeen {
  const shut = outcomes.filter(isShut);
  const skipped = outcomes.filter((outcome) => outcome.skipped).map(({ gate }) => gate);
  return { open: outcomes.length - shut.length - skipped.length, shut, skipped };
}

/** One gate has closed since. */
export function seenAnew({ open, shut, skipped }: GatesSeen, closed: GateOutcome): GatesSeen {
  const others = shut.filter(({ gate }) => gate !== closed.gate);
  return { open: open + shut.length - others.length - 1, shut: [...others, closed], skipped };
}

export const gateNames = Object.keys(gates) as readonly GateName[];

export function endingsOf(name: GateName): readonly (readonly [string, GateEnding])[] {
  return Object.entries<GateEnding>(gates[name].codes);
}

function isShut({ decision }: GateOutcome): boolean {
  return decision.kind !== 'proceed';
}
