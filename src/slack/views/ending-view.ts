import type { Button } from '@slack/types';
import type { Ending } from '../../domain/operation.ts';
import { nodsRequired } from '../../domain/quorum.ts';
import type { Refusal } from '../../domain/reasons.ts';
import { everyoneOf } from '../../domain/who.ts';
import { aftermathSentences, failureSentence } from './aftermath.ts';
import type { MessageView } from './blocks.ts';
import { actions, button, context, linkButton, messageView, section } from './blocks.ts';
import { escape } from './escape.ts';
import { refusedGateLines } from './gates-line.ts';
import { codeOf, duration, either, mention, mentions } from './format.ts';
import { firstOf } from './limits.ts';
import type { OperationModel } from './operation-model.ts';
import { addressOf, commitOf, environmentOf, isNodded, sameRequest } from './operation-model.ts';
import { checksNotInTime, comparisonSentence } from './plan-card.ts';
import { durationsLine, failedStep } from './progress.ts';
import { askedBy, isRollback, notDone, operationName, whatIsAsked } from './operation-words.ts';
import { restoredView } from './restored-view.ts';
import { restoreDataButton } from './restore-data-button.ts';
import { retryButton } from './retry-button.ts';
import { rollBackButton } from './rollback-card.ts';
import { continued, sayRefusal, sourceButton } from './refusal.ts';
import { stopButtons } from './stop-buttons.ts';
import { automaticLines, stopWatchingButton, watchLines } from './watch-words.ts';

type EndingOf<Kind extends Ending['kind']> = Extract<Ending, { kind: Kind }>;

/** The root card of an operation that is over. */
export function endingView(model: OperationModel): MessageView {
  const { ending, state } = model.operation;
  if (ending === undefined) return bare(`🚫 ${operationName(model)} (${commitOf(model)}) ended.`);
  switch (ending.kind) {
    case 'succeeded':
      return state === 'rolled_back' ? rolledBack(model) : succeeded(model, ending);
    case 'restored':
      return restoredView(model, { data: ending, people: people(model), took: took(model) });
    case 'failed':
      return failed(model, ending);
    case 'cancelled':
      return cancelled(model, ending);
    case 'rejected':
      return rejected(model, ending);
    case 'refused':
      return refused(model, ending);
    case 'expired':
      return ending.checks ? checksExpired(model, ending.checks) : expired(model);
    case 'superseded':
      return superseded(model);
    case 'unchanged':
      return unchanged(model);
  }
}

function succeeded(model: OperationModel, { mixedVersionsMs, earlier }: EndingOf<'succeeded'>): MessageView {
  const two = model.environment.frontend !== undefined && model.environment.backend !== undefined;
  const mixed = two ? ` · ${duration(mixedVersionsMs)} of mixed versions` : '';
  const back = isRollback(model);
  const runs = back ? `↩️ ${environmentOf(model)} is back on` : `✅ ${environmentOf(model)} runs`;
  const headline = `${runs} ${commitOf(model)} · ${took(model)}${mixed}`;
  const held = back ? heldSentences(model) : [];
  const after = [...automaticLines(model), ...held, ...watchLines(model)];
  const steps = durationsLine(model.steps, model.planned);
  const text = [`${headline} · ${people(model)}${after.length > 0 ? '.' : ''}`, ...after].join(' ');
  return messageView(text, [
    section([headline, ...after]),
    context([people(model), ...comparison(model), ...(steps === undefined ? [] : [steps])]),
    ...actions([
      linkButton('Open', 'environment', addressOf(model)),
      rollBackButton(model, earlier),
      stopWatchingButton(model),
      restoreDataButton(model),
    ]),
  ]);
}

/** What stands in the way of going forward again, and how that goes. */
function heldSentences(model: OperationModel): readonly string[] {
  const { plan } = model.operation;
  if (plan?.kind === 'rollback' && plan.target.putsBack) return [];
  const bad = plan?.kind === 'rollback' ? plan.leaves.commit : undefined;
  const marked = bad === undefined ? '' : `, and ${codeOf(bad)} is marked bad`;
  return [
    `${environmentOf(model)} is on hold${marked}. Going forward again is a \`/deploy\`, once somebody releases the hold.`,
  ];
}

