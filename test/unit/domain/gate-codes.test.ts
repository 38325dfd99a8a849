import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askGates, decideGates, endingsOf, gateNames, gatesOf } from '../../../src/domain/gates/ask.ts';
import type { GateFacts } from '../../../src/domain/gates/gate.ts';
import { gateCases } from '../../support/gate-cases.ts';

const endings = Object.fromEntries(gateNames.flatMap(endingsOf));

describe('every code of every gate', () => {
  it.each(Object.entries(gateCases))('%s is said, and ends as the page says', (code, about) => {
    const outcome = askGates(about).find((one) => one.code === code);
    expect(outcome?.decision.kind).toBe(endings[code]?.ending);
    if (outcome?.decision.kind === 'refused') expect(outcome.decision.refusal.code).toBe(code);
  });

  it('says who opens it where it is shut', () => {
    const shut = Object.entries(endings).filter(([, { ending }]) => ending !== 'proceed');
    expect(shut.filter(([, { clearedBy }]) => !clearedBy)).toEqual([]);
  });

  it('belongs to one gate only', () => {
    const codes = gateNames.flatMap(endingsOf).map(([code]) => code);
    expect(new Set(codes).size).toBe(codes.length);
  });
});

/** Facts of several cases at once: whatever may be shut, in any company. */
const mixed: fc.Arbitrary<GateFacts> = fc
  .array(fc.constantFrom<GateFacts>(...Object.values(gateCases)), { minLength: 1, maxLength: 5 })
  .chain((some) => {
    const one = fc.constantFrom(...some);
    return fc.record({
      plan: one,
      policy: one,
      approval: one,
      outside: one,
      second: one,
      emergency: fc.boolean(),
    });
  })
  .map(({ plan, policy, approval, outside, second, emergency }) => ({
    plan: { ...plan.plan, ...(emergency && { emergency: 'Checkout is down' }) },
    policy: { ...policy.policy, confirm: second.policy.confirm },
    approval: approval.approval,
    confirmed: second.confirmed,
    outside: { ...outside.outside, requester: second.outside.requester, branch: second.outside.branch },
  }));

describe('the order of the gates', () => {
  const isShut = ({ decision }: { decision: { kind: string } }) => decision.kind !== 'proceed';

  it('has the first shut gate decide, and still tells what every other says', () => {
    fc.assert(
      fc.property(mixed, (facts) => {
        const outcomes = askGates(facts);
        expect(outcomes.map(({ gate }) => gate)).toEqual(gatesOf(facts.plan.kind));
        expect(decideGates(facts)).toEqual(outcomes.find(isShut)?.decision ?? { kind: 'proceed' });
      }),
    );
  });

  it('has an emergency pass nothing but what its policy lists, and tells what that was', () => {
    fc.assert(
      fc.property(mixed, (facts) => {
        const { emergency: _, ...usual } = facts.plan;
        const skips: readonly string[] = facts.policy.emergency.skips;
        for (const [index, outcome] of askGates(facts).entries()) {
          if (!outcome.skipped) continue;
          expect(facts.plan.emergency).toBeDefined();
          expect(['checks', 'nods']).toContain(outcome.gate);
          expect(skips.length).toBeGreaterThan(0);
          if (outcome.gate === 'checks') expect(askGates({ ...facts, plan: usual })[index]).toSatisfy(isShut);
        }
      }),
    );
  });
});
