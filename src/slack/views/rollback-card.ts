import { sayActor } from '../../domain/actor.ts';
import type { Button } from '@slack/types';
import type { EarlierRelease } from '../../domain/operation.ts';
import type { RollbackPlan, RollbackWay } from '../../domain/plan.ts';
import type { MarkedCommit } from '../../domain/bad-mark.ts';
import type { OperationId } from '../../domain/ids.ts';
import type { Refusal } from '../../domain/reasons.ts';
import { shortSha } from '../../domain/ids.ts';
import { actions, button, context, type MessageView, messageView, section } from './blocks.ts';
import { escape, link } from './escape.ts';
import { codeOf, duration, expiry, moment, plural } from './format.ts';
import { andMore, firstOf } from './limits.ts';
import { environmentOf, type OperationModel, subjectOf } from './operation-model.ts';
import { askedBy } from './operation-words.ts';
import { peopleOf } from './plan-card.ts';
import { cancelButton } from './cancel-button.ts';
import { sayRefusal } from './refusal.ts';
import { stayingLines } from './staying-lines.ts';

/** What comes back, what does not, how long; then one red button. */
export function rollbackPlanView(model: OperationModel, plan: RollbackPlan): MessageView {
  const { id, approval } = model.operation;
  const environment = environmentOf(model);
  const target = `${codeOf(plan.commit.sha)} ${subjectOf(plan.commit)}`;
  const headline = `✋ Rollback of ${environment} to ${target} waits for its button · ${escape(model.app.name, 60)}`;
  const facts = [
    `live before since ${moment(plan.target.liveAt)}`,
    askedBy(model),
    ...(approval ? [expiry(approval.expiresAt, model.now)] : []),
  ].join(' · ');
  const parts = [...partLines(plan), ...databaseLines(model, plan)];
  const bad = markedLines(plan);
  return messageView([`${headline}; ${askedBy(model)}. ${goesSentence(plan)}`, ...bad].join(' '), [
    section([headline, facts]),
    section([goesSentence(plan)]),
    ...(bad.length === 0 ? [] : [section(bad)]),
    ...(parts.length === 0 ? [] : [section(parts)]),
    context([afterwards(model, plan)]),
    ...actions([
      button(
        `Roll back to ${shortSha(plan.commit.sha)}`,
        { kind: 'confirm', operation: id, digest: plan.digest },
        { style: 'danger', confirm: consequence(model, plan) },
      ),
      cancelButton(model, 'Nothing has been changed yet.'),
    ]),
  ]);
}

/** On the card of what ended: plans going back to the release that was named when it ended. */
export function rollBackButton(
  { operation, overtaken }: OperationModel,
  earlier: EarlierRelease | undefined,
): Button | undefined {
  return earlier && !overtaken ? wayBackButton(operation.id, earlier) : undefined;
}

/** The same in a message that nothing edits: pressed too late, it is answered. */
export function wayBackButton(
  operation: OperationId,
  { release, commit }: EarlierRelease,
  style?: 'danger',
): Button {
  return button(
    `Roll back to ${shortSha(commit)}`,
    { kind: 'roll_back', operation, release },
    style ? { style } : {},
  );
}

/** For who presses a button that is out of date. */
export function staleView(
  refusal: Refusal,
  earlier: (EarlierRelease & { readonly operation: OperationId }) | undefined,
): MessageView {
  const { says, next } = sayRefusal(refusal);
  const text = `🚫 Not rolled back: ${says} ${next}`.trim();
  return messageView(text, [
    section([text]),
    ...actions([earlier && wayBackButton(earlier.operation, earlier)]),
  ]);
}

/** "Leaves `a1b2c3d`: 7 commits by 3 people go" */
function goesSentence(plan: RollbackPlan): string {
  const { leaves, comparison } = plan;
  if (leaves.commit === undefined)
    return plan.target.putsBack
      ? 'The same commit is live, and not as it was released.'
      : 'What is live now is not known to be of one commit.';
  const compare = comparison.url === undefined ? '' : ` · ${link(comparison.url, 'Compare')}`;
  const count = plural(comparison.totalCommits, 'commit');
  const [newest] = comparison.commits;
  const subject = newest?.sha === leaves.commit ? ` ${subjectOf(newest)}` : '';
  const left = `Leaves ${codeOf(leaves.commit)}${subject}`;
  if (comparison.status === 'unknown') return `${left}; GitHub did not say what lies between${compare}`;
  return `${left}: ${count} by ${peopleOf(plan)} ${comparison.totalCommits === 1 ? 'goes' : 'go'}${compare}`;
}

