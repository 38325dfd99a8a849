import { describe, expect, it } from 'vitest';
import { askGates } from '../../../src/domain/gates/ask.ts';
import type { GateFacts } from '../../../src/domain/gates/gate.ts';
import { whyView } from '../../../src/slack/views/why-view.ts';
import { aPlan, aPolicy, newSha, outsideFacts } from '../../support/operation-builders.ts';
import { problemsOfMessage } from '../../support/block-kit.ts';

function told(over: Partial<GateFacts>): string {
  const view = whyView({
    app: 'mundo-tango',
    environment: 'production',
    commit: { sha: newSha, subject: 'Fix <!channel> totals' },
    outcomes: askGates({ plan: aPlan(), policy: aPolicy(), outside: outsideFacts(), ...over }),
    approvers: '<!subteam^S0RELEASE>',
    underWay: 1,
  });
  expect(problemsOfMessage(view)).toEqual([]);
  return view.text;
}

describe('the answer to /why', () => {
  it('says that nothing stands in the way', () => {
    expect(told({})).toMatch(/^✅ Nothing stands in the way of a deploy of `a1b2c3d`/);
  });

  it('tells every shut gate with its reason and who opens it, before the open ones', () => {
    const plan = aPlan({ checks: [{ name: 'build', state: 'failure' }] });
    const lines = told({ plan, policy: aPolicy({}, 1) }).split('\n');
    expect(lines[0]).toMatch(/^🚫 2.things stand in the way/);
    expect(lines[1]).toMatch(/^🚫 \*checks\*  \*build\* failed on a1b2c3d.*\*Opened by:\* Whoever fixes/);
    expect(lines[2]).toMatch(/^✋ \*nods\*  1 nod from <!subteam\^S0RELEASE> would be asked for/);
    expect(lines[3]).toMatch(/^✅ Open: change, /);
    expect(lines[4]).toMatch(/1 deploy of it runs or waits/);
  });

  it('shows what somebody else wrote harmlessly', () => {
    expect(told({})).not.toContain('<!channel>');
  });
});
