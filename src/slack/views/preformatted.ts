import type { RichTextBlock } from '@slack/types';

/** Lines in which Slack parses nothing: what is copied out of it is what was put in. */
export function preformatted(lines: readonly string[]): RichTextBlock {
  const text = lines.join('\n');
  return {
    type: 'rich_text',
    elements: [
      {
        type: 'rich_text_preformatted',
        elements: [{ type: 'text', text: text.trim() === '' ? '(empty)' : text }],
      },
    ],
  };
}
