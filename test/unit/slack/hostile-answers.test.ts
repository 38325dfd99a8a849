import { describe, expect, it } from 'vitest';
import type { Backup, BackupManifest } from '../../../src/domain/backup.ts';
import type { Drill } from '../../../src/domain/drill.ts';
import type { GateOutcome } from '../../../src/domain/gates/ask.ts';
import type { Notice } from '../../../src/domain/notice.ts';
import type { EnvironmentStatus } from '../../../src/domain/status.ts';
import { answerView } from '../../../src/slack/answer-view.ts';
import type { MessageView } from '../../../src/slack/views/blocks.ts';
import { deploysView } from '../../../src/slack/views/deploys-view.ts';
import { noticeView } from '../../../src/slack/views/notice-view.ts';
import { problemsOfMessage } from '../../support/block-kit.ts';
import { ana, anApproved, anEnvironment, aPlan, newSha, now } from '../../support/operation-builders.ts';

const family = '👩‍👩‍👧‍👦';
const texts = [
  ['the longest names', 'x'.repeat(4000)],
  ['4,000 ampersands', '&'.repeat(4000)],
  ['a call to everyone', '<!channel> <!here> <!everyone> @channel'],
  ['backticks', '`'.repeat(4000)],
  ['emoji', family.repeat(400)],
  ['right-to-left text', 'תיקון עגלת קניות '.repeat(200)],
  ['many lines', 'line\n> quote\r\n'.repeat(300)],
  ['hostile links', '<https://evil.example|click> |>'.repeat(100)],
] as const;

const many = <Item>(count: number, make: (n: number) => Item) =>
  Array.from({ length: count }, (_, n) => make(n));
const failureOf = (word: string) =>
  ({
    code: 'backup_program_failed',
    facts: { program: word, exit: 1, message: word, environment: word },
  }) as const;

/** The list of the storage is what anybody may have put there. */
function manifestOf(word: string): BackupManifest {
  return {
    id: word,
    app: word,
    environment: word,
    moment: now,
    madeAt: now,
    bytes: 1,
    sha256: word,
    server: 17,
    client: 17,
    migrations: { count: 1, last: word },
    tables: many(300, () => ({ table: word, rows: 1, print: word })),
  };
}

function backupsOf(word: string): readonly MessageView[] {
  const place = { app: word, environment: word };
  const backup: Backup = {
    id: word,
    place,
    by: ana,
    at: now,
    stage: 'dumping',
    done: [],
    stageAt: now,
    branch: word,
    expiresAt: now,
    resumed: 1,
  };
  const told: readonly Notice[] = [
    { kind: 'backing_up', place, backup },
    { kind: 'backed_up', place, backup: { ...backup, manifest: manifestOf(word), dropped: 2 }, at: now },
    { kind: 'backed_up', place, backup: { ...backup, failure: failureOf(word) }, at: now },
  ];
  const listed = many(300, () => manifestOf(word));
  return [...told.map(noticeView), answerView({ kind: 'backups', place, backups: listed, at: now })];
}

function drillsOf(word: string): readonly MessageView[] {
  const place = { app: word, environment: word };
  const drill: Drill = {
    id: word,
    place,
    at: now,
    stage: 'checking',
    done: [],
    stageAt: now,
    withBackup: true,
    targets: { ageMs: 1, rtoMs: 1, rpoMs: 1 },
    branch: word,
    expiresAt: now,
    reach: { moment: now, short: true, from: now, newest: now - 10 },
    checks: many(60, (n) => ({ name: word, passed: n % 2 === 0, says: word })),
    rtoMs: 5,
    resumed: 1,
  };
  const last = { id: word, at: now, verdict: 'failed', failure: failureOf(word) } as const;
  const told: readonly Notice[] = [
    { kind: 'drilling', place, drill },
    { kind: 'drilled', place, drill, at: now },
    { kind: 'drilled', place, drill: { ...drill, failure: failureOf(word) }, at: now },
    { kind: 'drill_overdue', place, since: now - 10, last, at: now },
  ];
  return told.map(noticeView);
}

function questionsOf(word: string): readonly MessageView[] {
  const environment: EnvironmentStatus = {
    environment: word,
    parts: [
      {
        component: 'frontend',
        reading: { kind: 'serves', live: { deployment: word, commit: newSha, since: now }, madeBy: word },
        health: { kind: 'unwell', path: word, answer: word },
      },
    ],
    released: {},
    drift: [],
    subjects: { [newSha]: word },
    stops: { lock: undefined, drift: undefined, hold: undefined, freeze: undefined, window: undefined },
    queue: many(50, () => ({ stands: 'waiting', by: ana, card: word })),
  };
  const refusal = { code: 'check_failed', facts: { check: word, commit: word, branch: word } } as const;
  const shut: GateOutcome = { gate: 'checks', code: 'check_failed', decision: { kind: 'refused', refusal } };
  const explanation = {
    app: word,
    environment: word,
    commit: { sha: newSha, subject: word },
    outcomes: many(15, () => shut),
    approvers: '<!subteam^S0RELEASE>',
    underWay: 1000,
  };
  const plan = aPlan({ commit: { ...aPlan().commit, subject: word } });
  const deploys = many(60, () => ({
    operation: anApproved({ state: 'queued', plan }),
    app: { name: word },
    environment: { ...anEnvironment, name: word },
    queuePlace: 2,
  }));
  return [
    answerView({ kind: 'status', report: { app: word, at: now, environments: many(40, () => environment) } }),
    answerView({ kind: 'why', explanation }),
    deploysView({ app: { name: word }, environments: [word], deploys, now }),
  ];
}

describe.each([
  ['backups', backupsOf],
  ['drills', drillsOf],
  ['questions', questionsOf],
])('every message about %s stays one that Slack takes, with nothing unescaped', (_about, viewsOf) => {
  it.each(texts)('with %s', (_, text) => {
    expect(viewsOf(text).flatMap(problemsOfMessage)).toEqual([]);
  });
});
