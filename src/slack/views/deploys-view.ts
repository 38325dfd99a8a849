import type { OperationState } from '../../domain/operation.ts';
import { nodsMissing, nodsRequired } from '../../domain/quorum.ts';
import type { MessageView } from './blocks.ts';
import { context, messageView, section } from './blocks.ts';
import { escape, link } from './escape.ts';
import { duration, mention, ordinal, sentenceList } from './format.ts';
import { andMore, firstOf } from './limits.ts';
import type { OperationContext } from './operation-model.ts';
import { commitOf, environmentOf } from './operation-model.ts';
import { askedBy } from './operation-words.ts';
import { cancelButton } from './cancel-button.ts';

export interface DeploysModel {
  readonly app: { readonly name: string };
  /** Names of the environments that were looked at. */
  readonly environments: readonly string[];
  readonly deploys: readonly UnderWay[];
  /** ms since the epoch */
  readonly now: number;
}

interface UnderWay extends OperationContext {
  /** 1: about to start. The one that runs counts too. */
  readonly queuePlace?: number;
  /** Address of its card. */
  readonly card?: string;
}

const mostShown = 20;

/** For one person's eyes: what runs and what waits, each with the button that ends it. */
export function deploysView({ app, environments, deploys, now }: DeploysModel): MessageView {
  const where = `*${escape(app.name, 60)}* (${sentenceList(environments.map((name) => escape(name, 60)))})`;
  if (deploys.length === 0) {
    const nothing = `Nothing runs or waits in ${where}.`;
    return messageView(nothing, [section([nothing])]);
  }
  const headline = `What runs and waits in ${where}:`;
  const ordered = environments.flatMap((name) =>
    deploys.filter(({ environment }) => environment.name === name).toSorted((a, b) => rank(a) - rank(b)),
  );
  const { shown, hidden } = firstOf(ordered, mostShown);
  const text = shown.map((deploy) => lineOf(deploy, now)).join('\n');
  return messageView(`${headline}\n${text}${hidden > 0 ? `\n${andMore(hidden)}` : ''}`, [
    section([headline]),
    ...shown.map((deploy) => ({
      ...section([lineOf(deploy, now)]),
      accessory: cancelButton(deploy, consequence(deploy)),
    })),
    ...(hidden > 0 ? [context([andMore(hidden)])] : []),
  ]);
}

/** What runs, what waits its turn, what waits for a nod, what is being planned. */
export function rank({ operation, queuePlace }: Pick<UnderWay, 'operation' | 'queuePlace'>): number {
  return queuePlace ?? (operation.state === 'awaiting_approval' ? 10_000 : 20_000);
}

function lineOf(deploy: UnderWay, now: number): string {
  const { operation, card } = deploy;
  return [
    `${marks[operation.state] ?? '🕓'} ${environmentOf(deploy)}${operation.kind === 'deploy' ? '' : ` · ${operation.kind}`}`,
    commitOf(deploy),
    howItStands(deploy, now),
    `${askedBy(deploy)} ${duration(now - operation.createdAt)} ago`,
    ...(card === undefined ? [] : [link(card, 'its card')]),
  ].join(' · ');
}

const marks: Partial<Record<OperationState, string>> = {
  planning: '📝',
  awaiting_checks: '🕓',
  awaiting_approval: '✋',
  queued: '🕓',
  running: '⏳',
};

function howItStands({ operation, queuePlace }: UnderWay, now: number): string {
  const { state, approval, startedAt, cancelRequested } = operation;
  if (state === 'planning') return 'being planned';
  if (state === 'awaiting_checks') return 'waits for its checks';
  if (state === 'awaiting_approval' && operation.kind === 'rollback') return 'waits for its button';
  if (state === 'awaiting_approval' && approval && nodsMissing(approval.rules, approval.nods) === 0)
    return 'waits to be confirmed';
  if (state === 'awaiting_approval')
    return `waits for a nod (${approval?.nods.length ?? 0} of ${nodsRequired(approval?.rules ?? [])})`;
  if (cancelRequested) return `being cancelled by ${mention(cancelRequested.by)}`;
  if (state === 'running') return `running for ${duration(now - (startedAt ?? now))}`;
  return queuePlace === undefined || queuePlace <= 1 ? 'about to start' : `${ordinal(queuePlace)} in line`;
}

function consequence({ operation }: UnderWay): string {
  return operation.state === 'running'
    ? 'What was done is undone, newest first.'
    : 'Nothing has been changed yet.';
}
