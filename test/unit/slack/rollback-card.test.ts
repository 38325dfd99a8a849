import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../src/domain/operation.ts';
import type { RollbackPlan } from '../../../src/domain/plan.ts';
import type { MessageView } from '../../../src/slack/views/blocks.ts';
import { operationView } from '../../../src/slack/views/operation-view.ts';
import { staleView } from '../../../src/slack/views/rollback-card.ts';
import { threadView } from '../../../src/slack/views/thread-view.ts';
import { buttonLabels, problemsOfMessage, shownTexts } from '../../support/block-kit.ts';
import {
  aModel,
  ana,
  anApproved,
  aRollback,
  aRollbackPlan,
  backAsBefore,
  bruno,
  liveSha,
  newSha,
  now,
  unhealthy,
} from '../../support/operation-builders.ts';

const buttonsOf = ({ blocks }: MessageView) => buttonLabels(blocks);
const drawn = (operation: Operation) => operationView(aModel({ operation, planned: [] }));
const linesOf = (operation: Operation) => JSON.stringify(drawn(operation).blocks).replaceAll('\u00A0', ' ');
const planned = (over: Partial<RollbackPlan> = {}) => aRollback({ plan: aRollbackPlan(over) });
const earlier = { release: 'rel_00000000', commit: liveSha };
const succeeded = { kind: 'succeeded', release: 'rel_00000003', mixedVersionsMs: 900 } as const;
const confirmed = { by: bruno, at: now, digest: 'd'.repeat(64) };

describe('the card of a rollback', () => {
  const states: readonly [string, Operation, string, readonly string[]][] = [
    [
      'planned',
      aRollback({
        state: 'planning',
        request: { ...aRollback().request, to: { kind: 'back', releases: 1 } },
      }),
      '📝 Planning a rollback of *production* to `9f8e7d6` Show opening hours · mundo-tango, asked by <@U0ANA001>.',
      ['Cancel'],
    ],
    [
      'waiting for its button',
      aRollback(),
      '✋ Rollback of *production* to `9f8e7d6` Show opening hours waits for its button · mundo-tango; asked by <@U0ANA001>. Leaves `a1b2c3d` Change 1: 7 commits by 3 people go · <https://github.com/mundo-tango/mundo-tango/compare/9f8e7d6...a1b2c3d|Compare>',
      ['Roll back to 9f8e7d6', 'Cancel'],
    ],
    [
      'running',
      aRollback({ state: 'running', startedAt: now }),
      '⏳ Rolling *production* back · `9f8e7d6` Show opening hours · asked by <@U0ANA001>.',
      ['Cancel'],
    ],
    [
      'done',
      aRollback({
        state: 'succeeded',
        startedAt: now - 9_000,
        endedAt: now,
        confirmed,
        ending: { ...succeeded, earlier },
      }),
      '↩️ *production* is back on `9f8e7d6` Show opening hours · 9 s · 1 s of mixed versions · asked by <@U0ANA001> · pressed by <@U0BRUNO1>. *production* is on hold, and `a1b2c3d` is marked bad. Going forward again is a `/deploy`, once somebody releases the hold.',
      ['Open', 'Roll back to 9f8e7d6', 'Restore its data too…'],
    ],
    [
      'failed',
      aRollback({
        state: 'failed',
        startedAt: now - 9_000,
        endedAt: now,
        ending: {
          kind: 'failed',
          failure: unhealthy,
          aftermath: { ...backAsBefore, live: { frontend: 'a1b2c3d', backend: 'a1b2c3d' } },
        },
      }),
      '❌ *production* was not rolled back and is as before: the backend did not become healthy (GET /health answered 503 for 60 s). Undone: frontend build discarded. Live: `a1b2c3d` on both. The last log lines are in the thread.',
      ['Retry'],
    ],
    [
      'not pressed in time',
      aRollback({ state: 'expired', endedAt: now, ending: { kind: 'expired' } }),
      '🚫 *production* is not rolled back: nobody pressed the button in time. Ask again: `/rollback production`',
      ['Ask again'],
    ],
  ];

  it.each(states)('says how it stands: %s', (_, operation, text, buttons) => {
    const view = drawn(operation);
    expect(view.text).toBe(text);
    expect(buttonsOf(view)).toEqual(buttons);
    expect(problemsOfMessage(view)).toEqual([]);
  });

  it('says what comes back and how fast, and what stays', () => {
    const shown = linesOf(planned());
    expect(shown).toContain('Vercel serves the old build again, with its variables · ≈ 4 s');
    expect(shown).toContain('Railway runs the old image again, with its variables · ≈ 40 s');
    expect(shown).toContain(
      'is not touched: data stays as it is, and 1 migration since then stays: `backend/migrations/0007_orders.sql`',
    );
    expect(shown).toContain('Afterwards *production* is on hold and `a1b2c3d` is marked bad');
  });

  const file = 'backend/migrations/0007_orders.sql';
  const staying: readonly [string, RollbackPlan['staying'], RegExp][] = [
    ['can run on them', [{ file, effect: 'none' }], /The old code can run on that\./],
    [
      'may break on one, and nobody knows of another',
      [
        {
          file,
          effect: 'may_break',
          finding: { rule: 'column_dropped', facts: { column: 'note', table: 'orders' } },
        },
        { file: 'backend/migrations/0008<!channel>.sql', effect: 'unknown' },
      ],
      /\*The old code may break on\* `backend\/migrations\/0007_orders.sql`: Drops column note of orders.*Somebody must read whether the old code can run on `backend\/migrations\/0008&lt;!channel&gt;.sql`\./s,
    ],
    ['is not known', undefined, /I could not read whether the old code can run on that/],
  ];

  it.each(staying)('says of the migrations that stay that the old code %s', (_, known, said) => {
    const operation = planned(known && { staying: known });
    expect(linesOf(operation)).toMatch(said);
    expect(problemsOfMessage(drawn(operation))).toEqual([]);
  });

  it('names what was skipped and who marked it, or that what comes back was marked', () => {
    const { target } = aRollbackPlan();
    const one = {
      commit: newSha,
      subject: 'Loses orders',
      mark: { by: bruno, at: now, why: 'carts were empty' },
    };
    const skipped = drawn(aRollback({ plan: aRollbackPlan({ target: { ...target, skipped: [one] } }) }));
    expect(skipped.text).toMatch(
      /`a1b2c3d` Loses orders was skipped: marked bad by <@U0BRUNO1> <!date.*>, “carts were empty”\./,
    );
    const wanted = drawn(aRollback({ plan: aRollbackPlan({ target: { ...target, marked: one } }) }));
    expect(wanted.text).toMatch(
      /`a1b2c3d` Loses orders comes back although it was marked bad by <@U0BRUNO1>/,
    );
    expect(JSON.stringify(wanted.blocks)).toContain(
      'at once, and is held until somebody releases it. a1b2c3d was marked bad.',
    );
    expect(shownTexts(wanted.blocks).join()).toContain('comes back although it was marked bad');
  });

  it('says why something must be built again, and that nothing is to be done', () => {
    const { commit } = aRollbackPlan();
    const shown = linesOf(
      planned({
        ways: {
          frontend: { kind: 'live', deployment: 'dpl_1', commit },
          backend: { kind: 'rebuild', why: 'Railway keeps its image no longer', deployment: 'rw_1', commit },
        },
        migrations: [],
      }),
    );
    expect(shown).toContain('*Frontend*  runs `9f8e7d6` already');
    expect(shown).toContain(
      'is built again, with the variables of now: Railway keeps its image no longer · takes as long as a deploy',
    );
    expect(shown).toContain('no migration came since');
  });
});

