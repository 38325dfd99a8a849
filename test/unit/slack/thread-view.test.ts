import { describe, expect, it } from 'vitest';
import { isTold, type OperationEvent, type ToldEvent } from '../../../src/domain/event.ts';
import { moment } from '../../../src/slack/views/format.ts';
import { threadView } from '../../../src/slack/views/thread-view.ts';
import { problemsOfMessage, shownTexts } from '../../support/block-kit.ts';
import {
  aModel,
  ana,
  anApproval,
  anApproved,
  anOperation,
  backAsBefore,
  bruno,
  newSha,
  now as at,
  releaseManagers,
  unhealthy,
} from '../../support/operation-builders.ts';

const authors = {
  known: [ana, bruno].map((user) => ({ user, commit: newSha })),
  unknown: ['Old Friend'],
};
const model = aModel({ operation: anApproved({ authors }) });

const said: readonly (readonly [ToldEvent, string])[] = [
  [
    { at, kind: 'approval_requested', groups: [releaseManagers], users: [bruno, bruno], told: 0 },
    '✋ <!subteam^S0RELEASE> <@U0BRUNO1> *production* needs a nod for `a1b2c3d` Fix cart totals. Approve or reject it on the card above.',
  ],
  [
    { at, kind: 'approved', by: bruno, digest: 'd', nods: 1, required: 2 },
    '✅ <@U0BRUNO1> approved: 1 of 2.',
  ],
  [
    { at, kind: 'rejected', by: bruno, reason: 'Not on a Friday' },
    '🚫 <@U0BRUNO1> rejected it: “Not on a Friday” <@U0ANA001>',
  ],
  [{ at, kind: 'rejected', by: ana, reason: 'My mistake' }, '🚫 <@U0ANA001> rejected it: “My mistake”'],
  [
    { at, kind: 'expired' },
    '🚫 <@U0ANA001> you did not confirm it in time. Ask again: `/deploy production main`',
  ],
  [
    { at, kind: 'refused', refusal: { code: 'plan_outdated', facts: { what: 'the live frontend' } } },
    '🚫 <@U0ANA001> not deployed to *production*: the plan no longer fits: the live frontend changed since it was made. Plan it again, and ask for a nod to the new plan.',
  ],
  [{ at, kind: 'queued', place: 3 }, '🕓 Waits its turn: 2 before it.'],
  [{ at, kind: 'superseded', by: anOperation().id }, '🚫 A newer request took the place of this one.'],
  [
    { at, kind: 'cancel_requested', by: bruno },
    '🚫 <@U0BRUNO1> cancelled it; what was done is being undone.',
  ],
  [{ at, kind: 'started' }, '⏳ Deploying `a1b2c3d` Fix cart totals to *production*.'],
  [
    { at, kind: 'step_done', step: 'b', title: 'Build frontend', durationMs: 108_000 },
    '✅ Build frontend · 1 m 48 s',
  ],
  [
    { at, kind: 'step_failed', failure: unhealthy },
    '❌ *Deploy backend* failed: the backend did not become healthy (GET /health answered 503 for 60 s).',
  ],
  [{ at, kind: 'step_undone', step: 'b', title: 'Build frontend' }, '↩️ Undone: Build frontend'],
  [
    { at, kind: 'step_stuck', step: 'b', title: 'Build frontend', why: 'Vercel answered 500' },
    '❌ Not undone: Build frontend (Vercel answered 500). Someone must look at it.',
  ],
  [
    { at, kind: 'succeeded', release: 'r', commit: newSha, durationMs: 192_000 },
    '✅ *production* runs `a1b2c3d` Fix cart totals · 3 m 12 s',
  ],
  [
    { at, kind: 'failed', failure: unhealthy, aftermath: backAsBefore },
    '❌ <@U0ANA001> *production* was not changed: the backend did not become healthy (GET /health answered 503 for 60 s). Undone: frontend build discarded. Live: `9f8e7d6` on both. Commits by <@U0BRUNO1> and Old Friend.',
  ],
  [
    { at, kind: 'nod_taken_back', by: bruno, digest: 'd', nods: 0, required: 1 },
    '✋ <@U0BRUNO1> took their nod back: 0 of 1. It does not run until it is complete again.',
  ],
  [
    { at, kind: 'approval_requested', groups: [], users: [], told: 2 },
    '✋ *production* needs a nod for `a1b2c3d` Fix cart totals; 2 approvers got it in a direct message. Approve or reject it on the card above.',
  ],
  [
    { at, kind: 'nudged', by: ana, groups: [releaseManagers], users: [], missing: 2 },
    '✋ <!subteam^S0RELEASE> <@U0ANA001> is waiting for you: *production* still needs 2 nods for `a1b2c3d` Fix cart totals.',
  ],
  [
    { at, kind: 'reminded', groups: [releaseManagers], users: [bruno], missing: 1 },
    '✋ <!subteam^S0RELEASE> <@U0BRUNO1> *production* still needs 1 nod for `a1b2c3d` Fix cart totals. Approve or reject it on the card above.',
  ],
  [
    { at, kind: 'nods_reused', nods: [{ by: bruno, at }], given: 1, required: 1 },
    `✅ Given to this same plan before: the nod of <@U0BRUNO1> (${moment(at)}). That makes 1 of 1.`,
  ],
  [
    { at, kind: 'nod_lapsed', by: bruno, why: 'no longer among the approvers' },
    '✋ The nod of <@U0BRUNO1> counts no more: no longer among the approvers.',
  ],
  [
    { at, kind: 'cancelled', by: bruno, aftermath: backAsBefore },
    '🚫 Cancelled by <@U0BRUNO1>. Undone: frontend build discarded. Live: `9f8e7d6` on both. <@U0ANA001>',
  ],
];

describe('the thread', () => {
  it.each(said)('tells $kind', (event, text) => {
    const view = threadView(event, model);
    expect(isTold(event)).toBe(true);
    expect(view.text).toBe(text);
    expect(problemsOfMessage(view)).toEqual([]);
  });

  it.each(said)('mentions nobody twice when it tells $kind', (event) => {
    const found = threadView(event, model).text.match(/<[@!][^>]+>/g) ?? [];
    expect(new Set(found).size).toBe(found.length);
  });

  it.each<OperationEvent>([
    { at, kind: 'requested', by: ana },
    { at, kind: 'planned', digest: 'd', commit: newSha },
    { at, kind: 'unchanged' },
    { at, kind: 'refused', refusal: { code: 'already_under_way', facts: {} } },
    { at, kind: 'queued', place: 1 },
    { at, kind: 'step_started', step: 'b', title: 'Build frontend' },
  ])('leaves $kind to the card', (event) => {
    expect(isTold(event)).toBe(false);
  });

  it('shows the last lines of the log as they are, and says how many it left out', () => {
    const log = Array.from({ length: 50 }, (_, n) => `\u001B[31m  line ${n}: <!channel> & *x*`);
    const view = threadView({ at, kind: 'step_failed', failure: unhealthy, log }, model);
    const shown = shownTexts(view.blocks).at(-1) ?? '';
    expect(shown.split('\n').at(0)).toBe('…30 earlier lines are in the platform’s own log');
    expect(shown.split('\n').at(-1)).toBe('  line 49: <!channel> & *x*');
    expect(problemsOfMessage(view)).toEqual([]);
  });

  it('says that nobody nodded where nods were missing, not the confirmation', () => {
    const operation = anOperation({ approval: anApproval() });
    expect(threadView({ at, kind: 'expired' }, { ...model, operation }).text).toContain(
      'nobody nodded in time',
    );
  });
});
