import { type GateOutcome, endingsOf } from '../../domain/gates/ask.ts';
import type { Explanation } from '../../domain/question.ts';
import { context, type MessageView, messageView, section } from './blocks.ts';
import { escape } from './escape.ts';
import { codeOf, plural, sentenceList } from './format.ts';
import { subjectOf } from './operation-model.ts';
import { sayRefusal } from './refusal.ts';

/** One answer: what is shut, why, and who opens it; what is open in one line. */
export function whyView(explanation: Explanation): MessageView {
  const { outcomes, commit, environment, underWay } = explanation;
  const shut = outcomes.filter(({ decision }) => decision.kind !== 'proceed');
  const open = outcomes.filter(({ decision }) => decision.kind === 'proceed').map(({ gate }) => gate);
  const what = `${codeOf(commit.sha)} ${subjectOf(commit)} to *${escape(environment, 60)}*`;
  const headline =
    shut.length === 0
      ? `✅ Nothing stands in the way of a deploy of ${what}.`
      : `🚫 ${plural(shut.length, 'thing')} ${shut.length === 1 ? 'stands' : 'stand'} in the way of a deploy of ${what}:`;
  const lines = shut.map((outcome) => shutLine(outcome, explanation));
  const openLine = open.length === 0 ? [] : [`✅ Open: ${sentenceList(open)}.`];
  const queue = underWay === 0 ? [] : [`${plural(underWay, 'deploy')} of it runs or waits: \`/deploys\`.`];
  return messageView([headline, ...lines, ...openLine, ...queue].join('\n'), [
    section([headline]),
    ...lines.map((line) => section([line])),
    ...(openLine.length + queue.length === 0 ? [] : [context([...openLine, ...queue])]),
  ]);
}

function shutLine(outcome: GateOutcome, explanation: Explanation): string {
  const { gate, code } = outcome;
  const ending = endingsOf(gate).find(([one]) => one === code)?.[1];
  const cleared = ending?.clearedBy === undefined ? '' : ` *Opened by:* ${ending.clearedBy}`;
  return `${markOf(outcome)} *${gate}*  ${sayShut(outcome, explanation, ending?.means ?? '')}${cleared}`;
}

function markOf({ decision }: GateOutcome): string {
  switch (decision.kind) {
    case 'needs_approvals':
    case 'needs_confirmation':
      return '✋';
    case 'waits_for_checks':
      return '🕓';
    case 'proceed':
    case 'unchanged':
      return '✅';
    case 'refused':
      return '🚫';
  }
}

function sayShut({ decision }: GateOutcome, { approvers }: Explanation, means: string): string {
  switch (decision.kind) {
    case 'refused': {
      const { says, next } = sayRefusal(decision.refusal);
      return `${says} ${next}`;
    }
    case 'needs_confirmation':
    case 'waits_for_checks':
      return sayRefusal(decision.refusal).says;
    case 'needs_approvals':
      return `${plural(decision.missing, 'nod')} from ${approvers} would be asked for.`;
    case 'proceed':
    case 'unchanged':
      return means;
  }
}
