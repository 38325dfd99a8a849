import type { Button, SandboxState } from '../sandbox/demo/client.ts';
import { channel } from './slash-command.ts';

/** Of the newest message that says so: the button with that label, or one that begins so. */
export function findButton(
  { slack }: SandboxState,
  { says, label }: { readonly says: string; readonly label: string },
): Button | undefined {
  const messages = slack.channels.find(({ id }) => id === channel)?.messages ?? [];
  for (const { ts, text, blocks } of messages.toReversed()) {
    if (!text.includes(says)) continue;
    const elements = blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
    for (const element of elements) {
      if (element.type !== 'button' || !element.text.text.startsWith(label) || !element.action_id) continue;
      return { channel, ts, actionId: element.action_id, ...(element.value && { value: element.value }) };
    }
  }
  return undefined;
}
