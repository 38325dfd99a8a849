import type { Nod } from './approval.ts';
import type { ApprovalRule } from './environment.ts';

type Rules = readonly Pick<ApprovalRule, 'required'>[];
type Counted = Pick<Nod, 'by' | 'rules'>;

/** How many places of each rule these nods fill: as many as can be, each person one. */
export function fillPlaces(rules: Rules, nods: readonly Counted[]): readonly number[] {
  const seats: Counted[][] = rules.map(() => []);
  for (const nod of eachOnce(nods)) seat(nod, { rules, seats, tried: new Set() });
  return seats.map(({ length }) => length);
}

export function nodsRequired(rules: Rules): number {
  return rules.reduce((sum, { required }) => sum + required, 0);
}

export function nodsMissing(rules: Rules, nods: readonly Counted[]): number {
  return nodsRequired(rules) - fillPlaces(rules, nods).reduce((sum, filled) => sum + filled, 0);
}

/** The rules that still want somebody, with how many. */
export function openRules(
  rules: readonly ApprovalRule[],
  nods: readonly Counted[],
): readonly (ApprovalRule & { readonly missing: number })[] {
  const filled = fillPlaces(rules, nods);
  return rules.flatMap((rule, index) => {
    const missing = rule.required - (filled[index] ?? 0);
    return missing > 0 ? [{ ...rule, missing }] : [];
  });
}

function eachOnce(nods: readonly Counted[]): readonly Counted[] {
  return nods.filter(({ by }, index) => nods.findIndex((nod) => nod.by === by) === index);
}

/** Who sits in a place moves to another of theirs if that makes room. */
function seat(
  nod: Counted,
  room: { readonly rules: Rules; readonly seats: Counted[][]; readonly tried: Set<number> },
): boolean {
  const { rules, seats, tried } = room;
  for (const rule of nod.rules) {
    const seated = seats[rule];
    if (!seated || tried.has(rule)) continue;
    tried.add(rule);
    if (seated.length < (rules[rule]?.required ?? 0)) {
      seated.push(nod);
      return true;
    }
    const moving = seated.findIndex((other) => seat(other, room));
    if (moving !== -1) {
      seated[moving] = nod;
      return true;
    }
  }
  return false;
}
