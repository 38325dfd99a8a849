import { checkProgress } from '../../domain/gates/checks.ts';
import type { OperationKind } from '../../domain/operation.ts';
import type { Plan } from '../../domain/plan.ts';
import { nodsMissing } from '../../domain/quorum.ts';
import type { MessageView } from './blocks.ts';
import { actions, button, context, messageView, section } from './blocks.ts';
import { escape } from './escape.ts';
import { gatesLines, unconfirmed } from './gates-line.ts';
import { duration, expiry, mention, ordinal, plural, sentenceList, when } from './format.ts';
import { firstOf } from './limits.ts';
import type { OperationModel } from './operation-model.ts';
import { commitOf, environmentOf } from './operation-model.ts';
import {
  checksInWords,
  comparisonSentence,
  missingNods,
  reusedLines,
  mixedSentence,
  nodsLines,
  planBlocks,
} from './plan-card.ts';
import { askedBy, doingIt, operationName, theOperation, whatIsPlanned } from './operation-words.ts';
import { cancelButton } from './cancel-button.ts';
import { automaticLines, watchAhead } from './watch-words.ts';
import { restorePlanView } from './restore-card.ts';
import { rollbackPlanView } from './rollback-card.ts';
import { takeBackButton } from './take-back-button.ts';
import { sayRefusal } from './refusal.ts';
import { begunLines, currentStep, failedStep, progressLines } from './progress.ts';

/* The root card while the operation is not over. */

export function planningView(model: OperationModel): MessageView {
  const headline = `📝 Planning ${whatIsPlanned(model)} · ${appOf(model)}`;
  const asked = askedBy(model);
  const tries = whatIsTried(model);
  return messageView(`${headline}, ${asked}${tries ? `; it is ${tries}` : ''}.`, [
    section([headline, asked]),
    context([tries ? `It is ${tries}.` : whatIsRead[model.operation.kind]]),
    ...actions([cancelButton(model, 'Nothing has been changed yet.')]),
  ]);
}

/** "trying 2 migrations on a copy of the database, for 15 m at most (0002_class_level, 0003_teachers)" */
function whatIsTried(model: OperationModel): string | undefined {
  const { rehearsing } = model.operation;
  if (!rehearsing) return undefined;
  const { names, limitMs } = rehearsing;
  const { shown, hidden } = firstOf(names, 3);
  const listed = [...shown.map((name) => escape(name, 60)), ...(hidden > 0 ? [`${hidden} more`] : [])];
  const what = `${plural(names.length, 'migration')} on a copy of the database`;
  return `trying ${what}, for ${duration(limitMs)} at most (${listed.join(', ')})`;
}

const whatIsRead: Readonly<Record<OperationKind, string>> = {
  deploy: 'Reading the commit, its checks and what is live.',
  rollback: 'Reading the releases and what each platform can take back.',
  restore: 'Opening a branch with that data at Neon, and counting rows. It takes up to a minute.',
};

/** "waits for e2e-tests (2 of 3 green)": nobody has to do anything. */
export function awaitingChecksView(model: OperationModel): MessageView {
  const { plan, checksAwaited } = model.operation;
  if (plan === undefined || checksAwaited === undefined) return planningView(model);
  const { until } = checksAwaited;
  const waits = `waits for ${checksInProgress(model, plan)}`;
  const headline = `🕓 Deploy to ${environmentOf(model)} ${waits} · ${appOf(model)}`;
  const tries = whatIsTried(model);
  const gone = `gone on with by itself when they are green, given up ${when(until, model.now)}`;
  const facts = [commitOf(model), ...refOf(plan), `asked by ${requester(model)}`].join(' · ');
  return messageView(`${headline}; ${commitOf(model)}, asked by ${requester(model)}, ${gone}.`, [
    section([headline, facts]),
    ...planBlocks(model, plan),
    section(gatesLines(model)),
    context([tries ? `It is ${tries}.` : `It is ${gone}.`]),
    ...actions([cancelButton(model, 'Nothing has been changed yet.')]),
  ]);
}

function checksInProgress({ environment }: OperationModel, { checks }: Plan): string {
  const { running, green, total } = checkProgress(checks, environment.policy?.checks ?? 'all');
  const { shown, hidden } = firstOf(running, 3);
  const names = shown.map((name) => escape(name, 60));
  const named = sentenceList(hidden > 0 ? [...names, `${hidden} more`] : names);
  return `${named} (${green} of ${total} green)`;
}

