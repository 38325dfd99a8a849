import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTold, type OperationEvent } from '../../../src/domain/event.ts';
import type { CommitSha } from '../../../src/domain/ids.ts';
import type { Ending, Operation, OperationState } from '../../../src/domain/operation.ts';
import type { Check } from '../../../src/domain/plan.ts';
import { reasons } from '../../../src/domain/reasons.ts';
import type { ReasonCode } from '../../../src/domain/reasons.ts';
import type { StepStatus } from '../../../src/domain/step.ts';
import { type HomeModel, homeView } from '../../../src/slack/views/home-view.ts';
import type { OperationModel } from '../../../src/slack/views/operation-model.ts';
import { operationView } from '../../../src/slack/views/operation-view.ts';
import { threadView } from '../../../src/slack/views/thread-view.ts';
import {
  builtInLimits,
  contractsDir,
  limits,
  problemsOfHome,
  problemsOfMessage,
} from '../../support/block-kit.ts';
import {
  aCommit,
  aModel,
  ana,
  aNod,
  anApproved,
  anEnvironment,
  aPlan,
  aStep,
  bruno,
  liveSha,
  newSha,
  now,
} from '../../support/operation-builders.ts';

/** Every string of the model is `word(n)`: the same words, or those that the property makes up. */
type Words = (n: number) => string;

const states: readonly OperationState[] = [
  'planning',
  'awaiting_approval',
  'queued',
  'running',
  'succeeded',
  'rolled_back',
  'failed',
  'cancelled',
  'rejected',
  'refused',
  'expired',
  'superseded',
  'unchanged',
];
const checkStates: readonly Check['state'][] = ['success', 'failure', 'pending', 'neutral', 'unknown'];
const stepStates: readonly StepStatus[] = [
  'intent',
  'started',
  'done',
  'failed',
  'undoing',
  'undone',
  'stuck',
];

function numbered<Item>(count: number, make: (n: number) => Item): Item[] {
  return Array.from({ length: count }, (_, n) => make(n));
}

function hugePlan(word: Words) {
  const commits = numbered(250, (n) =>
    aCommit({
      sha: n.toString(16).padStart(40, '0') as CommitSha,
      subject: word(n),
      author: { name: word(n + 1) },
      url: word(n + 2),
      pullRequest: { number: n, title: word(n), url: `https://github.com/${word(n)}`, author: word(n) },
    }),
  );
  return aPlan({
    ref: word(3),
    commit: aCommit({ subject: word(0), url: word(1) }),
    comparison: {
      ...aPlan().comparison,
      totalCommits: 300,
      commits,
      url: `https://github.com/?q=${word(4)}`,
    },
    checks: numbered(40, (n) => ({ name: word(n), state: checkStates[n % 5] ?? 'unknown', url: word(n) })),
  });
}

function hugeOperation(word: Words, state: OperationState): Operation {
  const users = numbered(200, (n) => (n % 2 ? ana : bruno));
  return anApproved({
    state,
    plan: hugePlan(word),
    request: { by: ana, team: 'T1', channel: 'C1', ref: word(5), components: ['frontend'] },
    approval: {
      digest: 'd'.repeat(64),
      rules: numbered(5, () => ({ required: 90, groups: numbered(60, (n) => `S${n}GROUP`), users })),
      nods: numbered(50, () => aNod(bruno)),
      expiresAt: now + 100,
      asked: { at: now, by: bruno },
      askEveryMs: 1,
      told: users,
    },
    ...endingOf(word, state),
  });
}

function endingOf(word: Words, state: OperationState): { readonly ending?: Ending } {
  const endings: Partial<Record<OperationState, Ending>> = {
    succeeded: { kind: 'succeeded', release: word(1), mixedVersionsMs: 1 },
    rolled_back: { kind: 'succeeded', release: word(1), mixedVersionsMs: 1 },
    failed: { kind: 'failed', failure: failureOf(word), aftermath: aftermathOf(word) },
    cancelled: { kind: 'cancelled', by: bruno, aftermath: aftermathOf(word) },
    rejected: { kind: 'rejected', by: bruno, reason: word(6) },
    refused: { kind: 'refused', refusal: failureOf(word) },
    expired: { kind: 'expired' },
    unchanged: { kind: 'unchanged' },
    superseded: { kind: 'superseded', by: anApproved().id },
  };
  const ending = endings[state];
  return ending === undefined ? {} : { ending };
}

function failureOf(word: Words) {
  const facts = [
    'message',
    'provider',
    'approvers',
    'check',
    'url',
    'title',
    'detail',
    'answer',
    'path',
    'what',
  ];
  const codes = Object.keys(reasons) as ReasonCode[];
  return {
    step: word(1),
    title: word(2),
    code: codes[word(0).length % codes.length] ?? 'internal',
    facts: Object.fromEntries(facts.map((fact, n) => [fact, word(n)])),
  };
}

function aftermathOf(word: Words) {
  return {
    undone: numbered(30, word),
    notUndone: numbered(30, (n) => ({ title: word(n), why: word(n + 1) })),
    live: { frontend: word(1), backend: word(2), database: word(3) },
  };
}

