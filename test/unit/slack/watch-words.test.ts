import { describe, expect, it } from 'vitest';
import type { OperationId } from '../../../src/domain/ids.ts';
import type { Operation } from '../../../src/domain/operation.ts';
import type { Consequence, Evidence, WatchEnd } from '../../../src/domain/watch.ts';
import { operationView } from '../../../src/slack/views/operation-view.ts';
import { threadView } from '../../../src/slack/views/thread-view.ts';
import { problemsOfMessage, shownTexts } from '../../support/block-kit.ts';
import {
  aModel,
  ana,
  anApproved,
  anEnvironment,
  aPolicy,
  aRollback,
  aWatchPolicy,
  bruno,
  liveSha,
  newSha,
  now,
  runningSteps,
} from '../../support/operation-builders.ts';
import { aSummary, aWorseEnd, errorsUp } from '../../support/watch-builders.ts';

const minute = 60_000;
const earlier = { release: 'rel_00000001', commit: liveSha };
const watched = (end?: WatchEnd): Partial<Operation> => ({
  state: 'succeeded',
  endedAt: now,
  ending: { kind: 'succeeded', release: 'rel_00000002', mixedVersionsMs: 0, earlier },
  authors: { known: [ana, bruno].map((user) => ({ user, commit: newSha })), unknown: [] },
  watched: { forMs: 5 * minute, until: now + 5 * minute, ...(end && { end }) },
});
const environment = (rollback: 'automatic' | 'button') => ({
  ...anEnvironment,
  policy: aPolicy({ watch: aWatchPolicy({ forMs: 5 * minute, rollback }) }),
});
const aDeploy = (end?: WatchEnd, over: object = {}) =>
  aModel({ operation: anApproved(watched(end)), environment: environment('automatic'), ...over });
const labels = (view: ReturnType<typeof operationView>) =>
  view.blocks.flatMap((block) =>
    block.type === 'actions'
      ? block.elements.flatMap((element) => (element.type === 'button' ? [element.text.text] : []))
      : [],
  );

const red: Evidence = {
  signal: 'backend',
  looks: 3,
  since: now,
  answer: 'https://api.example/health answered 503',
};
const slow: Evidence = {
  signal: 'latency',
  looks: 3,
  since: now,
  now: { requests: 90, errors: 0, p95Ms: 1240 },
  before: { requests: 800, errors: 0, p95Ms: 310 },
};
const ends: readonly (readonly [WatchEnd, string])[] = [
  [
    { kind: 'well', at: now, ...aSummary() },
    '✅ Watched 5 m: 40 of 40 checks well, 0.2 % errors (0.3 % before), 95 % within 120 ms (130 ms before).',
  ],
  [
    { kind: 'well', at: now, ...aSummary({ traffic: { kind: 'no_requests' } }) },
    '✅ Watched 5 m: 40 of 40 checks well; too few requests (0 of 50) to say anything of errors and latency.',
  ],
  [
    { kind: 'well', at: now, ...aSummary({ before: { kind: 'no_requests' }, notCounted: ['backend'] }) },
    '✅ Watched 5 m: 40 of 40 checks well, 0.2 % errors (no requests before), 95 % within 120 ms (no requests before). The health check did not count: red before the deploy already.',
  ],
  [
    {
      kind: 'unclear',
      at: now,
      why: { kind: 'silent', why: 'Railway answered 503' },
      ...aSummary({ traffic: { kind: 'silent', why: 'Railway answered 503' } }),
    },
    '❔ Watched 5 m, and it is not known whether it does as well as before: the platform did not say how its requests fare (Railway answered 503). 40 of 40 checks well.',
  ],
  [
    {
      kind: 'unclear',
      at: now,
      why: { kind: 'interrupted', expected: 20 },
      ...aSummary({ asked: 2, well: 2 }),
    },
    '❔ Watched 5 m, and it is not known whether it does as well as before: most of the 20 looks could not be taken. 2 of 2 checks well, 0.2 % errors (0.3 % before), 95 % within 120 ms (130 ms before).',
  ],
  [
    {
      kind: 'unclear',
      at: now,
      why: { kind: 'red_at_last', signals: ['backend', 'errors'] },
      ...aSummary({ asked: 0, well: 0 }),
    },
    '❔ Watched 5 m, and it is not known whether it does as well as before: the health check and errors were not well at the end, and it takes longer to be sure.',
  ],
  [
    { kind: 'stopped', at: now, by: bruno },
    '<@U0BRUNO1> stopped the watch; it is not rolled back by itself.',
  ],
];

