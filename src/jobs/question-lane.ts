import type { Question } from '../domain/question.ts';
import type { Answer } from '../store/messages.ts';
import { findQuestion, restQuestionLane, settleQuestion } from '../store/questions.ts';
import { answerStatus } from './answer-status.ts';
import { answerWhy } from './answer-why.ts';
import type { Context } from './context.ts';
import type { LaneRun } from './lane-run.ts';

/** Looks up what somebody wants to know, and answers it to them, once. */
export async function runQuestionLane(context: Context, id: string, run: LaneRun): Promise<void> {
  const { store, log } = context;
  const { fence } = run;
  const question = await findQuestion(store, id);
  if (!question) return restQuestionLane(store, id, fence);
  const answer = await answerTo(context, question, run);
  await settleQuestion(store, question, { answer, fence });
  const { kind, by, app } = question;
  log.info({ question: id, kind, by, app, answer: answer.kind }, 'question answered');
}

async function answerTo(context: Context, question: Question, run: LaneRun): Promise<Answer> {
  const asker = await context.people.mayDo({ user: question.by }, 'everyone');
  if (asker === 'outsider') return { kind: 'refused', refusal: { code: 'other_workspace', facts: {} } };
  switch (question.kind) {
    case 'why':
      return answerWhy(context, question, run);
    case 'status':
      return answerStatus(context, question, run);
  }
}