function hugeModel(word: Words, state: OperationState): OperationModel {
  return aModel({
    operation: hugeOperation(word, state),
    app: { name: word(7) },
    environment: {
      ...anEnvironment,
      branch: word(11),
      name: word(8),
      frontend: { ...anEnvironment.frontend, url: word(9) },
      backend: { ...anEnvironment.backend, health: { path: word(10), field: 'version' } },
    },
    planned: numbered(60, (n) => ({ id: `s${n}`, title: word(n) })),
    steps: numbered(55, (n) =>
      aStep({
        id: `s${n}`,
        title: word(n),
        status: stepStates[n % 7] ?? 'done',
        detail: word(n),
        url: word(n),
      }),
    ),
    queuePlace: 1000,
  });
}

function eventsOf(word: Words): readonly OperationEvent[] {
  const at = now;
  const step = { step: word(1), title: word(2) };
  return [
    { at, kind: 'approval_requested', groups: numbered(90, word), users: [ana], told: 25 },
    { at, kind: 'rejected', by: bruno, reason: word(3) },
    { at, kind: 'expired' },
    { at, kind: 'refused', refusal: failureOf(word) },
    { at, kind: 'started' },
    { at, kind: 'step_done', ...step, durationMs: 1 },
    { at, kind: 'step_failed', failure: failureOf(word), log: numbered(300, word) },
    { at, kind: 'step_undone', ...step },
    { at, kind: 'step_stuck', ...step, why: word(4) },
    { at, kind: 'succeeded', release: word(1), commit: word(2), durationMs: 1 },
    { at, kind: 'failed', failure: failureOf(word), aftermath: aftermathOf(word) },
    { at, kind: 'cancelled', by: ana, aftermath: aftermathOf(word) },
  ];
}

/** Names of the configuration have 40 characters at most. */
const longestNames = { app: 'a'.repeat(40), environment: 'e'.repeat(40) };

/** More of everything than a page holds, of several apps. */
function hugeHome(word: Words): HomeModel {
  const place = (n: number) => ({ app: `${n % 20} ${word(n)}`, environment: word(n + 1) });
  const operations = (state: OperationState) =>
    numbered(30, (n) => ({
      model: { ...hugeModel(word, state), app: { name: place(n).app } },
      card: `https://slack.com/archives/C1/p${n}?${word(n)}`,
    }));
  const who = { by: ana, at: now, notice: { key: word(1), channel: 'C1' }, reason: word(2) };
  const sign = (n: number) => ({ ...who, id: `stop_${n}0000000` });
  return {
    apps: numbered(20, (n) => place(n).app),
    environments: numbered(30, (n) => ({
      ...place(n),
      released: {
        frontend: { deployment: word(n), commit: newSha, subject: word(n), by: ana, at: now },
        backend: { deployment: word(n), commit: liveSha, subject: word(n), by: ana, at: now },
      },
      stops: {
        lock: sign(n),
        drift: undefined,
        hold: sign(n),
        freeze: { ...sign(n), scope: word(n) },
        window: { from: now, to: now, announceAheadMs: 1, reason: word(n) },
      },
      queue: numbered(9, () => ({ stands: 'waiting', by: ana, card: word(n) })),
    })),
    nods: { waiting: operations('awaiting_approval'), unknown: true },
    underWay: operations('running'),
    ended: operations('failed'),
    signs: numbered(30, (n) => ({ kind: 'lock', place: longestNames, sign: sign(n) })),
    now,
  };
}

function problemsWith(word: Words): readonly string[] {
  const cards = states.map((state) => operationView(hugeModel(word, state)));
  const model = hugeModel(word, 'running');
  const said = eventsOf(word)
    .filter(isTold)
    .map((event) => threadView(event, model));
  return [...[...cards, ...said].flatMap(problemsOfMessage), ...problemsOfHome(homeView(hugeHome(word)))];
}

const family = '👩‍👩‍👧‍👦';

describe('every message of a deploy, and every Home, stays one that Slack takes', () => {
  it.each([
    ['the longest names', 'x'.repeat(4000)],
    ['4,000 ampersands', '&'.repeat(4000)],
    ['a call to everyone', '<!channel> <!here> <!everyone> @channel'],
    ['backticks', '`'.repeat(4000)],
    ['emoji', family.repeat(400)],
    ['right-to-left text', 'תיקון עגלת קניות '.repeat(200)],
    ['direction overrides', '\u202E\u2066\u2067drawkcab'.repeat(100)],
    ['many lines', 'line\n> quote\r\n'.repeat(300)],
    ['zalgo', `H${'\u0316\u0317\u0318'.repeat(400)}`],
    ['hostile links', '<https://evil.example|click> |>'.repeat(100)],
    ['nothing', ''],
    ['only invisible characters', '\u200B\u2060\u00AD'],
    ['half an emoji', '\uD83D'.repeat(3000)],
  ])('with 300 commits, 40 checks and %s', (_, text) => {
    expect(problemsWith(() => text)).toEqual([]);
  });

  it('with any words at all', { timeout: 30_000 }, () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom(
        '<!channel>',
        '<@U0ANA001>',
        '&lt;',
        '<',
        '>',
        '|',
        '`',
        '*',
        '_',
        '\n',
        '\u202E',
        family,
      ),
    );
    const words = fc.array(
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(words, (list) => problemsWith((n) => list[n % list.length] ?? '').length === 0),
      { numRuns: 15 },
    );
  });
});

it.skipIf(!contractsDir)('the checker’s own limits are those of the contract in CONTRACTS_DIR', () => {
  expect(limits).toMatchObject(builtInLimits);
});
