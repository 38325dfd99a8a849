import { describe, expect, it } from 'vitest';
import type { ReasonCode, Refusal } from '../../../src/domain/reasons.ts';
import { reasons } from '../../../src/domain/reasons.ts';
import { refusalView } from '../../../src/slack/views/refusal.ts';
import { buttonLabels, problemsOfMessage } from '../../support/block-kit.ts';

const cases: readonly (readonly [Refusal, string])[] = [
  [
    {
      code: 'unknown_environment',
      facts: { found: 'prd', nearest: 'production', known: 'production, development' },
    },
    '🚫 Not deployed: there is no environment “prd”. Did you mean `production`? Environments: production, development.',
  ],
  [
    { code: 'unknown_ref', facts: { found: 'mian', repository: 'mundo-tango/mundo-tango' } },
    '🚫 Not deployed: GitHub knows no branch, tag, commit or pull request “mian” in mundo-tango/mundo-tango. A branch, a tag, 7 digits or more of a commit, or `#123` will do.',
  ],
  [
    { code: 'approver_is_requester', facts: { approvers: '<!subteam^S0RELEASE>, <@U0DARIO1>' } },
    '🚫 Not approved: you asked for this deploy, so the nod must come from someone else. Ask <!subteam^S0RELEASE>, <@U0DARIO1>.',
  ],
  [
    {
      code: 'already_decided',
      facts: {
        what: 'deploy',
        state: 'is already approved and waits its turn',
        how: 'Approved',
        approvers: '<@U0BRUNO1>',
        at: Date.UTC(2026, 10, 14, 14, 2),
      },
    },
    '🚫 This deploy is already approved and waits its turn. Approved by <@U0BRUNO1>, <!date^1794664920^{date_short_pretty} at {time}|2026-11-14 14:02 UTC>. There is nothing left to do.',
  ],
  [
    {
      code: 'already_under_way',
      facts: { what: 'a1b2c3d to production', state: 'running', requester: '<@U0ANA001>', operation: 'op_1' },
    },
    '🚫 Not asked twice: the same request (a1b2c3d to production) is already running, asked by <@U0ANA001>. Follow it on its card.',
  ],
  [
    { code: 'already_over', facts: { what: 'rollback', state: 'has already expired' } },
    '🚫 This rollback has already expired. Ask again with `/rollback` if it is still wanted.',
  ],
  [
    { code: 'operation_retired', facts: { duration: 30 * 24 * 3_600_000 } },
    '🚫 This deploy is over: what ended more than 30 days ago is not in my records any more. Its thread tells what became of it. Ask for a new one with `/deploy`.',
  ],
  [
    { code: 'operation_lost', facts: {} },
    '🚫 I have no record of this deploy any more: my store was lost after it was asked for, and I do nothing more for it. Ask again with `/deploy`: the new plan shows what each platform serves now.',
  ],
];

describe('a refusal', () => {
  it.each(cases)('$code: says which rule, with the fact, and the way out', (refusal, text) => {
    expect(refusalView(refusal).text).toBe(text);
  });

  it.each(Object.keys(reasons) as ReasonCode[])(
    '%s is a message that Slack takes, whatever was typed',
    (code) => {
      const hostile = '<!channel> `*_~ <https://evil.example|x>\n'.repeat(200);
      const facts = Object.fromEntries(
        [
          'found',
          'nearest',
          'known',
          'check',
          'commit',
          'environment',
          'approvers',
          'message',
          'title',
          'what',
        ].map((fact) => [fact, hostile]),
      );
      expect(problemsOfMessage(refusalView({ code, facts }))).toEqual([]);
    },
  );

  it('keeps only well-formed mentions of people and groups alive', () => {
    const approvers = '<!subteam^S0RELEASE> or <!channel> or <@U0ANA001|everyone>';
    expect(
      refusalView({ code: 'approver_not_allowed', facts: { environment: 'production', approvers } }).text,
    ).toBe(
      '🚫 Not approved: your nod does not count for production. Approvers: <!subteam^S0RELEASE> or &lt;!channel&gt; or &lt;@U0ANA001|everyone&gt;.',
    );
  });

  it('links to the card of the deploy that it speaks of', () => {
    const refusal = { code: 'already_under_way', facts: {} } as const;
    expect(buttonLabels(refusalView(refusal, 'https://slack.com/archives/C/p1').blocks)).toEqual([
      'Open its card',
    ]);
    expect(buttonLabels(refusalView(refusal).blocks)).toEqual([]);
  });

  it('links to the check that it speaks of', () => {
    const facts = { check: 'e2e-tests', commit: 'a1b2c3d', url: 'https://github.com/runs/2' };
    expect(buttonLabels(refusalView({ code: 'check_failed', facts }).blocks)).toEqual(['Open the check']);
  });
});
