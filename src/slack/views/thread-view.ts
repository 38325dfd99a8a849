import type { KnownBlock } from '@slack/types';
import { nobody } from '../../domain/authors.ts';
import type { Who } from '../../domain/environment.ts';
import type { ToldEvent } from '../../domain/event.ts';
import { aftermathSentences, failureSentence } from './aftermath.ts';
import type { MessageView } from './blocks.ts';
import { actions, messageView, section } from './blocks.ts';
import { escape, link } from './escape.ts';
import {
  duration,
  mentionChannel,
  moment,
  plural,
  mention,
  mentions,
  sentenceList,
  shortDuration,
} from './format.ts';
import { firstOf } from './limits.ts';
import { logBlocks, schemaBlocks } from './log-blocks.ts';
import { runLines } from './migration-lines.ts';
import type { OperationContext } from './operation-model.ts';
import { commitOf, environmentOf, isNodded, sameRequest } from './operation-model.ts';
import { doingIt, isRollback, notDone, whatIsAsked } from './operation-words.ts';
import { checksNotInTime } from './plan-card.ts';
import { continued, sayRefusal } from './refusal.ts';
import { wayBackButton } from './rollback-card.ts';
import { watchEndSentence, worseSentence } from './watch-words.ts';
import { restoredSentence } from './restored-view.ts';

/** What the thread says about an event. */
export function threadView(event: ToldEvent, model: OperationContext): MessageView {
  const text = sentence(event, model);
  if (event.kind === 'migrations_rehearsed')
    return messageView(text, [section([text, ...runLines(event.runs)]), ...schemaBlocks(event.schema)]);
  const log = event.kind === 'step_failed' ? (event.log ?? []) : [];
  return messageView(text, [section([text]), ...logBlocks(log), ...rollBackButtons(event, model)]);
}

function sentence(event: ToldEvent, model: OperationContext): string {
  const requester = mention(model.operation.request.by);
  const environment = environmentOf(model);
  switch (event.kind) {
    case 'queued':
      return `🕓 Waits its turn: ${event.place - 1} before it.`;
    case 'migrations_rehearsed':
      return `✅ Tried on a copy of the database: ${plural(event.runs.length, 'migration')} in ${shortDuration(event.durationMs)}.${event.schema.length === 0 ? ' The schema stays as it is.' : ''}`;
    case 'approval_requested':
      return `✋ ${called(event)}${environment} needs a nod for ${whatIsAsked(model)}${toldDirectly(event)}. Approve or reject it on the card above.`;
    case 'emergency_declared':
      return `🚨 ${called(event)}${mention(event.by)} ${isRollback(model) ? `rolls ${environment} back to ${commitOf(model)}` : `deploys ${commitOf(model)} to ${environment}`} as an emergency: ${emergencyReason(model)} Somebody else must acknowledge it on the card above afterwards.`;
    case 'acknowledgement_missing':
      return `🚨 ${called(event)}nobody has acknowledged this emergency yet. Somebody other than ${requester} must, on the card above.`;
    case 'acknowledged':
      return `✅ ${mention(event.by)} acknowledged the emergency.`;
    case 'confirmation_requested':
      return `✋ ${requester} ${sayRefusal(event.refusal).says} Confirm on the card above that it is meant.`;
    case 'confirmed':
      return isRollback(model)
        ? `⏳ ${mention(event.by)} rolls ${environment} back to ${commitOf(model)}.`
        : `✅ ${mention(event.by)} confirmed its size.`;
    case 'approved':
      return `✅ ${mention(event.by)} approved: ${event.nods} of ${event.required}.`;
    case 'nod_taken_back':
      return `✋ ${mention(event.by)} took their nod back: ${event.nods} of ${event.required}. It does not run until it is complete again.`;
    case 'nudged':
      return `✋ ${called(event)}${mention(event.by)} is waiting for you: ${environment} still needs ${plural(event.missing, 'nod')} for ${whatIsAsked(model)}.`;
    case 'reminded':
      return `✋ ${called(event)}${environment} still needs ${plural(event.missing, 'nod')} for ${whatIsAsked(model)}. Approve or reject it on the card above.`;
    case 'nods_reused':
      return `✅ Given to this same plan before: the ${event.nods.length === 1 ? 'nod' : 'nods'} of ${sentenceList(event.nods.slice(0, 10).map(({ by, at }) => `${mention(by)} (${moment(at)})`))}. That makes ${event.given} of ${event.required}.`;
    case 'nod_lapsed':
      return `✋ The nod of ${mention(event.by)} counts no more: ${escape(event.why, 200)}.`;
    case 'rejected':
      return `🚫 ${mention(event.by)} rejected it: “${escape(event.reason, 1000)}” ${otherThan(event.by, model)}`.trim();
    case 'expired':
      if (isRollback(model))
        return `🚫 ${requester} nobody pressed the button in time. Ask again: ${sameRequest(model)}`;
      if (event.checks)
        return `🚫 ${requester} ${checksNotInTime(event.checks)}. Ask again: ${sameRequest(model)}`;
      return `🚫 ${requester} ${isNodded(model) ? 'you did not confirm it in time' : 'nobody nodded in time'}. Ask again: ${sameRequest(model)}`;
    case 'refused':
      return refusedSentence(event, model);
    case 'superseded':
      return `🚫 A newer request took the place of this one${model.otherCard === undefined ? '' : `: ${link(model.otherCard, 'its card')}`}.`;
    case 'cancel_requested':
      return `🚫 ${mention(event.by)} cancelled it; what was done is being undone.`;
    case 'started':
      return startedSentence(model);
    case 'restored':
      return restoredSentence(event, model);
    case 'step_done':
      return `✅ ${escape(event.title, 80)} · ${duration(event.durationMs)}`;
    case 'step_failed':
      return failedStepSentence(event);
    case 'step_undone':
      return `↩️ Undone: ${escape(event.title, 80)}`;
    case 'step_stuck':
      return `❌ Not undone: ${escape(event.title, 80)} (${escape(event.why, 300)}). Someone must look at it.`;
    case 'watch_ended':
      return watchSentence(event, model);
    case 'succeeded':
      return `${isRollback(model) ? `↩️ ${environment} is back on` : `✅ ${environment} runs`} ${commitOf(model)} · ${duration(event.durationMs)}`;
    case 'rolled_back':
      return rolledBackSentence(event, model);
    case 'failed':
      return failedSentence(event, model);
    case 'cancelled':
      return [
        `🚫 Cancelled by ${mention(event.by)}.`,
        ...aftermathSentences(model, event.aftermath),
        otherThan(event.by, model),
      ]
        .join(' ')
        .trim();
  }
}

