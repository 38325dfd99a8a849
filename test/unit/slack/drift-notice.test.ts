import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Drift } from '../../../src/domain/drift.ts';
import type { Notice } from '../../../src/domain/notice.ts';
import { noticeView } from '../../../src/slack/views/notice-view.ts';
import { problemsOfMessage } from '../../support/block-kit.ts';
import { ana, liveSha, newSha, now } from '../../support/operation-builders.ts';
import { production as place } from '../../support/stop-builders.ts';

const minute = 60_000;
const released = { deployment: 'dpl_1', commit: newSha, subject: 'Fix cart totals', by: ana, at: now };
const live = { deployment: 'rw_9', commit: liveSha, since: now };
const replaced = { kind: 'replaced', component: 'backend', live, madeBy: 'Elena Okafor', released } as const;
const subjects = { [liveSha]: 'Before the cart' };

/** What is read, without Slack's marks for dates. */
function textOf(notice: Notice): string {
  const view = noticeView(notice, now);
  expect(problemsOfMessage(view)).toEqual([]);
  return view.text.replaceAll(/<!date[^|]*\|([^>]*)>/g, '$1');
}

function buttonsOf(notice: Notice): readonly string[] {
  return noticeView(notice, now).blocks.flatMap((block) =>
    block.type === 'actions'
      ? block.elements.flatMap((element) => (element.type === 'button' ? [element.text.text] : []))
      : [],
  );
}

it('says which platform serves what, by whom and since when, what was released, and the way back', () => {
  expect(textOf({ kind: 'drifted', place, drift: [replaced], subjects, at: now, locks: false })).toBe(
    '❌ *production* is not as it was released: *Backend* is not as released: Railway serves `9f8e7d6` Before the cart ' +
      '(rw_9, deployed by Elena Okafor, since 2026-11-14 14:30 UTC); `a1b2c3d` Fix cart totals was released ' +
      '2026-11-14 14:30 UTC by <@U0ANA001> (dpl_1). Say which state is right; `/deploy production` puts a release there again.',
  );
});

it('names nobody and nothing where the platform does not', () => {
  const unknown: Drift = { kind: 'replaced', component: 'frontend', live: { deployment: 'dpl_9' }, released };
  expect(textOf({ kind: 'drifted', place, drift: [unknown], subjects, at: now, locks: false })).toContain(
    'Vercel serves another deployment (dpl_9); ',
  );
  const again: Drift = { ...unknown, live: { deployment: 'dpl_9', commit: newSha } };
  expect(textOf({ kind: 'drifted', place, drift: [again], subjects: {}, at: now, locks: false })).toContain(
    'Vercel serves `a1b2c3d` once more (dpl_9); ',
  );
});

it('asks which state is right, and offers to keep only what a rollback could go back to', () => {
  const notice = { kind: 'drifted', place, subjects, at: now, locks: true } as const;
  expect(textOf({ ...notice, drift: [replaced] })).toContain(
    '🔒 Nothing is deployed but rollbacks, until somebody says which state is right.',
  );
  expect(buttonsOf({ ...notice, drift: [replaced] })).toEqual([
    'This is right…',
    'Put back what was released',
  ]);
  const unknown: Drift = { kind: 'replaced', component: 'frontend', live: { deployment: 'dpl_9' }, released };
  const gone: Drift = { kind: 'gone', component: 'backend', released };
  for (const one of [unknown, gone])
    expect(buttonsOf({ ...notice, drift: [replaced, one] })).toEqual(['Put back what was released']);
});

it('becomes who said that it is right, or that the environment is open again, without buttons', () => {
  const over = { place, since: now - 12 * minute, at: now } as const;
  const accepted = { ...over, kind: 'drift_accepted', drift: [replaced], subjects, by: ana } as const;
  expect(textOf(accepted)).toBe(
    '✅ *production* is on record as it is: <@U0ANA001> said after 12 m that it is right. A rollback can go back to it. GitHub was told nothing.',
  );
  expect(textOf({ ...over, kind: 'drift_opened' })).toBe(
    '✅ *production* is open again: it is as it was released, after 12 m.',
  );
  expect([...buttonsOf(accepted), ...buttonsOf({ ...over, kind: 'drift_opened' })]).toEqual([]);
});

it('becomes that it is over, or another', () => {
  const over = {
    kind: 'drift_over',
    place,
    drift: [replaced],
    subjects,
    since: now - 12 * minute,
    at: now,
  } as const;
  expect(textOf({ ...over, how: 'as_released' })).toBe(
    '✅ *production* is as it was released again, after 12 m',
  );
  expect(textOf({ ...over, how: 'changed' })).toMatch(
    /^❌ \*production\* was not as it was released, and has changed once more after 12 m$/,
  );
});

it('is a message that Slack takes, with no mention in it, whatever a platform says', () => {
  const words = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 500 }),
    fc.constant('<!channel> `*_~ <https://evil.example|x>\n'.repeat(12)),
  );
  fc.assert(
    fc.property(words, (said) => {
      const hostile = {
        ...replaced,
        live: { ...live, deployment: said },
        madeBy: said,
        released: { ...released, subject: said, deployment: said },
      };
      const notice = { place, drift: [hostile], subjects: { [liveSha]: said }, at: now } as const;
      for (const view of [
        noticeView({ ...notice, kind: 'drifted', locks: true }, now),
        noticeView({ ...notice, kind: 'drift_accepted', since: now, by: ana }, now),
        noticeView({ ...notice, kind: 'drift_over', since: now, how: 'changed' }, now),
      ]) {
        expect(problemsOfMessage(view)).toEqual([]);
        expect(JSON.stringify(view)).not.toContain('<!channel>');
      }
    }),
    { numRuns: 50 },
  );
});
