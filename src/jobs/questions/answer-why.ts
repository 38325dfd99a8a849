import { askGates } from '../../domain/gates/ask.ts';
import { sayWho } from '../../domain/gates/rights.ts';
import type { Question } from '../../domain/question.ts';
import type { Refusal } from '../../domain/reasons.ts';
import { everyoneOf } from '../../domain/who.ts';
import type { Answer } from '../../store/messages.ts';
import { operationsUnderWay } from '../../store/operations.ts';
import { type Context, placeOf } from '../context.ts';
import { askPatiently } from '../facts/ask-patiently.ts';
import type { LaneRun } from '../lane-run.ts';
import { lookOutside } from '../planning/look-again.ts';
import { planDeploy } from '../planning/plan.ts';

/** Somebody waits for the answer. */
const patienceMs = 10_000;

/** What stands in the way of a deploy now. */
export async function answerWhy(
  context: Context,
  question: Question & { readonly kind: 'why' },
  run: LaneRun,
): Promise<Answer> {
  const { store, apps } = context;
  const { by, team, channel, app, environment, ref } = question;
  const place = placeOf(apps, question);
  const request = { by, team, channel, components: [], ...(ref !== undefined && { ref }) };
  const patience = { run, patienceMs };
  const planned = await askPatiently(context, patience, () => planDeploy(context, place, request));
  if (planned.kind === 'silent') {
    const facts = { provider: 'A platform', duration: patienceMs, message: planned.why };
    return notAnswered({ code: 'provider_unavailable', facts });
  }
  if (planned.said.kind === 'refused') return notAnswered(planned.said.refusal);
  const { plan } = planned.said;
  const { policy } = place.environment;
  const outside = await lookOutside(context, place, { operation: { request }, plan, ...patience });
  const { operations } = await operationsUnderWay(store, question);
  return {
    kind: 'why',
    explanation: {
      app,
      environment,
      commit: { sha: plan.commit.sha, subject: plan.commit.subject },
      outcomes: askGates({ plan, policy, outside }),
      approvers: sayWho(everyoneOf(policy.approvals.rules)),
      underWay: operations.length,
    },
  };
}

/** It would read as if a deploy had been asked for. */
function notAnswered({ code, facts }: Refusal): Answer {
  return { kind: 'refused', refusal: { code, facts: { ...facts, command: '/why' } } };
}
