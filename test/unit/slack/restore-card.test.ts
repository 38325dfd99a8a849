import { describe, expect, it } from 'vitest';
import type { DataSeen } from '../../../src/domain/data-seen.ts';
import type { Aftermath, Operation } from '../../../src/domain/operation.ts';
import type { RestorePlan } from '../../../src/domain/plan.ts';
import type { MessageView } from '../../../src/slack/views/blocks.ts';
import { operationView } from '../../../src/slack/views/operation-view.ts';
import { threadView } from '../../../src/slack/views/thread-view.ts';
import { buttonLabels, problemsOfMessage } from '../../support/block-kit.ts';
import {
  aModel,
  ana,
  aNod,
  anApproval,
  aRule,
  bruno,
  liveSha,
  now,
  unhealthy,
} from '../../support/operation-builders.ts';
import { aRestore, aRestorePlan } from '../../support/restore-builders.ts';

const minute = 60_000;
const drawn = (operation: Operation) => operationView(aModel({ operation, planned: [] }));
const shown = ({ blocks }: MessageView) => JSON.stringify(blocks).replaceAll('\u00A0', ' ');
const planned = (over: Partial<RestorePlan>) => shown(drawn(aRestore({ plan: aRestorePlan(over) })));

const when = '<!date^1794665100^{date_short_pretty} at {time}|2026-11-14 14:05 UTC>';
const data = { moment: now - 25 * minute, until: now, keptAs: 'before-restore-x1' };
const nodded = anApproval({ rules: [aRule({ required: 2 })], nods: [aNod(bruno)] });
const aftermath = (over: Partial<Aftermath>): Aftermath => ({
  undone: [],
  notUndone: [],
  live: { frontend: '9f8e7d6', backend: '9f8e7d6' },
  ...over,
});
const failed = (over: Partial<Aftermath>) =>
  aRestore({
    state: 'failed',
    startedAt: now - 9_000,
    endedAt: now,
    ending: { kind: 'failed', failure: unhealthy, aftermath: aftermath(over) },
  });

