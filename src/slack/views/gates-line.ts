import type { GateOutcome, GatesSeen } from '../../domain/gates/ask.ts';
import type { Refusal } from '../../domain/reasons.ts';
import { plural } from './format.ts';
import type { OperationContext } from './operation-model.ts';

/** "*Gates*  ✅ 2 of 3 · ✋ 1 nod missing": who clears it stands beside it. None before the gates were asked. */
export function gatesLines({ operation: { gates } }: OperationContext): readonly string[] {
  return gates === undefined ? [] : [`*Gates*  ${summary(gates)}`];
}

/** Where it was a gate that refused: "Gates ✅ 1 of 3 · 🚫 checks". */
export function refusedGateLines(
  { operation: { gates } }: OperationContext,
  { code }: Refusal,
): readonly string[] {
  return gates?.shut.some((outcome) => outcome.code === code) ? [`Gates ${summary(gates)}`] : [];
}

function summary({ open, shut, skipped }: GatesSeen): string {
  return [
    `✅ ${open} of ${open + shut.length + skipped.length}`,
    ...skipped.map((gate) => `🚨 ${gate} skipped`),
    ...shut.map(sayShut),
  ].join(' · ');
}

function sayShut({ gate, decision }: GateOutcome): string {
  if (decision.kind === 'needs_approvals') return `✋ ${plural(decision.missing, 'nod')} missing`;
  if (decision.kind === 'needs_confirmation') return '✋ to be confirmed';
  return decision.kind === 'waits_for_checks' ? `🕓 ${gate}` : `🚫 ${gate}`;
}

/** Why the requester must confirm it, as long as they have not. */
export function unconfirmed({ operation: { gates } }: OperationContext): Refusal | undefined {
  const decisions = gates?.shut.map(({ decision }) => decision) ?? [];
  return decisions.find((decision) => decision.kind === 'needs_confirmation')?.refusal;
}
