import type { Question } from '../../domain/question.ts';
import type { Answer } from '../../store/messages.ts';
import { findQuestion, restQuestionLane, settleQuestion, settleShown } from '../../store/questions.ts';
import { answerBackups } from './answer-backups.ts';
import { answerStatus } from './answer-status.ts';
import { answerWhy } from './answer-why.ts';
import { answerBranches, answerDiff, answerOffer } from '../branches/answer-branches.ts';
import { showConnection } from '../branches/show-connection.ts';
import type { Context } from '../context.ts';
import type { LaneRun } from '../lane-run.ts';

/** Looks up what somebody wants to know, and answers it to them, once. */
export async function runQuestionLane(context: Context, id: string, run: LaneRun): Promise<void> {
  const { store, log } = context;
  const { fence } = run;
  const question = await findQuestion(store, id);
  if (!question) return restQuestionLane(store, id, fence);
  if (question.kind === 'connect') return connect(context, question, run);
  const answer = await answerTo(context, question, run);
  await settleQuestion(store, question, { answer, fence });
  const { kind, by, app } = question;
  log.info({ question: id, kind, by, app, answer: answer.kind }, 'question answered');
}

/** Shown once at least: who is shown it twice has asked for it. */
async function connect(
  context: Context,
  question: Question & { readonly kind: 'connect' },
  run: LaneRun,
): Promise<void> {
  const { store, log } = context;
  const { fence } = run;
  const { id, by, app } = question;
  const shown = await showConnection(context, question, run);
  if (shown.kind === 'refused') await settleQuestion(store, question, { answer: shown, fence });
  else {
    const event = { kind: 'branch_shown', at: store.now(), by, branch: shown.branch } as const;
    await settleShown(store, question, { event, fence });
  }
  log.info({ question: id, kind: question.kind, by, app, answer: shown.kind }, 'question answered');
}

async function answerTo(
  context: Context,
  question: Exclude<Question, { kind: 'connect' }>,
  run: LaneRun,
): Promise<Answer> {
  const asker = await context.people.mayDo({ user: question.by }, 'everyone');
  if (asker === 'outsider') return { kind: 'refused', refusal: { code: 'other_workspace', facts: {} } };
  switch (question.kind) {
    case 'why':
      return answerWhy(context, question, run);
    case 'backups':
      return answerBackups(context, question, run);
    case 'status':
      return answerStatus(context, question, run);
    case 'branches':
      return answerBranches(context, question, run);
    case 'branch_diff':
      return answerDiff(context, question, run);
    case 'branch_offer':
      return answerOffer(context, question, run);
  }
}
