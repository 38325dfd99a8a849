import { gateCodes } from '../../domain/gate-codes.ts';
import type { GateOutcome } from '../../domain/gates.ts';
import { askGates, firstShut } from '../../domain/gates.ts';
import type { Refusal } from '../../domain/reasons.ts';
import { plural } from './format.ts';
import type { OperationContext } from './operation-model.ts';

/** "*Gates*  ✅ 2 of 3 · ✋ 1 nod missing": who clears it stands beside it. None where the plan or its policy is gone. */
export function gatesLines(model: OperationContext): readonly string[] {
  const outcomes = outcomesOf(model);
  return outcomes.length === 0 ? [] : [`*Gates*  ${summary(outcomes)}`];
}

/** Where it was a gate that refused: "Gates ✅ 1 of 3 · 🚫 checks". */
export function refusedGateLines(model: OperationContext, { code }: Refusal): readonly string[] {
  const outcomes = outcomesOf(model);
  return firstShut(outcomes)?.code === code ? [`Gates ${summary(outcomes)}`] : [];
}

function outcomesOf({ operation, environment }: OperationContext): readonly GateOutcome[] {
  const { plan, approval } = operation;
  const { policy } = environment;
  return plan === undefined || policy === undefined ? [] : askGates({ plan, policy, approval });
}

function summary(outcomes: readonly GateOutcome[]): string {
  const open = outcomes.filter(({ decision }) => decision.kind === 'proceed').length;
  const shut = firstShut(outcomes);
  return [`✅ ${open} of ${outcomes.length}`, ...(shut === undefined ? [] : [sayShut(shut)])].join(' · ');
}

function sayShut({ code, decision }: GateOutcome): string {
  return decision.kind === 'needs_approvals'
    ? `✋ ${plural(decision.missing, 'nod')} missing`
    : `🚫 ${gateCodes[code].gate}`;
}
