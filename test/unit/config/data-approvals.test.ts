import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/load.ts';
import { problemsOf, smallest } from '../../support/config-files.ts';

const usual = 'policy: { approvals: { from: { users: [U0ANA001, U0BRUNO1] } } }';

/** The small file, its production with another policy. */
function fileWith(policy: string): string {
  expect(smallest).toContain(usual);
  return smallest.replace(usual, `policy: { ${policy} }`);
}

function ruleOf(policy: string): unknown {
  const [app] = parseConfig(fileWith(policy), 'cabeceo.yml').apps;
  return app?.environments[0]?.policy.approvals.data;
}

describe('who approves that data is restored', () => {
  it.each([
    [
      'two of the group that approves deploys',
      'approvals: { from: { groups: [S0RELEASE] } }',
      { required: 2, groups: ['S0RELEASE'], users: [] },
    ],
    [
      'the other one, where two users are named and one of them asks',
      'approvals: { from: { users: [U0ANA001, U0BRUNO1] } }',
      { required: 1, groups: [], users: ['U0ANA001', 'U0BRUNO1'] },
    ],
    [
      'two of those who may change data, where a deploy needs nobody',
      'approvals: { required: 0 }, rights: { database: { groups: [S0DATA] } }',
      { required: 2, groups: ['S0DATA'], users: [] },
    ],
    [
      'any two members, where nobody is named anywhere',
      'approvals: { required: 0 }',
      { required: 2, groups: [], users: [], anyone: true },
    ],
    [
      'whoever the file says',
      'approvals: { required: 0, data: { required: 3, from: { groups: [S0DATA] } } }',
      { required: 3, groups: ['S0DATA'], users: [] },
    ],
  ])('is %s', (_, policy, rule) => expect(ruleOf(policy)).toEqual(rule));

  it('is refused where those named are too few', () => {
    const few = 'approvals: { required: 0, data: { required: 2, from: { users: [U0ANA001] } } }';
    expect(problemsOf(fileWith(few))).toEqual([
      expect.objectContaining({
        path: expect.stringContaining('approvals.data.required') as string,
        found: '2',
      }),
    ]);
  });
});
