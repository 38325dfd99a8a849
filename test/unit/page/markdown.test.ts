import { describe, expect, it } from 'vitest';
import { parseMarkdown } from '../../../sandbox/page/text/markdown.ts';

describe('the markdown block', () => {
  it('reads headings, paragraphs, lists, quotes, fences and rules', () => {
    const text =
      '# Title\n\nOne **bold**\nline\n\n- a\n- b\n  1. c\n\n> quoted\n\n---\n```ts\nconst x = 1;\n```';
    expect(parseMarkdown(text).map((block) => block.kind)).toEqual([
      'heading',
      'paragraph',
      'list',
      'list',
      'quote',
      'rule',
      'pre',
    ]);
  });

  it('reads emphasis, code and links inside a line', () => {
    const [block] = parseMarkdown('**b** *i* ~~s~~ `c` [l](https://a.example) [bad](javascript:x)');
    expect(block?.kind === 'paragraph' && block.spans.map((span) => span.kind)).toEqual([
      'bold',
      'text',
      'italic',
      'text',
      'strike',
      'text',
      'code',
      'text',
      'link',
      'text',
      'text',
    ]);
  });
});