/** What was passed over, or comes back all the same, of what somebody marked bad. */
function markedLines({ target: { skipped = [], marked } }: RollbackPlan): readonly string[] {
  const { shown, hidden } = firstOf(skipped, 3);
  const more = hidden > 0 ? [`Skipped for the same reason: ${andMore(hidden)}.`] : [];
  const all = [...shown.map((one) => `${saidOf(one)} was skipped: ${markedBy(one)}`), ...more];
  return marked ? [...all, `${saidOf(marked)} comes back although it was ${markedBy(marked)}`] : all;
}

function saidOf({ commit, subject }: MarkedCommit): string {
  return `${codeOf(commit)} ${escape(subject, 80)}`.trim();
}

function markedBy({ mark }: MarkedCommit): string {
  return `marked bad by ${sayActor(mark)} ${moment(mark.at)}, “${escape(mark.why, 200)}”.`;
}

function partLines({ ways: { frontend, backend } }: RollbackPlan): readonly string[] {
  return [
    ...(frontend ? [partLine('Frontend', frontend, instantFrontend)] : []),
    ...(backend ? [partLine('Backend', backend, instantBackend)] : []),
  ];
}

const instantFrontend = 'comes back at once: Vercel serves the old build again, with its variables';
const instantBackend = 'comes back without a build: Railway runs the old image again, with its variables';

function partLine(name: string, way: RollbackWay, instant: string): string {
  const { kind, why, commit, estimateMs } = way;
  const estimate = estimateMs === undefined ? '' : ` · ≈ ${duration(estimateMs)}`;
  switch (kind) {
    case 'live':
      return `*${name}*  runs ${codeOf(commit.sha)} already`;
    case 'instant':
      return `*${name}*  ${instant}${estimate}`;
    case 'rebuild': {
      const because = why === undefined ? '' : `: ${escape(why, 120)}`;
      return `*${name}*  ${codeOf(commit.sha)} is built again, with the variables of now${because}${estimate || ' · takes as long as a deploy'}`;
    }
  }
}

/** What does not come back. */
function databaseLines(
  { environment, operation }: OperationModel,
  { migrations, staying }: RollbackPlan,
): readonly string[] {
  if (!environment.database) return [];
  if (operation.request.withData) {
    return [
      '*Database*  its data is not touched yet: once the code is back I plan its restore, as an operation of its own with nods of its own',
    ];
  }
  const untouched = '*Database*  is not touched: data stays as it is';
  if (migrations.length === 0) return [`${untouched}; no migration came since`];
  const { shown, hidden } = firstOf(migrations, 5);
  const names = shown.map((file) => `\`${escape(file, 120)}\``).join(', ');
  return [
    `${untouched}, and ${plural(migrations.length, 'migration')} since then ${migrations.length === 1 ? 'stays' : 'stay'}: ${names}${hidden > 0 ? ` ${andMore(hidden)}` : ''}.`,
    ...stayingLines(staying),
  ];
}

function afterwards(model: OperationModel, { leaves, target }: RollbackPlan): string {
  if (target.putsBack)
    return `A deploy that runs is cancelled first. Afterwards ${environmentOf(model)} is as it was released, and open for deploys.`;
  const bad = leaves.commit === undefined ? '' : ` and ${codeOf(leaves.commit)} is marked bad`;
  return `A deploy that runs is cancelled first. Afterwards ${environmentOf(model)} is on hold${bad}; going forward again is a deploy, once somebody releases the hold.`;
}

function consequence(
  { environment, operation }: OperationModel,
  { commit, migrations, target }: RollbackPlan,
) {
  const stay = operation.request.withData
    ? 'Its data is restored only after others have nodded to that.'
    : migrations.length === 0
      ? 'Data stays as it is.'
      : 'Data and migrations stay as they are.';
  const marked = target.marked ? ` ${shortSha(target.marked.commit)} was marked bad.` : '';
  return {
    title: `Roll back ${environment.name}?`,
    text: `${environment.name} goes back to ${shortSha(commit.sha)} at once${target.putsBack ? '' : ', and is held until somebody releases it'}.${marked} ${stay}`,
    confirm: 'Roll back',
    deny: 'Not now',
  };
}