describe('the watch of a release', () => {
  it('is announced on the running card, after the steps', () => {
    const running = aModel({
      operation: anApproved({ state: 'running' }),
      steps: runningSteps,
      environment: environment('automatic'),
    });
    expect(shownTexts(operationView(running).blocks).join('\n')).toContain('◻️ Verify   ◻️ Watch 5 m');
    expect(shownTexts(operationView({ ...running, environment: anEnvironment }).blocks).join()).not.toContain(
      'Watch',
    );
  });

  it.each([
    ['automatic', 'if it gets worse than before, it is rolled back by itself.'],
    ['button', 'if it gets worse than before, the thread says so.'],
  ] as const)('says on the card what follows where the policy is %s', (rollback, promise) => {
    const view = operationView(aDeploy(undefined, { environment: environment(rollback) }));
    expect(view.text).toContain('Watched until ');
    expect(view.text).toContain(promise);
    expect(labels(view)).toEqual(['Open', 'Roll back to 9f8e7d6', 'Stop watching']);
    expect(problemsOfMessage(view)).toEqual([]);
  });

  it.each(ends)('ends in words on the card and in the thread: %#', (end, words) => {
    const view = operationView(aDeploy(end));
    expect(shownTexts(view.blocks).join('\n')).toContain(words);
    expect(labels(view)).not.toContain('Stop watching');
    expect(problemsOfMessage(view)).toEqual([]);
    expect(threadView({ kind: 'watch_ended', at: now, end }, aDeploy(end)).text).toBe(words);
  });
});

const consequences: readonly (readonly [Consequence, RegExp, readonly string[]])[] = [
  [
    { kind: 'rolls_back', operation: 'op_00000003' as OperationId, to: liveSha },
    /It is rolled back to `9f8e7d6` by itself \(<https:\/\/slack\.example\/card\|its card>\)\./,
    [],
  ],
  [{ kind: 'button' }, /Whoever may roll back decides/, ['Roll back to 9f8e7d6']],
  [{ kind: 'under_way', operation: 'op_00000003' as OperationId }, /A rollback is under way already/, []],
  [
    { kind: 'earlier_is_bad', commit: liveSha },
    /not rolled back by itself: `9f8e7d6`, which was live before, is marked bad/,
    ['Roll back to 9f8e7d6'],
  ],
];

