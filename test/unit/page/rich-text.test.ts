import { expect, it } from 'vitest';
import { parseRichText } from '../../../sandbox/page/text/rich-text.ts';

it('reads rich_text into the same tree as mrkdwn', () => {
  const blocks = parseRichText({
    type: 'rich_text',
    elements: [
      {
        type: 'rich_text_section',
        elements: [
          { type: 'text', text: 'a\nb', style: { bold: true, italic: true } },
          { type: 'text', text: 'code', style: { code: true } },
          { type: 'emoji', name: 'rocket' },
          { type: 'user', user_id: 'U0ANA001' },
          { type: 'link', url: 'javascript:alert(1)', text: 'no' },
        ],
      },
      {
        type: 'rich_text_list',
        style: 'ordered',
        indent: 1,
        elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'one' }] }],
      },
      { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'x\n' }] },
    ],
  });
  expect(blocks).toEqual([
    {
      kind: 'paragraph',
      spans: [
        {
          kind: 'bold',
          spans: [
            {
              kind: 'italic',
              spans: [{ kind: 'text', text: 'a' }, { kind: 'break' }, { kind: 'text', text: 'b' }],
            },
          ],
        },
        { kind: 'code', text: 'code' },
        { kind: 'emoji', text: '🚀', name: 'rocket' },
        { kind: 'user', id: 'U0ANA001' },
        { kind: 'text', text: 'no' },
      ],
    },
    { kind: 'list', ordered: true, indent: 1, items: [[{ kind: 'text', text: 'one' }]] },
    { kind: 'pre', text: 'x\n' },
  ]);
});