function failed(model: OperationModel, { failure, aftermath, earlier }: EndingOf<'failed'>): MessageView {
  const headline = `❌ ${failureSentence(model, failure, aftermath)}`;
  const rest = [...aftermathSentences(model, aftermath), sayRefusal(failure).next].join(' ');
  const logs = failedStep(model.steps)?.url;
  return messageView(`${headline} ${rest}`, [
    section([headline, rest]),
    context([[footer(model), `took ${took(model)}`].join(' · ')]),
    ...actions([
      retryButton(model, aftermath),
      rollBackButton(model, earlier),
      linkButton('Logs', 'logs', logs),
    ]),
  ]);
}

function cancelled(model: OperationModel, { by, aftermath }: EndingOf<'cancelled'>): MessageView {
  const headline = `🚫 ${whatWasCancelled(model)} cancelled by ${mention(by)}.`;
  const stands = aftermathSentences(model, aftermath);
  const rest = stands.length === 0 ? ['Nothing had been changed.'] : stands;
  return messageView(`${headline} ${rest.join(' ')}`, [
    section([headline, rest.join(' ')]),
    context([people(model)]),
  ]);
}

function whatWasCancelled(model: OperationModel): string {
  return model.operation.kind === 'deploy'
    ? `Deploy of ${commitOf(model)} to ${environmentOf(model)}`
    : `${operationName(model)} to ${commitOf(model)}`;
}

function rejected(model: OperationModel, { by, reason }: EndingOf<'rejected'>): MessageView {
  const headline = `🚫 ${notDone(model)}: ${mention(by)} rejected ${whatIsAsked(model)}.`;
  const why = `“${escape(reason, 1000)}”`;
  const next = `Settle it with ${mention(by)}, then ask again: ${sameRequest(model)}`;
  return messageView(`${headline} ${why} ${next}`, [
    section([headline, `> ${why}`, next]),
    context([people(model)]),
  ]);
}

function refused(model: OperationModel, { refusal }: EndingOf<'refused'>): MessageView {
  const { says, next } = sayRefusal(refusal);
  const headline = `🚫 ${notDone(model)}: ${continued(refusal.code, says)}`;
  return messageView(`${headline} ${next}`, [
    section([headline, next]),
    context([footer(model), ...refusedGateLines(model, refusal)]),
    ...actions([
      sourceButton(refusal, model.otherCard),
      replanButton(model, refusal),
      ...(model.overtaken ? [] : stopButtons(refusal)),
    ]),
  ]);
}

/** A nod binds the plan that it was given to: what is live now needs a new one. */
function replanButton({ operation, overtaken }: OperationModel, { code }: Refusal): Button | undefined {
  const label =
    askAgain[code] ??
    (operation.kind === 'rollback' ? askRollbackAgain[code] : undefined) ??
    (overtaken ? 'Ask again' : undefined);
  return label === undefined ? undefined : button(label, { kind: 'retry', operation: operation.id });
}

const askAgain: Partial<Record<Refusal['code'], string>> = {
  plan_outdated: 'Plan it again',
  nods_lapsed: 'Ask again',
  nods_unverified: 'Ask again',
};

/** Once the lock is taken over, or Slack answers. */
const askRollbackAgain: Partial<Record<Refusal['code'], string>> = {
  lock_by_other: 'Ask again',
  lock_by_requester: 'Ask again',
  rights_unreachable: 'Ask again',
};