describe('a release that got worse', () => {
  it.each(consequences)('is told in the thread with its evidence: %#', (consequence, next, buttons) => {
    const end = aWorseEnd({ consequence, evidence: [errorsUp, red, slow] });
    const model = aDeploy(end, { otherCard: 'https://slack.example/card' });
    const view = threadView({ kind: 'watch_ended', at: now, end }, model);
    expect(view.text).toMatch(
      /^❌ <@U0ANA001> \*production\* is worse than before this deploy\. 38 % of 120 requests/,
    );
    expect(view.text).toContain('failed with 5xx, 0.3 % of 800 before (3 looks in a row, since ');
    expect(view.text).toContain('The health check fails: https://api.example/health answered 503 (');
    expect(view.text).toContain('95 % of the requests take up to 1240 ms, 310 ms before (');
    expect(view.text).toMatch(next);
    expect(labels(view)).toEqual(buttons);
    expect(problemsOfMessage(view)).toEqual([]);
  });

  it('calls who asked and the authors, each once, and not once more when it has been rolled back', () => {
    const end = aWorseEnd({
      consequence: { kind: 'rolls_back', operation: 'op_00000003' as OperationId, to: liveSha },
    });
    const told = threadView({ kind: 'watch_ended', at: now, end }, aDeploy(end)).text;
    expect(told.match(/<@U0ANA001>/g)).toHaveLength(1);
    expect(told).toMatch(/Commits by <@U0BRUNO1>\.$/);
    const rolledBack = { kind: 'rolled_back', at: now, by: ana, byItself: true, to: liveSha } as const;
    const after = threadView({ ...rolledBack, operation: 'op_00000003' as OperationId }, aDeploy(end)).text;
    expect(after).toBe(
      '↩️ *production* was rolled back to `9f8e7d6` by itself. Until the hold is released nothing is deployed; the commit that has the fix goes out then.',
    );
  });

  it('has no button where there is nothing to go back to', () => {
    const end = aWorseEnd({ consequence: { kind: 'nothing_earlier' } });
    const first = {
      ...watched(end),
      ending: { kind: 'succeeded', release: 'rel_1', mixedVersionsMs: 0 },
    } as const;
    const model = aDeploy(end, { operation: anApproved(first) });
    const view = threadView({ kind: 'watch_ended', at: now, end }, model);
    expect(view.text).toContain(
      'There is no earlier release to go back to: deploy the commit that has the fix.',
    );
    expect(labels(view)).toEqual([]);
  });

  it('says on its card why it was rolled back', () => {
    const end = aWorseEnd({
      consequence: { kind: 'rolls_back', operation: 'op_00000003' as OperationId, to: liveSha },
    });
    const model = aDeploy(end);
    const view = operationView({ ...model, operation: { ...model.operation, state: 'rolled_back' } });
    expect(view.text).toMatch(/^↩️ .* until it was rolled back\. ❌ Worse than before: 38 % of 120 requests/);
    expect(labels(view)).toEqual([]);
  });

  it('stays within Slack’s limits, whatever a health check answers', () => {
    const long: Evidence = { ...red, answer: `https://api.example/${'<!channel> '.repeat(500)}` };
    const end = aWorseEnd({ evidence: [errorsUp, long, { ...long, signal: 'frontend' }, slow] });
    const view = threadView({ kind: 'watch_ended', at: now, end }, aDeploy(end));
    expect(problemsOfMessage(view)).toEqual([]);
    expect(view.text).not.toContain('<!channel>');
    expect(problemsOfMessage(operationView(aDeploy(end)))).toEqual([]);
  });
});

describe('a rollback that nobody asked for', () => {
  const automatic = { release: 'rel_00000002', deploy: 'op_00000002' as OperationId, evidence: [errorsUp] };
  const operation = (over: Partial<Operation>) =>
    aRollback({
      request: { by: ana, team: 'T0MUNDO01', channel: 'C0DEPLOYS', components: [], automatic },
      startedAt: now - minute,
      ...over,
    });

  it.each<Partial<Operation>>([
    { state: 'planning' },
    { state: 'queued' },
    { state: 'running' },
    {
      state: 'succeeded',
      endedAt: now,
      ending: { kind: 'succeeded', release: 'rel_00000003', mixedVersionsMs: 0 },
    },
    {
      state: 'cancelled',
      endedAt: now,
      ending: { kind: 'cancelled', by: bruno, aftermath: { undone: [], notUndone: [], live: {} } },
    },
  ])('never says that somebody asked: %#', (over) => {
    const view = operationView(aModel({ operation: operation(over) }));
    expect(view.text).not.toContain('asked by <@');
    expect(shownTexts(view.blocks).join('\n')).toContain('asked by Cabeceo (watching for <@U0ANA001>)');
    expect(problemsOfMessage(view)).toEqual([]);
  });

  it('says why while it runs and when it is done', () => {
    const why =
      '*production* got worse after a deploy. 38 % of 120 requests failed with 5xx, 0.3 % of 800 before';
    const running = operationView(aModel({ operation: operation({ state: 'running' }) }));
    expect(shownTexts(running.blocks).join('\n')).toContain(why);
  });
});
