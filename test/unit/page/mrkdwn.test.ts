import { describe, expect, it } from 'vitest';
import { parseMrkdwn, parsePlainText, parseSpans } from '../../../sandbox/page/text/mrkdwn.ts';
import type { Span } from '../../../sandbox/page/text/tree.ts';

/** Writes spans as a compact sentence: `b(bold) @U1 [label](url)`. */
function show(spans: readonly Span[]): string {
  return spans
    .map((span) => {
      switch (span.kind) {
        case 'text':
          return span.text;
        case 'emoji':
          return `:${span.text}:`;
        case 'bold':
        case 'italic':
        case 'strike':
        case 'underline':
          return `${span.kind[0] ?? ''}(${show(span.spans)})`;
        case 'code':
          return `code(${span.text})`;
        case 'link':
          return `[${show(span.spans)}](${span.url})`;
        case 'user':
        case 'group':
        case 'channel':
          return `${span.kind}:${span.id}${span.label === undefined ? '' : `=${span.label}`}`;
        case 'broadcast':
          return `all:${span.range}`;
        case 'date':
          return `date:${span.seconds}:${span.format}:${span.fallback}`;
        case 'break':
          return '⏎';
      }
    })
    .join('');
}

describe('mrkdwn', () => {
  it.each([
    ['Deploying *production* now', 'Deploying b(production) now'],
    ['*bold _both_*', 'b(bold i(both))'],
    ['~gone~ _kept_', 's(gone) i(kept)'],
    ['2*3*4 and snake_case_name', '2*3*4 and snake_case_name'],
    ['* not bold*', '* not bold*'],
    ['*over\nlines*', '*over⏎lines*'],
    ['`a*b*` *`x*y`*', 'code(a*b*) b(code(x*y))'],
    ['`a &lt; b`', 'code(a < b)'],
    ['1 &lt; 2 &amp;&amp; 3 &gt; 2', '1 < 2 && 3 > 2'],
    ['&amp;lt;', '&lt;'],
    [':white_check_mark: done ✅', ':✅: done :✅:'],
    ['at 14:02:33 :nope:', 'at 14:02:33 :nope:'],
    ['▓▓░░ 4 of 7', '▓▓░░ 4 of 7'],
  ])('%j reads as %j', (text, expected) => {
    expect(show(parseSpans(text))).toBe(expected);
  });

  it.each([
    ['<@U0ANA001> <@U0ANA001|ana>', 'user:U0ANA001 user:U0ANA001=ana'],
    ['<!subteam^S0RELEASE>', 'group:S0RELEASE'],
    ['<#C0DEPLOYS|deploys>', 'channel:C0DEPLOYS=deploys'],
    ['<!channel> <!here>', 'all:channel all:here'],
    ['<https://a.example/x?a=1&amp;b=2|a1b2c3d>', '[a1b2c3d](https://a.example/x?a=1&b=2)'],
    ['*<https://a.example|*x*>*', 'b([*x*](https://a.example))'],
    ['see https://a.example/x.', 'see [https://a.example/x](https://a.example/x).'],
    [
      '<!date^1700000000^{date_short_pretty} at {time}|then>',
      'date:1700000000:{date_short_pretty} at {time}:then',
    ],
  ])('%j refers as %j', (text, expected) => {
    expect(show(parseSpans(text))).toBe(expected);
  });

  it('makes no link of a scheme that could run', () => {
    expect(show(parseSpans('<javascript:alert(1)|click>'))).toBe('<javascript:alert(1)|click>');
  });

  it('keeps markup as text', () => {
    expect(parseSpans('<img src=x onerror=alert(1)>')).toEqual([
      { kind: 'text', text: '<img src=x onerror=alert(1)>' },
    ]);
  });

  it('separates fences, quotes and paragraphs', () => {
    const blocks = parseMrkdwn('Log:\n```\n$ npm run *build*\nerror\n```\n&gt; quoted\n> twice\nafter');
    expect(blocks.map((block) => block.kind)).toEqual(['paragraph', 'pre', 'quote', 'paragraph']);
    expect(blocks[1]).toEqual({ kind: 'pre', text: '$ npm run *build*\nerror' });
  });

  it('leaves an unclosed fence as text', () => {
    const [block] = parseMrkdwn('```never closed');
    expect(block?.kind === 'paragraph' && show(block.spans)).toBe('```never closed');
  });

  it('formats nothing in plain text but emoji', () => {
    expect(show(parsePlainText('*a* :rocket:\n<@U1>'))).toBe('*a* :🚀:⏎<@U1>');
  });
});