describe('the card of a restore', () => {
  const states: readonly [string, Operation, string, readonly string[]][] = [
    [
      'planned',
      aRestore({
        state: 'planning',
        request: { ...aRestore().request, data: { kind: 'release', release: 'last' } },
      }),
      `📝 Planning a restore of *production* to data of ${when} · mundo-tango, asked by <@U0ANA001>.`,
      ['Cancel'],
    ],
    [
      'waiting for nods',
      aRestore(),
      `✋ Restore of *production* to data of ${when} of mundo-tango waits for 2 nods from <!subteam^S0RELEASE>; asked by <@U0ANA001>. What was written since ${when}, the last 23 m, and what is written until it runs. 1 table with another number of rows.`,
      ['Approve', 'Reject…', 'Look at it', 'Nudge', 'Cancel'],
    ],
    [
      'running',
      aRestore({ state: 'running', startedAt: now, approval: nodded }),
      `⏳ Restoring *production* · data of ${when} · approved by <@U0BRUNO1>.`,
      ['Cancel'],
    ],
    [
      'done',
      aRestore({
        state: 'succeeded',
        startedAt: now - 9_000,
        endedAt: now,
        approval: nodded,
        ending: { kind: 'restored', ...data },
      }),
      `✅ *production* has its data of ${when} again · 9 s · asked by <@U0ANA001> · approved by <@U0BRUNO1>. What was written in the 25 m until <!date^1794666600^{time}|14:30 UTC> was taken out. It is kept as branch \`before-restore-x1\`. To go back to it: \`/db restore production at branch before-restore-x1\`. It runs \`9f8e7d6\` Show opening hours, as before. *Migrations*  ⚠️ 1 migration that the running code expects is not in that data: \`0002\`. It may fail until a deploy has run it again.`,
      ['Open'],
    ],
    [
      'taken back',
      failed({ undone: ['data put back as it was before, from before-restore-x1'] }),
      '❌ The data of *production* was not restored: the backend did not become healthy (GET /health answered 503 for 60 s). Undone: data put back as it was before, from before-restore-x1. *production* has the data again that it had before the restore. What had been restored is kept as well; to try it once more: `/db restore production at branch taken-back-01hx2k3m4n5p6q9r`. Live: `9f8e7d6` on both. The last log lines are in the thread.',
      [],
    ],
    [
      'not taken back',
      failed({ notUndone: [{ title: 'data put back', why: 'provider_unavailable' }] }),
      '❌ The restore of *production* failed and left it changed: the backend did not become healthy (GET /health answered 503 for 60 s). *Not undone, someone must look*: data put back (provider_unavailable). The data may be that of the restore; what was there until then is kept as branch `before-restore-01hx2k3m4n5p6q9r`: `/db restore production at branch before-restore-01hx2k3m4n5p6q9r`. Live: `9f8e7d6` on both. The last log lines are in the thread.',
      ['Retry'],
    ],
    [
      'rejected',
      aRestore({ state: 'rejected', endedAt: now, ending: { kind: 'rejected', by: bruno, reason: 'No' } }),
      `🚫 The data of *production* is not restored: <@U0BRUNO1> rejected going back to data of ${when}. “No” Settle it with <@U0BRUNO1>, then ask again: \`/db restore production at 2026-11-14T14:05:00.000Z\``,
      [],
    ],
    [
      'not nodded to in time',
      aRestore({ state: 'expired', endedAt: now, ending: { kind: 'expired' } }),
      '🚫 The data of *production* is not restored: the time for a nod from <!subteam^S0RELEASE> ran out (0 of 2 nods). Ask again: `/db restore production at 2026-11-14T14:05:00.000Z`',
      ['Ask again'],
    ],
    [
      'cancelled',
      aRestore({
        state: 'cancelled',
        endedAt: now,
        ending: { kind: 'cancelled', by: ana, aftermath: aftermath({ live: {} }) },
      }),
      `🚫 Restore of *production* to data of ${when} cancelled by <@U0ANA001>. Nothing had been changed.`,
      [],
    ],
  ];

  it.each(states)('says how it stands: %s', (_, operation, text, buttons) => {
    const view = drawn(operation);
    expect(view.text).toBe(text);
    expect(buttonLabels(view.blocks)).toEqual(buttons);
    expect(problemsOfMessage(view)).toEqual([]);
  });

  it('says what comes, what goes, what stays, and where to look', () => {
    const text = shown(drawn(aRestore()));
    expect(text).toContain('· `classes`  0 → 1,204 (+1,204)');
    expect(text).toContain('*Kept*  all of it, as branch `before-restore-01hx2k3m4n5p6q9r`');
    expect(text).toContain('the code: `9f8e7d6` Show opening hours goes on running, on that data');
    expect(text).toContain('branch `cabeceo/look-op_01hx2k3m4n5p6q9r` at Neon shows that data');
    expect(text).toContain('0 of 2 from <!subteam^S0RELEASE> (not the requester)');
    expect(text).toContain('⚠️ 1 migration that the running code expects is not in that data: `0002`.');
  });

  it.each<[string, RestorePlan['source'], string]>([
    [
      'a release',
      {
        kind: 'moment',
        at: now - minute,
        origin: { kind: 'release', commit: liveSha, subject: 'Show opening hours' },
      },
      'right before `9f8e7d6` Show opening hours',
    ],
    [
      'a clock',
      { kind: 'moment', at: now - minute, origin: { kind: 'time', zone: 'Europe/Madrid' } },
      'a clock in Europe/Madrid',
    ],
    [
      'a branch',
      {
        kind: 'branch',
        branch: 'br-1',
        name: 'before-restore-x1',
        at: now - minute,
        origin: { kind: 'branch' },
      },
      'as branch `before-restore-x1` holds it',
    ],
  ])('says that its moment was named by %s', (_, source, words) =>
    expect(planned({ source })).toContain(words),
  );

  const counted = (over: Partial<DataSeen & { kind: 'counted' }>): DataSeen => ({
    kind: 'counted',
    tables: [],
    left: 0,
    migrations: [],
    ...over,
  });

  it('cuts a long list of tables visibly, and stays within what Slack takes', () => {
    const tables = Array.from({ length: 100 }, (_, index) => ({
      name: `${'a very long name of a table '.repeat(4)}${index}`,
      rows: index + 1,
      exact: index % 2 === 0,
    }));
    const empty = tables.map((table) => ({ ...table, rows: 0 }));
    const view = drawn(
      aRestore({
        plan: aRestorePlan({
          data: {
            now: counted({ tables: empty, left: 7, migrations: tables.map(({ name }) => name) }),
            earlier: counted({ tables }),
          },
        }),
      }),
    );
    expect(problemsOfMessage(view)).toEqual([]);
    expect(shown(view)).toContain('…and 92 more · 7 smaller tables not counted');
    expect(shown(view)).toContain('about 0 → 100');
  });

  it('says so where rows could not be counted, or none differ', () => {
    const unknown = { kind: 'unknown', why: 'Postgres refused the connection' } as const;
    const dark = drawn(aRestore({ plan: aRestorePlan({ data: { now: unknown, earlier: counted({}) } }) }));
    expect(shown(dark)).toContain('*Rows*  now: could not be counted (Postgres refused the connection)');
    expect(dark.text).toContain('Its rows could not be counted.');
    expect(planned({ data: { now: counted({}), earlier: counted({}) } })).toContain(
      '*Rows*  no table has another number of rows',
    );
  });

  it('counts migrations that nobody knows by their hash', () => {
    const hashes = ['a'.repeat(64), 'b'.repeat(64)];
    expect(planned({ data: { now: counted({ migrations: hashes }), earlier: counted({}) } })).toContain(
      '⚠️ 2 migrations that the running code expects are not in that data. It may fail until a deploy has run them again.',
    );
  });
});

describe('the thread of a restore', () => {
  it('calls those who may nod, and says what went and how it comes back', () => {
    const model = aModel({ operation: aRestore() });
    const asked = { kind: 'approval_requested', at: now, groups: ['S0RELEASE'], users: [], told: 0 } as const;
    expect(threadView(asked, model).text).toBe(
      `✋ <!subteam^S0RELEASE> *production* needs a nod for going back to data of ${when}. Approve or reject it on the card above.`,
    );
    expect(threadView({ kind: 'started', at: now }, model).text).toBe(
      `⏳ Restoring *production* to data of ${when}.`,
    );
    expect(threadView({ kind: 'restored', at: now, durationMs: 4_000, ...data }, model).text).toBe(
      `✅ *production* has its data of ${when} again · 4 s. What was written in the 25 m until <!date^1794666600^{time}|14:30 UTC> was taken out; to go back to it: \`/db restore production at branch before-restore-x1\`.`,
    );
    const refusal = { code: 'moment_in_future', facts: { environment: 'production', at: now } } as const;
    expect(threadView({ kind: 'refused', at: now, refusal }, model).text).toMatch(
      /^🚫 <@U0ANA001> the data of \*production\* is not restored: <!date/,
    );
  });
});
