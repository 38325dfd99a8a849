import { askGates } from '../domain/gates/ask.ts';
import { sayWho } from '../domain/gates/rights.ts';
import type { Question } from '../domain/question.ts';
import type { Refusal } from '../domain/reasons.ts';
import { everyoneOf } from '../domain/who.ts';
import type { Answer } from '../store/messages.ts';
import { operationsUnderWay } from '../store/operations.ts';
import { findQuestion, restQuestionLane, settleQuestion } from '../store/questions.ts';
import { type Context, placeOf } from './context.ts';
import { askPatiently } from './facts/ask-patiently.ts';
import type { LaneRun } from './lane-run.ts';
import { lookOutside } from './look-again.ts';
import { planDeploy } from './plan.ts';

/** Somebody waits for the answer. */
const patienceMs = 10_000;

/** Answers what stands in the way of a deploy now, to whoever asked, once. */
export async function runQuestionLane(context: Context, id: string, run: LaneRun): Promise<void> {
  const { store, log } = context;
  const { fence } = run;
  const question = await findQuestion(store, id);
  if (!question) return restQuestionLane(store, id, fence);
  const answer = await answerTo(context, question, run);
  await settleQuestion(store, question, { answer, fence });
  const { by, app, environment } = question;
  log.info({ question: id, by, app, environment, answer: answer.kind }, 'question answered');
}

async function answerTo(context: Context, question: Question, run: LaneRun): Promise<Answer> {
  const { people, store, apps } = context;
  const { by, team, channel, app, environment, ref } = question;
  if ((await people.mayDo({ user: by }, 'everyone')) === 'outsider') return refuse('other_workspace');
  const place = placeOf(apps, question);
  const request = { by, team, channel, components: [], ...(ref !== undefined && { ref }) };
  const patience = { run, patienceMs };
  const planned = await askPatiently(context, patience, () => planDeploy(context, place, request));
  if (planned.kind === 'silent') {
    const facts = { provider: 'A platform', duration: patienceMs, message: planned.why };
    return refuse('provider_unavailable', facts);
  }
  if (planned.said.kind === 'refused') return planned.said;
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

function refuse(code: Refusal['code'], facts: Refusal['facts'] = {}): Answer {
  return { kind: 'refused', refusal: { code, facts } };
}