function expired(model: OperationModel): MessageView {
  if (isRollback(model)) return unpressed(model);
  const { approval } = model.operation;
  if (isNodded(model)) return unconfirmed(model);
  const { groups, users } = everyoneOf(approval?.rules ?? []);
  const from = either(firstOf(mentions(groups, users), 10).shown);
  const nods =
    approval === undefined ? '' : ` (${approval.nods.length} of ${nodsRequired(approval.rules)} nods)`;
  const headline = `🚫 ${notDone(model)}: the time for a nod ${from === '' ? '' : `from ${from} `}ran out${nods}.`;
  const next = `Ask again: ${sameRequest(model)}`;
  return messageView(`${headline} ${next}`, [
    section([headline, next]),
    context([footer(model)]),
    ...actions([button('Ask again', { kind: 'retry', operation: model.operation.id })]),
  ]);
}

function unpressed(model: OperationModel): MessageView {
  const headline = `🚫 ${notDone(model)}: nobody pressed the button in time.`;
  const next = `Ask again: ${sameRequest(model)}`;
  return messageView(`${headline} ${next}`, [
    section([headline, next]),
    context([footer(model)]),
    ...actions([button('Ask again', { kind: 'retry', operation: model.operation.id })]),
  ]);
}

function unconfirmed(model: OperationModel): MessageView {
  const headline = `🚫 Not deployed to ${environmentOf(model)}: ${mention(model.operation.request.by)} did not confirm its size in time.`;
  const next = `Ask again: ${sameRequest(model)}`;
  return messageView(`${headline} ${next}`, [
    section([headline, next]),
    context([footer(model)]),
    ...actions([button('Ask again', { kind: 'retry', operation: model.operation.id })]),
  ]);
}

function checksExpired(model: OperationModel, checks: readonly string[]): MessageView {
  const headline = `🚫 Not deployed to ${environmentOf(model)}: ${checksNotInTime(checks)}.`;
  const next = `Look at why, then ask again: ${sameRequest(model)}`;
  return messageView(`${headline} ${next}`, [section([headline, next]), context([footer(model)])]);
}

function superseded(model: OperationModel): MessageView {
  const headline = `🚫 ${notDone(model)}: a newer request took the place of ${whatIsAsked(model)}. Follow that one.`;
  return messageView(headline, [
    section([headline]),
    context([people(model)]),
    ...actions([linkButton('Open the newer one', 'card', model.otherCard)]),
  ]);
}

function unchanged(model: OperationModel): MessageView {
  const headline = `✅ ${environmentOf(model)} already runs ${commitOf(model)}. Nothing to do.`;
  return messageView(headline, [
    section([headline]),
    context([people(model)]),
    ...actions([linkButton('Open', 'environment', addressOf(model))]),
  ]);
}

function rolledBack(model: OperationModel): MessageView {
  const { watched } = model.operation;
  const why = watched?.end?.kind === 'worse' ? watchLines(model) : [];
  const lines = [`↩️ ${environmentOf(model)} ran ${commitOf(model)} until it was rolled back.`, ...why];
  return messageView(lines.join(' '), [section(lines)]);
}

function bare(text: string): MessageView {
  return messageView(text, [section([text])]);
}

function footer(model: OperationModel): string {
  return [commitOf(model), people(model)].join(' · ');
}

function people(model: OperationModel): string {
  const { operation } = model;
  const { shown, hidden } = firstOf(operation.approval?.nods ?? [], 5);
  const nods = shown.map(({ by }) => mention(by));
  return [
    askedBy(model),
    ...(operation.kind === 'rollback' &&
    operation.confirmed &&
    operation.confirmed.by !== operation.request.by
      ? [`pressed by ${mention(operation.confirmed.by)}`]
      : []),
    ...(nods.length === 0
      ? []
      : [`approved by ${nods.join(', ')}${hidden > 0 ? ` and ${hidden} more` : ''}`]),
  ].join(' · ');
}

function comparison({ operation, now }: OperationModel): readonly string[] {
  return operation.plan?.kind !== 'deploy'
    ? []
    : [comparisonSentence(operation.plan, operation.endedAt ?? now)];
}

function took({ operation, now }: OperationModel): string {
  return duration((operation.endedAt ?? now) - (operation.startedAt ?? operation.createdAt));
}
