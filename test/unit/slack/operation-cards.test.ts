import { describe, expect, it } from 'vitest';
import { operationView } from '../../../src/slack/views/operation-view.ts';
import type { ReasonCode } from '../../../src/domain/reasons.ts';
import type { OperationModel } from '../../../src/slack/views/operation-model.ts';
import { buttonsOf, shownTexts } from '../../support/block-kit.ts';
import {
  aModel,
  ana,
  aNod,
  anApproval,
  anApproved,
  anOperation,
  aPlan,
  aRule,
  aStep,
  backAsBefore,
  bruno,
  liveSha,
  newSha,
  now,
  plannedSteps,
  runningSteps,
  unhealthy,
} from '../../support/operation-builders.ts';

const shown = (model: Partial<OperationModel> = {}) =>
  shownTexts(operationView(aModel(model)).blocks).join('\n');

describe('the card of a plan that waits for a nod', () => {
  it('tells what, from where, who asked and until when', () => {
    expect(shown()).toContain(
      [
        '✋ Deploy to *production* waits for a nod · mundo-tango',
        '`a1b2c3d` Fix cart totals · main · asked by <@U0ANA001> · <!date^1794668280^expires {ago} ({time})|expires in 28 m, 14:58 UTC>',
      ].join('\n'),
    );
  });

  it('names the day when it expires on another one', () => {
    const { approval } = anOperation();
    const expiresAt = now + 2 * 24 * 3_600_000;
    const operation = anOperation({ approval: { ...(approval ?? expect.unreachable()), expiresAt } });
    expect(shown({ operation })).toContain(
      '^expires {ago} ({date_short_pretty} at {time})|expires in 2 days, 2026-11-16 14:30 UTC>',
    );
  });

  it.each(['a1b2c3d', newSha])('says the commit once when it was asked for by its SHA, %s', (ref) => {
    const operation = anOperation({ plan: aPlan({ ref }) });
    expect(shown({ operation })).toContain('`a1b2c3d` Fix cart totals · asked by');
  });

  it('counts the commits and their people since what is live, and cuts the list visibly', () => {
    expect(shown()).toContain('7 commits by 3 people since `9f8e7d6` (live 3 days) · <https://github.com/');
    expect(shown()).toMatch(/Change 5 .*\n…and 2 more/);
  });

  it('shows the number of a squashed pull request once, as a link', () => {
    const plan = aPlan();
    const commits = [plan.comparison.commits[0] ?? expect.unreachable()].map((commit) => ({
      ...commit,
      subject: 'Fix cart totals (#41)',
    }));
    const comparison = { ...plan.comparison, totalCommits: 1, commits };
    expect(shown({ operation: anOperation({ plan: aPlan({ comparison }) }) })).toContain(
      '1 commit by 1 person',
    );
    expect(shown({ operation: anOperation({ plan: aPlan({ comparison }) }) })).toMatch(
      /Fix cart totals \(<https:\/\/github.com\/mundo-tango\/mundo-tango\/pull\/41\|#41>\) · person-1/,
    );
  });

  it('tells what happens to each component and how long it usually takes', () => {
    expect(shown()).toContain(
      [
        '*Frontend*  built staged, then promoted · 12 files changed · ≈ 1 m 50 s',
        '*Backend*  container, health-checked on /health · 3 files changed · ≈ 2 m 20 s',
        '*Database*  restore point first, kept 7 days',
      ].join('\n'),
    );
  });

  it('puts checks that are not green first, before the cut', () => {
    const green = Array.from({ length: 40 }, (_, n) => ({ name: `check-${n}`, state: 'success' as const }));
    const plan = aPlan({
      checks: [...green, { name: 'flaky', state: 'pending' }, { name: 'red', state: 'failure' }],
    });
    expect(shown({ operation: anOperation({ plan }) })).toMatch(
      /\*Checks\* {2}❌ red {2}⏳ flaky {2}✅ check-0 .*…and 30 more/,
    );
  });

  it('counts the gates that are open, and names what is missing beside who can give it', () => {
    expect(shown()).toMatch(
      /\*Gates\*  ✅ \d+ of \d+ · ✋ 1 nod missing\n\*Nods\*  0 of 1 from <!subteam\^S0RELEASE> \(not the requester\)/,
    );
    const approval = anApproved().approval ?? expect.unreachable();
    expect(shown({ operation: anOperation({ approval }) })).toMatch(/\*Gates\*  ✅ (\d+) of \1\n/);
  });

  it('says nothing of gates before they were asked', () => {
    const { gates: _gates, ...operation } = anOperation();
    expect(shown({ operation })).not.toContain('Gates');
  });

  it('counts the nods and names who may give them', () => {
    expect(shown()).toContain('*Nods*  0 of 1 from <!subteam^S0RELEASE> (not the requester)');
    const approval = anApproval({ rules: [aRule({ required: 2 })], nods: [aNod(bruno)] });
    expect(shown({ operation: anOperation({ approval }) })).toMatch(
      /\*Nods\* {2}1 of 2 from <!subteam\^S0RELEASE> \(not the requester\)\n✅ <@U0BRUNO1> at <!date\^/,
    );
  });

  it('says for each group what it gave and what is missing, also in the one sentence', () => {
    const rules = [aRule(), aRule({ groups: ['S0SECURITY'] })];
    const operation = anOperation({ approval: anApproval({ rules, nods: [aNod(bruno)] }) });
    expect(shown({ operation })).toContain(
      '*Nods*  1 of 1 from <!subteam^S0RELEASE> · 0 of 1 from <!subteam^S0SECURITY> (not the requester)\n✅ <@U0BRUNO1>',
    );
    expect(operationView(aModel({ operation })).text).toContain(
      'waits for 1 nod from <!subteam^S0SECURITY>;',
    );
  });

  it('says when the commit goes back behind what is live', () => {
    const plan = aPlan();
    const behind = { ...plan.comparison, status: 'behind' as const, totalCommits: 0, commits: [] };
    expect(shown({ operation: anOperation({ plan: aPlan({ comparison: behind }) }) })).toContain(
      'Goes back behind `9f8e7d6` (live 3 days): commits that are live now would go',
    );
  });

  it('binds Approve and Reject to the plan’s digest', () => {
    const values = buttonsOf(operationView(aModel()).blocks).map((button) => button['value']);
    const { id } = anOperation();
    expect(values).toEqual([`${id}:${'d'.repeat(64)}`, `${id}:${'d'.repeat(64)}`, id, id]);
  });

  it('asks once before cancelling, and approves with a plain click', () => {
    const [approve, reject, nudge, cancel] = buttonsOf(operationView(aModel()).blocks);
    expect([approve, reject, nudge].map((button) => button?.['confirm'])).toEqual(Array(3).fill(undefined));
    expect(cancel).toMatchObject({
      confirm: { title: { text: 'Cancel the deploy to production?' }, style: 'danger' },
    });
  });
});

describe('the card of a running deploy', () => {
  it('warns, in red, of what cancelling undoes', () => {
    const model = aModel({ operation: anApproved({ state: 'running' }), steps: runningSteps });
    const [cancel] = buttonsOf(operationView(model).blocks);
    const text = { text: 'What was done is undone, newest first.' };
    expect(cancel).toMatchObject({ style: 'danger', confirm: { style: 'danger', text } });
  });

  const running = (over: Partial<OperationModel> = {}) =>
    shown({ operation: anApproved({ state: 'running' }), steps: runningSteps, ...over });

  it('shows how far it is, each step’s duration, and what comes', () => {
    expect(running()).toContain(
      [
        '▓▓▓▓░░░░░░  2 of 5 · about 1 m 10 s left',
        '✅ Prepare restore point  2 s',
        '✅ Build frontend  1 m 48 s · <https://vercel.com/mundo/dpl_2|logs>',
        '⏳ Deploy backend  41 s · building… · <https://railway.com/project/p|logs>',
        '◻️ Promote frontend   ◻️ Verify',
      ].join('\n'),
    );
  });

  it('promises no time where a step has no estimate', () => {
    const planned = plannedSteps.map(({ id, title }) => ({ id, title }));
    expect(running({ planned })).toContain('2 of 5\n');
  });

  it('says so when it takes longer than usual', () => {
    const planned = plannedSteps.map((step) => ({ ...step, estimateMs: 0 }));
    expect(running({ planned })).toContain('2 of 5 · taking longer than usual');
  });

  it('forgets what would have come once it is being cancelled', () => {
    const operation = anApproved({ state: 'running', cancelRequested: { by: ana, at: now } });
    expect(running({ operation })).not.toMatch(/Promote frontend|left/);
  });
});

describe('the card of a refused deploy', () => {
  const refused = (code: ReasonCode) => ({
    operation: anOperation({
      state: 'refused' as const,
      plan: aPlan({ checks: [{ name: 'e2e-tests', state: 'failure' }] }),
      ending: { kind: 'refused' as const, refusal: { code, facts: {} } },
    }),
  });

  it('names the gate that refused', () => {
    expect(shown(refused('check_failed'))).toMatch(/Gates ✅ \d+ of \d+ · 🚫 checks/);
  });

  it('offers the way out of the sign that refused it, and to ask again once that sign is gone', () => {
    const facts = { app: 'mundo-tango', environment: 'production', stop: 'stop_00000001' };
    const labels = (code: ReasonCode, over: Partial<OperationModel> = {}) => {
      const ending = { kind: 'refused' as const, refusal: { code, facts } };
      const operation = anOperation({ state: 'refused', plan: aPlan(), ending });
      return buttonsOf(operationView(aModel({ operation, ...over })).blocks).map(({ text }) => text);
    };
    expect(labels('lock_by_other')).toMatchObject([{ text: 'Take over the lock…' }]);
    expect(labels('held')).toMatchObject([{ text: 'Release the hold…' }]);
    expect(labels('drifted')).toMatchObject([{ text: 'Put back what was released' }]);
    for (const code of ['lock_by_other', 'held', 'drifted'] as const)
      expect(labels(code, { overtaken: true })).toMatchObject([{ text: 'Ask again' }]);
  });

  it('blames no gate for a refusal of another kind', () => {
    expect(shown(refused('provider_unavailable'))).not.toContain('Gates');
  });
});

describe('the card of a deploy that is done', () => {
  it('lists how long each step took, in the order of the plan', () => {
    const steps = plannedSteps
      .map(({ id, title }, n) =>
        aStep({ id, title, intentAt: now - 60_000, finishedAt: now - 60_000 + n * 1000 }),
      )
      .toReversed();
    const ending = { kind: 'succeeded' as const, release: 'rel_1', mixedVersionsMs: 0 };
    const operation = anApproved({ state: 'succeeded', endedAt: now, ending });
    expect(shown({ operation, steps })).toContain(
      'Prepare restore point 0 s · Build frontend 1 s · Deploy backend 2 s · Promote frontend 3 s · Verify 4 s',
    );
  });
});

describe('a line of a card', () => {
  const raw = (model: Partial<OperationModel>) => JSON.stringify(operationView(aModel(model)).blocks);

  it('is not broken between a number and its unit, nor between a mark and what it marks', () => {
    expect(raw({})).toContain('in 28\u00A0m,');
    expect(raw({})).toMatch(/✅\u00A0<[^>]+\|lint>/);
    const running = raw({ operation: anApproved({ state: 'running' }), steps: runningSteps });
    expect(running).toContain('2\u00A0of 5');
    expect(running).toContain('◻️\u00A0Verify');
  });
});

describe('the card of a failed deploy', () => {
  it('links to the log of the step that failed', () => {
    const [first] = runningSteps;
    const steps = [
      { ...(first ?? expect.unreachable()), url: 'https://railway.com/p/logs', failure: unhealthy },
    ];
    const operation = anApproved({
      state: 'failed',
      ending: { kind: 'failed', failure: unhealthy, aftermath: backAsBefore },
    });
    expect(buttonsOf(operationView(aModel({ operation, steps })).blocks).map((b) => b['url'])).toEqual([
      undefined,
      'https://railway.com/p/logs',
    ]);
  });

  it('does not call an environment unchanged when it serves another commit than before', () => {
    const aftermath = {
      ...backAsBefore,
      live: { frontend: newSha.slice(0, 7), backend: liveSha.slice(0, 7) },
    };
    const operation = anApproved({
      state: 'failed',
      ending: { kind: 'failed', failure: unhealthy, aftermath },
    });
    expect(operationView(aModel({ operation })).text).toContain('failed and left it changed');
  });
});