/** For nods, for the requester's confirmation of its size, or for both. */
export function awaitingView(model: OperationModel): MessageView {
  const { plan, approval, id } = model.operation;
  const environment = environmentOf(model);
  if (plan === undefined || approval === undefined) return planningView(model);
  if (plan.kind === 'rollback') return rollbackPlanView(model, plan);
  if (plan.kind === 'restore') return restorePlanView(model, plan, approval);
  const expires = `expires in ${duration(approval.expiresAt - model.now)} (${when(approval.expiresAt, model.now)})`;
  const big = unconfirmed(model);
  const confirmer = big === undefined ? [] : [`${requester(model)} to confirm it`];
  const missing = nodsMissing(approval.rules, approval.nods);
  const nod = missing > 0 ? ['a nod'] : [];
  const nods = missing > 0 ? [missingNods(approval)] : [];
  const why = big === undefined ? [] : [sayRefusal(big).says];
  const headline = `✋ Deploy to ${environment} waits for ${sentenceList([...nod, ...confirmer])} · ${appOf(model)}`;
  const facts = [
    commitOf(model),
    ...refOf(plan),
    `asked by ${requester(model)}`,
    expiry(approval.expiresAt, model.now),
  ].join(' · ');
  const text = [
    `✋ Deploy of ${commitOf(model)} to ${environment} of ${appOf(model)} waits for ${sentenceList([...nods, ...confirmer])}`,
    `; asked by ${requester(model)}, ${checksInWords(plan.checks)}, ${expires}.`,
    ...[...mixedSentence(plan).map((sentence) => `${sentence}.`), ...why].map((sentence) => ` ${sentence}`),
  ].join('');
  const digest = { operation: id, digest: plan.digest };
  const asksNods = approval.rules.length > 0;
  return messageView(text, [
    section([headline, facts]),
    ...planBlocks(model, plan),
    section([
      ...gatesLines(model),
      ...why.map((sentence) => `*Size*  ${sentence} ${requester(model)} confirms that it is meant.`),
      ...(asksNods ? nodsLines(model, approval) : []),
    ]),
    ...actions([
      missing > 0 ? button('Approve', { kind: 'approve', ...digest }, { style: 'primary' }) : undefined,
      big === undefined ? undefined : button('Confirm', { kind: 'confirm', ...digest }),
      asksNods ? button('Reject…', { kind: 'reject', ...digest }) : undefined,
      missing > 0 ? button('Nudge', { kind: 'nudge', operation: id }) : undefined,
      takeBackButton(model),
      cancelButton(model, 'Nothing has been changed yet, and nobody will be able to approve it.'),
    ]),
  ]);
}

/** The branch, tag or pull request; a SHA stands there already. */
function refOf({ ref, commit }: Plan): readonly string[] {
  return commit.sha.startsWith(ref.toLowerCase()) ? [] : [escape(ref, 80)];
}

export function queuedView(model: OperationModel): MessageView {
  const { plan } = model.operation;
  const headline = `🕓 ${operationName(model)} ${turn(model.queuePlace)} · ${commitOf(model)}`;
  return messageView(`${headline}, ${peopleInWords(model)}.`, [
    section([headline, peopleInWords(model), ...reusedLines(model)]),
    ...(plan?.kind !== 'deploy' ? [] : [context([comparisonSentence(plan, model.now)])]),
    ...actions([takeBackButton(model), cancelButton(model, 'Nothing has been changed yet.')]),
  ]);
}

export function runningView(model: OperationModel): MessageView {
  const { steps, planned, now } = model;
  const headline = `⏳ ${doing(model)} · ${commitOf(model)} · ${peopleInWords(model)}`;
  const goesOn = !isTurningBack(model);
  const lines = goesOn
    ? withWatch(progressLines(steps, planned, now), model)
    : begunLines(steps, planned, now);
  const step = goesOn ? currentStep(steps, planned) : undefined;
  return messageView(`${headline}${step === undefined ? '' : `: ${step}`}.`, [
    section([headline, ...automaticLines(model), ...reusedLines(model)]),
    ...(lines.length === 0 ? [] : [section(lines)]),
    ...actions(canStillCancel(model) ? [cancelButton(model, 'What was done is undone, newest first.')] : []),
  ]);
}

/** Beside the steps that are yet to come. */
function withWatch(lines: readonly string[], model: OperationModel): readonly string[] {
  const ahead = watchAhead(model);
  if (ahead === undefined) return lines;
  const last = lines.at(-1);
  return last?.startsWith('◻️') ? [...lines.slice(0, -1), `${last}   ${ahead}`] : [...lines, ahead];
}

function doing(model: OperationModel): string {
  const { cancelRequested } = model.operation;
  const failed = failedStep(model.steps);
  if (cancelRequested !== undefined)
    return `Cancelling ${theOperation(model)}, asked by ${mention(cancelRequested.by)}`;
  if (failed !== undefined) return `Undoing ${theOperation(model)}: “${escape(failed.title, 60)}” failed`;
  return doingIt(model);
}

function isTurningBack({ operation, steps }: OperationModel): boolean {
  return operation.cancelRequested !== undefined || failedStep(steps) !== undefined;
}

/** A run that is being undone, or whose steps are all done, cannot be cancelled any more. */
function canStillCancel(model: OperationModel): boolean {
  const { steps, planned } = model;
  if (isTurningBack(model)) return false;
  const done = steps.filter(({ status }) => status === 'done').length;
  return planned.length === 0 || done < planned.length;
}

function turn(queuePlace: number | undefined): string {
  if (queuePlace === undefined || queuePlace <= 1) return 'is about to start';
  return `waits its turn, ${ordinal(queuePlace)} in line`;
}

/** "approved by @bruno", or who asked where no nod was needed. */
export function peopleInWords(model: OperationModel): string {
  const nods = model.operation.approval?.nods ?? [];
  const { shown, hidden } = firstOf(nods, 5);
  const names = shown.map(({ by }) => mention(by));
  if (names.length === 0) return askedBy(model);
  return `approved by ${sentenceList(hidden > 0 ? [...names, `${hidden} more`] : names)}`;
}

function requester({ operation }: OperationModel): string {
  return mention(operation.request.by);
}

function appOf({ app }: OperationModel): string {
  return escape(app.name, 60);
}