describe('the way to a rollback', () => {
  it('stands on the card of a deploy that is done, and of one that left something changed', () => {
    const done = drawn(anApproved({ state: 'succeeded', endedAt: now, ending: { ...succeeded, earlier } }));
    expect(buttonsOf(done)).toEqual(['Open', 'Roll back to 9f8e7d6']);
    const ending = { kind: 'failed', failure: unhealthy, aftermath: backAsBefore, earlier } as const;
    const failed = drawn(anApproved({ state: 'failed', endedAt: now, ending }));
    expect(buttonsOf(failed)).toEqual(['Retry', 'Roll back to 9f8e7d6']);
  });

  it('does not stand on the first release, nor on one that was rolled back', () => {
    expect(buttonsOf(drawn(anApproved({ state: 'succeeded', endedAt: now, ending: succeeded })))).toEqual([
      'Open',
    ]);
    const left = anApproved({ state: 'rolled_back', endedAt: now, ending: { ...succeeded, earlier } });
    expect(buttonsOf(drawn(left))).toEqual([]);
  });

  it('goes from the card once another release is live', () => {
    const ending = { kind: 'failed', failure: unhealthy, aftermath: backAsBefore, earlier } as const;
    const done = anApproved({ state: 'succeeded', endedAt: now, ending: { ...succeeded, earlier } });
    const failed = anApproved({ state: 'failed', endedAt: now, ending });
    const later = { overtaken: true } as const;
    expect(buttonsOf(operationView(aModel({ operation: done, ...later })))).toEqual(['Open']);
    expect(buttonsOf(operationView(aModel({ operation: failed, ...later })))).toEqual(['Retry']);
  });

  it('is offered anew where a button is out of date', () => {
    const facts = { environment: 'production', live: 'a1b2c3d', subject: 'Fix', earlier: '9f8e7d6 “Show”' };
    const operation = anApproved().id;
    const view = staleView({ code: 'rollback_stale', facts }, { ...earlier, operation });
    expect(view.text).toBe(
      '🚫 Not rolled back: *production* runs a1b2c3d “Fix” now, so this button is out of date. The release before that is 9f8e7d6 “Show”: `/rollback production` plans going back to it.',
    );
    expect(buttonsOf(view)).toEqual(['Roll back to 9f8e7d6']);
  });
});

describe('the threads', () => {
  it('tell in that of the release who left it, and call its requester', () => {
    const event = {
      kind: 'rolled_back',
      at: now,
      by: bruno,
      operation: aRollback().id,
      to: liveSha,
    } as const;
    const { text } = threadView(event, aModel({ operation: anApproved() }));
    expect(text).toBe(
      '↩️ <@U0ANA001> <@U0BRUNO1> rolled *production* back to `9f8e7d6`. Until the hold is released nothing is deployed; the commit that has the fix goes out then.',
    );
    expect(threadView({ ...event, by: ana }, aModel({ operation: anApproved() })).text).toMatch(
      /^↩️ <@U0ANA001> rolled/,
    );
  });

  it('tell in its own who pressed', () => {
    const event = { kind: 'confirmed', at: now, by: bruno, digest: '' } as const;
    expect(threadView(event, aModel({ operation: aRollback() })).text).toBe(
      '⏳ <@U0BRUNO1> rolls *production* back to `9f8e7d6` Show opening hours.',
    );
  });
});
