import type { OperationState } from '../../domain/operation.ts';
import type { MessageView } from './blocks.ts';
import { withEmergency } from './emergency.ts';
import { endingView } from './ending-view.ts';
import type { OperationModel } from './operation-model.ts';
import { awaitingChecksView, awaitingView, planningView, queuedView, runningView } from './progress-view.ts';

/** The root message of an operation, edited in place from the request to the end. */
export function operationView(model: OperationModel): MessageView {
  return withEmergency(model, views[model.operation.state](model));
}

/** The first lines of the card: how lists speak of the operation. */
export function cardHead(model: OperationModel, lines: number): readonly string[] {
  const [first] = views[model.operation.state](model).blocks;
  const text = first?.type === 'section' ? (first.text?.text ?? '') : '';
  const mark = model.operation.request.emergency === undefined ? '' : '🚨 ';
  return `${mark}${text}`.split('\n').slice(0, lines);
}

const views: Record<OperationState, (model: OperationModel) => MessageView> = {
  planning: planningView,
  awaiting_checks: awaitingChecksView,
  awaiting_approval: awaitingView,
  queued: queuedView,
  running: runningView,
  succeeded: endingView,
  failed: endingView,
  cancelled: endingView,
  rejected: endingView,
  expired: endingView,
  superseded: endingView,
  refused: endingView,
  unchanged: endingView,
  rolled_back: endingView,
};
