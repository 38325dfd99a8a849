import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../src/domain/operation.ts';
import { operationView } from '../../../src/slack/views/operation-view.ts';
import type { OperationModel } from '../../../src/slack/views/operation-model.ts';
import { buttonLabels, problemsOfMessage } from '../../support/block-kit.ts';
import {
  aModel,
  aPlan,
  ana,
  anApproved,
  anOperation,
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

const nothing = { undone: [], notUndone: [], live: {} };
const doneSteps = plannedSteps.map(({ id, title }) => aStep({ id, title }));

const bare = (over: Partial<Operation>): Operation => {
  const { plan: _plan, approval: _approval, ...rest } = anOperation();
  return { ...rest, ...over };
};

const states: readonly {
  readonly title: string;
  readonly model: Partial<OperationModel>;
  readonly text: string;
  readonly buttons: readonly string[];
}[] = [
  {
    title: 'planning',
    model: { operation: bare({ state: 'planning' }) },
    text: '📝 Planning a deploy of `main` to *production* · mundo-tango, asked by <@U0ANA001>.',
    buttons: ['Cancel'],
  },
  {
    title: 'planning, while its migrations are tried',
    model: {
      operation: bare({
        state: 'planning',
        rehearsing: { names: ['0001_a', '0002_b', '0003_c', '0004_d'], limitMs: 900_000 },
      }),
    },
    text: '📝 Planning a deploy of `main` to *production* · mundo-tango, asked by <@U0ANA001>; it is trying 4 migrations on a copy of the database, for 15 m at most (0001_a, 0002_b, 0003_c, 1 more).',
    buttons: ['Cancel'],
  },
  {
    title: 'waiting for a nod',
    model: {},
    text: '✋ Deploy of `a1b2c3d` Fix cart totals to *production* of mundo-tango waits for 1 nod from <!subteam^S0RELEASE>; asked by <@U0ANA001>, checks green, expires in 28 m (<!date^1794668280^{time}|14:58 UTC>).',
    buttons: ['Approve', 'Reject…', 'Nudge', 'Cancel'],
  },
  {
    title: 'queued behind another',
    model: { operation: anApproved({ state: 'queued' }), queuePlace: 2 },
    text: '🕓 Deploy to *production* waits its turn, 2nd in line · `a1b2c3d` Fix cart totals, approved by <@U0BRUNO1>.',
    buttons: ['Take back', 'Cancel'],
  },
  {
    title: 'queued as the next',
    model: { operation: anOperation({ state: 'queued' }), queuePlace: 1 },
    text: '🕓 Deploy to *production* is about to start · `a1b2c3d` Fix cart totals, asked by <@U0ANA001>.',
    buttons: ['Cancel'],
  },
  {
    title: 'waiting, while what is live is mixed',
    model: {
      operation: anOperation({
        plan: aPlan({
          live: {
            frontend: { deployment: 'dpl_1', commit: liveSha },
            backend: { deployment: 'rw_2', commit: newSha },
          },
        }),
      }),
    },
    text: '✋ Deploy of `a1b2c3d` Fix cart totals to *production* of mundo-tango waits for 1 nod from <!subteam^S0RELEASE>; asked by <@U0ANA001>, checks green, expires in 28 m (<!date^1794668280^{time}|14:58 UTC>). Live now: frontend `9f8e7d6`, backend `a1b2c3d` · different commits.',
    buttons: ['Approve', 'Reject…', 'Nudge', 'Cancel'],
  },
  {
    title: 'running',
    model: { operation: anApproved({ state: 'running' }), steps: runningSteps },
    text: '⏳ Deploying *production* · `a1b2c3d` Fix cart totals · approved by <@U0BRUNO1>: Deploy backend, step 3 of 5.',
    buttons: ['Cancel'],
  },
  {
    title: 'running, all steps done',
    model: { operation: anApproved({ state: 'running' }), steps: doneSteps },
    text: '⏳ Deploying *production* · `a1b2c3d` Fix cart totals · approved by <@U0BRUNO1>.',
    buttons: [],
  },
  {
    title: 'cancelling',
    model: {
      operation: anApproved({ state: 'running', cancelRequested: { by: ana, at: now } }),
      steps: runningSteps,
    },
    text: '⏳ Cancelling the deploy to *production*, asked by <@U0ANA001> · `a1b2c3d` Fix cart totals · approved by <@U0BRUNO1>.',
    buttons: [],
  },
  {
    title: 'undoing after a failure',
    model: {
      operation: anApproved({ state: 'running' }),
      steps: [aStep({ status: 'undoing' }), aStep({ id: 'b', title: 'Deploy backend', failure: unhealthy })],
    },
    text: '⏳ Undoing the deploy to *production*: “Deploy backend” failed · `a1b2c3d` Fix cart totals · approved by <@U0BRUNO1>.',
    buttons: [],
  },
  {
    title: 'done',
    model: {
      operation: anApproved({
        state: 'succeeded',
        endedAt: now + 132_000,
        ending: { kind: 'succeeded', release: 'rel_1', mixedVersionsMs: 0 },
      }),
      steps: doneSteps,
    },
    text: '✅ *production* runs `a1b2c3d` Fix cart totals · 3 m 12 s · 0 s of mixed versions · asked by <@U0ANA001> · approved by <@U0BRUNO1>',
    buttons: ['Open'],
  },
  {
    title: 'failed and undone',
    model: {
      operation: anApproved({
        state: 'failed',
        ending: { kind: 'failed', failure: unhealthy, aftermath: backAsBefore },
      }),
    },
    text: '❌ *production* was not changed: the backend did not become healthy (GET /health answered 503 for 60 s). Undone: frontend build discarded. Live: `9f8e7d6` on both. The last log lines are in the thread.',
    buttons: ['Retry'],
  },
  {
    title: 'failed with something left that could not be undone',
    model: {
      operation: anApproved({
        state: 'failed',
        ending: {
          kind: 'failed',
          failure: unhealthy,
          aftermath: {
            undone: [],
            notUndone: [{ title: 'Deploy backend', why: 'Railway answered 500' }],
            live: { frontend: '9f8e7d6', backend: 'a1b2c3d' },
          },
        },
      }),
    },
    text: '❌ The deploy to *production* failed and left it changed: the backend did not become healthy (GET /health answered 503 for 60 s). *Not undone, someone must look*: Deploy backend (Railway answered 500). Live: frontend `9f8e7d6`, backend `a1b2c3d`. The last log lines are in the thread.',
    buttons: ['Retry'],
  },
  {
    title: 'failed while a platform does not say what it serves',
    model: {
      operation: anApproved({
        state: 'failed',
        ending: {
          kind: 'failed',
          failure: {
            ...unhealthy,
            code: 'build_failed',
            facts: { what: 'frontend build', provider: 'Vercel', status: 'ERROR' },
          },
          aftermath: { ...nothing, live: { frontend: '9f8e7d6' } },
        },
      }),
    },
    text: '❌ The deploy to *production* failed, and not every platform told me what runs now: the frontend build failed (Vercel says ERROR). Live: `9f8e7d6` on frontend; backend unknown. The last log lines are in the thread.',
    buttons: ['Retry'],
  },
  {
    title: 'failed while planning',
    model: {
      operation: bare({
        state: 'failed',
        ending: {
          kind: 'failed',
          failure: {
            step: 'plan',
            title: 'Plan',
            code: 'provider_unavailable',
            facts: { provider: 'GitHub', duration: 60_000, message: 'HTTP 503' },
          },
          aftermath: nothing,
        },
      }),
    },
    text: '❌ *production* was not changed: GitHub did not answer for 1 m: HTTP 503. Try again when it does.',
    buttons: ['Retry'],
  },
  {
    title: 'cancelled while waiting',
    model: {
      operation: anOperation({
        state: 'cancelled',
        ending: { kind: 'cancelled', by: ana, aftermath: nothing },
      }),
    },
    text: '🚫 Deploy of `a1b2c3d` Fix cart totals to *production* cancelled by <@U0ANA001>. Nothing had been changed.',
    buttons: [],
  },
  {
    title: 'cancelled while running',
    model: {
      operation: anApproved({
        state: 'cancelled',
        ending: { kind: 'cancelled', by: bruno, aftermath: backAsBefore },
      }),
    },
    text: '🚫 Deploy of `a1b2c3d` Fix cart totals to *production* cancelled by <@U0BRUNO1>. Undone: frontend build discarded. Live: `9f8e7d6` on both.',
    buttons: [],
  },
  {
    title: 'rejected',
    model: {
      operation: anOperation({
        state: 'rejected',
        ending: { kind: 'rejected', by: bruno, reason: 'Not on a Friday' },
      }),
    },
    text: '🚫 Not deployed to *production*: <@U0BRUNO1> rejected `a1b2c3d` Fix cart totals. “Not on a Friday” Settle it with <@U0BRUNO1>, then ask again: `/deploy production main`',
    buttons: [],
  },
  {
    title: 'expired',
    model: { operation: anOperation({ state: 'expired', ending: { kind: 'expired' } }) },
    text: '🚫 Not deployed to *production*: the time for a nod from <!subteam^S0RELEASE> ran out (0 of 1 nods). Ask again: `/deploy production main`',
    buttons: ['Ask again'],
  },
  {
    title: 'superseded',
    model: {
      operation: anOperation({ state: 'superseded', ending: { kind: 'superseded', by: anOperation().id } }),
    },
    text: '🚫 Not deployed to *production*: a newer request took the place of `a1b2c3d` Fix cart totals. Follow that one.',
    buttons: [],
  },
  {
    title: 'superseded by one whose card is known',
    model: {
      operation: anOperation({ state: 'superseded', ending: { kind: 'superseded', by: anOperation().id } }),
      otherCard: 'https://mundo-tango.slack.com/archives/C0DEPLOYS/p1',
    },
    text: '🚫 Not deployed to *production*: a newer request took the place of `a1b2c3d` Fix cart totals. Follow that one.',
    buttons: ['Open the newer one'],
  },
  {
    title: 'refused for a red check',
    model: {
      operation: anOperation({
        state: 'refused',
        ending: {
          kind: 'refused',
          refusal: {
            code: 'check_failed',
            facts: { check: 'e2e-tests', commit: newSha, url: 'https://github.com/runs/2' },
          },
        },
      }),
    },
    text: '🚫 Not deployed to *production*: *e2e-tests* failed on a1b2c3d. Fix it, or ask for another commit.',
    buttons: ['Open the check'],
  },
  {
    title: 'refused for a red check, when another commit is green',
    model: {
      operation: anOperation({
        state: 'refused',
        ending: {
          kind: 'refused',
          refusal: {
            code: 'check_failed',
            facts: { check: 'e2e-tests', commit: newSha, branch: 'main', green: '9f8e7d6' },
          },
        },
      }),
    },
    text: '🚫 Not deployed to *production*: *e2e-tests* failed on a1b2c3d. Fix it, or ask for another commit. The last green one on main is `9f8e7d6`.',
    buttons: [],
  },
  {
    title: 'refused because what is live has changed since the nod',
    model: {
      operation: anApproved({
        state: 'refused',
        ending: {
          kind: 'refused',
          refusal: { code: 'plan_outdated', facts: { what: 'the live frontend and backend' } },
        },
      }),
    },
    text: '🚫 Not deployed to *production*: the plan no longer fits: the live frontend and backend changed since it was made. Plan it again, and ask for a nod to the new plan.',
    buttons: ['Plan it again'],
  },
  {
    title: 'refused because the same is under way',
    model: {
      operation: anOperation({
        state: 'refused',
        ending: {
          kind: 'refused',
          refusal: {
            code: 'already_under_way',
            facts: { what: 'a1b2c3d to production', state: 'running', requester: '<@U0BRUNO1>' },
          },
        },
      }),
      otherCard: 'https://mundo-tango.slack.com/archives/C0DEPLOYS/p1',
    },
    text: '🚫 Not deployed to *production*: the same request (a1b2c3d to production) is already running, asked by <@U0BRUNO1>. Follow it on its card.',
    buttons: ['Open its card'],
  },
  {
    title: 'unchanged',
    model: { operation: anOperation({ state: 'unchanged', ending: { kind: 'unchanged' } }) },
    text: '✅ *production* already runs `a1b2c3d` Fix cart totals. Nothing to do.',
    buttons: ['Open'],
  },
  {
    title: 'rolled back later',
    model: {
      operation: anApproved({
        state: 'rolled_back',
        ending: { kind: 'succeeded', release: 'rel_1', mixedVersionsMs: 0 },
      }),
    },
    text: '↩️ *production* ran `a1b2c3d` Fix cart totals until it was rolled back.',
    buttons: [],
  },
];

describe('the root card', () => {
  it.each(states)('says the whole state in one sentence, $title', ({ model, text }) => {
    expect(operationView(aModel(model)).text).toBe(text);
  });

  it.each(states)('has only buttons that can work, $title', ({ model, buttons }) => {
    expect(buttonLabels(operationView(aModel(model)).blocks)).toEqual(buttons);
  });

  it.each(states)('stays within Slack’s limits, $title', ({ model }) => {
    expect(problemsOfMessage(operationView(aModel(model)))).toEqual([]);
  });
});
