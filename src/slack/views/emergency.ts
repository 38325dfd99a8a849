import { needsAcknowledgement } from '../../domain/emergency.ts';
import { actions, button, context, type MessageView, messageView, section } from './blocks.ts';
import { escape } from './escape.ts';
import { mention, sentenceList, when } from './format.ts';
import type { OperationModel } from './operation-model.ts';

/** An emergency says so above everything else, from the request to the acknowledgement. */
export function withEmergency(model: OperationModel, { text, blocks }: MessageView): MessageView {
  const { request } = model.operation;
  if (request.emergency === undefined) return { text, blocks };
  const headline = `🚨 *Emergency* declared by ${mention(request.by)}: “${escape(request.emergency, 300)}”`;
  const lines = [headline, ...skippedLine(model), ...acknowledgedLine(model)];
  const pending = needsAcknowledgement(model.operation);
  const call = pending ? ' Somebody else must acknowledge it.' : '';
  return messageView(`🚨 Emergency (“${escape(request.emergency, 300)}”): ${text}${call}`, [
    section(lines),
    ...blocks,
    ...(pending
      ? [context([`Somebody other than ${mention(request.by)} must look at it and acknowledge it.`])]
      : []),
    ...actions(
      pending
        ? [
            button(
              'Acknowledge',
              { kind: 'acknowledge', operation: model.operation.id },
              { style: 'primary' },
            ),
          ]
        : [],
    ),
  ]);
}

function skippedLine({ operation: { gates } }: OperationModel): readonly string[] {
  const skipped = gates?.skipped ?? [];
  return skipped.length === 0 ? [] : [`Passed although they are shut: ${sentenceList(skipped)}`];
}

function acknowledgedLine({ operation: { acknowledged }, now }: OperationModel): readonly string[] {
  if (!acknowledged) return [];
  return [`✅ acknowledged by ${mention(acknowledged.by)} at ${when(acknowledged.at, now)}`];
}