type EventOf<Kind extends ToldEvent['kind']> = Extract<ToldEvent, { kind: Kind }>;

function emergencyReason({ operation }: OperationContext): string {
  return `“${escape(operation.request.emergency ?? '', 300)}”`;
}

/** Who has the card in front of them is not called as well. */
function toldDirectly({ told }: EventOf<'approval_requested'>): string {
  return told === 0 ? '' : `; ${plural(told, 'approver')} got it in a direct message`;
}

function called({ groups, users }: Who): string {
  const { shown } = firstOf(mentions(groups, users), 10);
  return shown.length === 0 ? '' : `${shown.join(' ')} `;
}

function refusedSentence({ refusal }: EventOf<'refused'>, model: OperationContext): string {
  const { says, next } = sayRefusal(refusal);
  const requester = mention(model.operation.request.by);
  return `🚫 ${requester} ${uncapital(notDone(model))}: ${continued(refusal.code, says)} ${next}`;
}

function uncapital(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function startedSentence(model: OperationContext): string {
  return model.operation.kind === 'deploy'
    ? `⏳ Deploying ${commitOf(model)} to ${environmentOf(model)}.`
    : `⏳ ${doingIt(model)} to ${commitOf(model)}.`;
}

function failedStepSentence({ failure }: EventOf<'step_failed'>): string {
  const { says } = sayRefusal(failure);
  return `❌ *${escape(failure.title, 80)}* failed: ${continued(failure.code, says)}`;
}

/** The requester and the authors are called; those whose Slack id is not known are named. */
function failedSentence({ failure, aftermath }: EventOf<'failed'>, model: OperationContext): string {
  return [
    `❌ ${mention(model.operation.request.by)} ${failureSentence(model, failure, aftermath)}`,
    ...aftermathSentences(model, aftermath),
    ...authors(model),
  ].join(' ');
}

/** Who asked for the deploy is called where it got worse, and its authors; not once more when it has been rolled back. */
function watchSentence({ end }: EventOf<'watch_ended'>, model: OperationContext): string {
  if (end.kind !== 'worse') return watchEndSentence(end, model);
  const requester = mention(model.operation.request.by);
  return [`❌ ${requester} ${worseSentence(end, model)}`, ...authors(model)].join(' ');
}

/** Where a rollback does not follow by itself, it is one press away. */
function rollBackButtons(event: ToldEvent, { operation }: OperationContext): readonly KnownBlock[] {
  if (event.kind !== 'watch_ended' || event.end.kind !== 'worse') return [];
  const { ending } = operation;
  const follows = event.end.consequence.kind === 'rolls_back' || event.end.consequence.kind === 'under_way';
  if (follows || ending?.kind !== 'succeeded') return [];
  return actions([ending.earlier && wayBackButton(operation.id, ending.earlier, 'danger')]);
}

/** The requester and the authors are called, as when a deploy failed. */
function rolledBackSentence(
  { by, byItself, to, incident }: EventOf<'rolled_back'>,
  model: OperationContext,
): string {
  if (byItself)
    return `↩️ ${environmentOf(model)} was rolled back to \`${escape(to.slice(0, 7), 40)}\` by itself. Until the hold is released nothing is deployed; the commit that has the fix goes out then.`;
  const who = by === model.operation.request.by ? '' : ` ${mention(model.operation.request.by)}`;
  return [
    `↩️${who} ${mention(by)} rolled ${environmentOf(model)} back to \`${escape(to.slice(0, 7), 40)}\`${takenBackIn(incident, model)}. Until the hold is released nothing is deployed; the commit that has the fix goes out then.`,
    ...authors(model),
  ].join(' ');
}

/** " in #inc-042 (its timeline)" */
function takenBackIn(channel: string | undefined, { otherCard }: OperationContext): string {
  if (channel === undefined) return '';
  const timeline = otherCard === undefined ? '' : ` (${link(otherCard, 'its timeline')})`;
  return ` in ${mentionChannel(channel)}${timeline}`;
}

/** Nobody is called twice: who asked was called already. */
function authors({ operation }: OperationContext): readonly string[] {
  const { known, unknown } = operation.authors ?? nobody;
  const people = [
    ...known.flatMap(({ user }) => (user === operation.request.by ? [] : [mention(user)])),
    ...unknown.map((name) => escape(name, 40)),
  ];
  const { shown, hidden } = firstOf(people, 10);
  if (shown.length === 0) return [];
  return [`Commits by ${sentenceList(hidden > 0 ? [...shown, `${hidden} more`] : shown)}.`];
}

/** The requester's mention, unless they did it themselves. */
function otherThan(actor: string, { operation }: OperationContext): string {
  return operation.request.by === actor ? '' : mention(operation.request.by);
}
