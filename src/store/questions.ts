import type { BranchEvent } from '../domain/branch-change.ts';
import type { Lane } from '../domain/lane.ts';
import type { Question } from '../domain/question.ts';
import { clearAlarm } from './alarms.ts';
import { auditWrite } from './audit.ts';
import { commit, type Store } from './commit.ts';
import { onceFor } from './delivery.ts';
import type { Fence } from './fence.ts';
import { keys } from './keys.ts';
import { type Answer, answerWrites } from './messages.ts';

/** Keeps the question, once per Slack delivery, and wakes the worker that answers it. */
export async function acceptQuestion(store: Store, question: Question, delivery: string): Promise<void> {
  const { guard, write } = onceFor(delivery, question.id);
  await commit(store, {
    guards: [guard],
    writes: [write, ['SET', keys.question(question.id), JSON.stringify(question)]],
    wake: [laneOf(question.id)],
  });
}

export async function findQuestion(store: Store, id: string): Promise<Question | undefined> {
  const line = await store.redis.get(keys.question(id));
  return line === null ? undefined : (JSON.parse(line) as Question);
}

/** The answer is on its way, once, and nothing of the question is left. */
export async function settleQuestion(
  store: Store,
  { id, by, channel }: Question,
  { answer, fence }: { readonly answer: Answer; readonly fence: Fence },
): Promise<void> {
  const to = { user: by, channel, delivery: id };
  await commit(store, {
    guards: [['present', keys.question(id)]],
    writes: [
      ['DEL', keys.question(id)],
      clearAlarm(laneOf(id)),
      ...answerWrites(undefined, to, answer, store.now()),
    ],
    wake: [{ kind: 'channel', channel }],
    fence,
  });
}

/** It was answered where nothing is kept of the answer; the audit says that it was, not with what. */
export async function settleShown(
  store: Store,
  question: Question & { readonly environment: string },
  { event, fence }: { readonly event: BranchEvent; readonly fence: Fence },
): Promise<void> {
  const { id } = question;
  await commit(store, {
    guards: [['present', keys.question(id)]],
    writes: [['DEL', keys.question(id)], clearAlarm(laneOf(id)), auditWrite(question, JSON.stringify(event))],
    fence,
  });
}

/** It was answered: the lane was woken once more than it had work. */
export async function restQuestionLane(store: Store, id: string, fence: Fence): Promise<void> {
  await commit(store, { writes: [clearAlarm(laneOf(id))], fence });
}

function laneOf(question: string): Lane {
  return { kind: 'question', question };
}
