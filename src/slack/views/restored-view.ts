import { takenBackName } from '../../domain/make-restore-plan.ts';
import type { Aftermath, RestoredData } from '../../domain/operation.ts';
import { actions, context, linkButton, type MessageView, messageView, section } from './blocks.ts';
import { escape } from './escape.ts';
import { codeOf, duration } from './format.ts';
import {
  addressOf,
  environmentOf,
  type OperationContext,
  type OperationModel,
  subjectOf,
} from './operation-model.ts';
import { durationsLine } from './progress.ts';
import { lostWords, migrationLines } from './restore-card.ts';
import { dataOf, wayBack } from './restore-words.ts';

/** Which data is live, what went, where it is, and how it comes back. */
export function restoredView(
  model: OperationModel,
  { data, people, took }: { readonly data: RestoredData; readonly people: string; readonly took: string },
): MessageView {
  const { plan } = model.operation;
  const headline = `✅ ${environmentOf(model)} has its ${dataOf(model.operation)} again · ${took}`;
  const went = `${lostWords(data, model.now)}. It is kept as branch \`${escape(data.keptAs, 100)}\`.`;
  const back = `To go back to it: ${wayBack(model.environment.name, data.keptAs)}.`;
  const runs =
    plan === undefined ? [] : [`It runs ${codeOf(plan.commit.sha)} ${subjectOf(plan.commit)}, as before.`];
  const warned = plan?.kind === 'restore' ? migrationLines(plan) : [];
  const steps = durationsLine(model.steps, model.planned);
  return messageView([`${headline} · ${people}.`, went, back, ...runs, ...warned].join(' '), [
    section([headline, went, back]),
    ...(runs.length + warned.length === 0 ? [] : [section([...runs, ...warned])]),
    context([people, ...(steps === undefined ? [] : [steps])]),
    ...actions([linkButton('Open', 'environment', addressOf(model))]),
  ]);
}

/** For the thread. */
export function restoredSentence(
  data: RestoredData & { readonly at: number; readonly durationMs: number },
  model: OperationContext,
): string {
  const { keptAs, durationMs, at } = data;
  return `✅ ${environmentOf(model)} has its ${dataOf(model.operation)} again · ${duration(durationMs)}. ${lostWords(data, at)}; to go back to it: ${wayBack(model.environment.name, keptAs)}.`;
}

/** Which data is live after a restore that did not end well. */
export function dataSentence(model: OperationContext, { undone, notUndone }: Aftermath): string | undefined {
  const { plan, startedAt } = model.operation;
  if (plan?.kind !== 'restore' || startedAt === undefined) return undefined;
  if (notUndone.length > 0) {
    return `The data may be that of the restore; what was there until then is kept as branch \`${escape(plan.keptAs, 100)}\`: ${wayBack(model.environment.name, plan.keptAs)}.`;
  }
  if (undone.length === 0) return 'Its data was not touched.';
  const restored = takenBackName(model.operation.id);
  return `${environmentOf(model)} has the data again that it had before the restore. What had been restored is kept as well; to try it once more: ${wayBack(model.environment.name, restored)}.`;
}
