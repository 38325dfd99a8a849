import type { Operation } from '../../domain/operation.ts';
import { actions, context, linkButton, type MessageView, messageView, section } from './blocks.ts';
import { endingView } from './ending-view.ts';
import { commitOf, type OperationModel } from './operation-model.ts';
import { doingIt, operationName } from './operation-words.ts';
import { cancelButton } from './cancel-button.ts';
import { awaitingView, peopleInWords } from './progress-view.ts';
import { takeBackButton } from './take-back-button.ts';
import { reusedLines } from './plan-card.ts';

/** The card as an approver has it in their direct messages. It is not drawn again for every step: it leads to the card. */
export function copyView(model: OperationModel, card: string | undefined): MessageView {
  const where = context([`Asked in <#${model.operation.request.channel}>`]);
  const open = linkButton('Open the card', 'card', card);
  switch (copyState[model.operation.state]) {
    case 'waits':
      return withBlocks(awaitingView(model), (blocks) => [
        ...blocks.slice(0, -1),
        where,
        ...blocks.slice(-1),
      ]);
    case 'queued': {
      const headline = `🕓 ${operationName(model)} is approved and waits its turn · ${commitOf(model)}`;
      return messageView(`${headline}, ${peopleInWords(model)}.`, [
        section([headline, peopleInWords(model), ...reusedLines(model)]),
        where,
        ...actions([takeBackButton(model), cancelButton(model, 'Nothing has been changed yet.'), open]),
      ]);
    }
    case 'running': {
      const headline = `⏳ ${doingIt(model)} · ${commitOf(model)} · ${peopleInWords(model)}`;
      return messageView(`${headline}.`, [section([headline]), where, ...actions([open])]);
    }
    case 'over':
      return withBlocks(endingView(model), (blocks) => [
        ...blocks.filter(({ type }) => type !== 'actions'),
        where,
      ]);
  }
}

function withBlocks(
  { text, blocks }: MessageView,
  change: (blocks: MessageView['blocks']) => MessageView['blocks'],
): MessageView {
  return messageView(text, change(blocks));
}

const copyState: Readonly<Record<Operation['state'], 'waits' | 'queued' | 'running' | 'over'>> = {
  planning: 'waits',
  awaiting_checks: 'waits',
  awaiting_approval: 'waits',
  queued: 'queued',
  running: 'running',
  succeeded: 'over',
  failed: 'over',
  cancelled: 'over',
  rejected: 'over',
  expired: 'over',
  superseded: 'over',
  refused: 'over',
  unchanged: 'over',
  rolled_back: 'over',
};
