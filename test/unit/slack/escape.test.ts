import { describe, expect, it } from 'vitest';
import { escape, link, logLine, plain, webAddress } from '../../../src/slack/views/escape.ts';

describe('text from outside, in mrkdwn', () => {
  it.each([
    ['a call to everyone', 'Fix <!channel> & <@U0ANA001>', 'Fix &lt;!channel&gt; &amp; &lt;@U0ANA001&gt;'],
    ['a link with another label', '<https://evil.example|GitHub>', '&lt;https://evil.example|GitHub&gt;'],
    ['an escaped call, which stays what was written', '&lt;!here&gt;', '&amp;lt;!here&amp;gt;'],
    ['bold, struck and code', '*a* ~b~ `c` ```d```', '∗a∗ ∼b∼ ˋcˋ ˋˋˋdˋˋˋ'],
    ['italics', '_really_ fix cart_totals', 'ˍreallyˍ fix cart_totals'],
    [
      'lines, tabs and control characters',
      'one\n\ttwo\u0000\u0007 three\u2028four\r\n',
      'one two three four',
    ],
    ['direction overrides', 'abc\u202Egpj.exe\u202C\u2066x\u2069\u200F', 'abcgpj.exex'],
    ['invisible characters', 'pro\u200Bduc\u2060tion\uFEFF\u00AD', 'production'],
    ['stacked accents', `e${'\u0301'.repeat(50)}x`, 'e\u0301\u0301\u0301x'],
    ['half an emoji', 'a\uD83Db', 'a\uFFFDb'],
    ['nothing to see', ' \n\u200B ', ''],
  ])('disarms %s', (_, text, shown) => {
    expect(escape(text)).toBe(shown);
  });

  it('keeps emoji, families of them, and accents', () => {
    expect(escape('Ship it 🚀 👩‍👩‍👧 café')).toBe('Ship it 🚀 👩‍👩‍👧 café');
  });

  it('keeps right-to-left text readable and away from what stands beside it', () => {
    expect(escape('תיקון עגלה')).toBe('\u2068תיקון עגלה\u2069');
  });

  it('is cut where a person can see it, between whole characters', () => {
    expect(escape('a'.repeat(4000), 80)).toBe(`${'a'.repeat(79)}…`);
    expect(escape('👩‍👩‍👧'.repeat(10), 20)).toBe(`${'👩‍👩‍👧'.repeat(2)}…`);
    expect(escape('<'.repeat(10), 5)).toBe('&lt;&lt;&lt;&lt;…');
  });
});

describe('text from outside, elsewhere', () => {
  it('is one line without tricks in a plain text', () => {
    expect(plain('prod\u202E\n<b>', 20)).toBe('prod <b>');
  });

  it('keeps the spaces of a log line and drops its colours', () => {
    expect(logLine('\u001B[31m  at\tserver.ts\u001B[0m', 80)).toBe('  at  server.ts');
  });
});

describe('links', () => {
  it('open web addresses', () => {
    expect(link('https://github.com/a/b?x=1&y=2', 'here')).toBe('<https://github.com/a/b?x=1&amp;y=2|here>');
  });

  it.each([
    ['no address', undefined],
    ['a script', 'javascript:alert(1)'],
    ['a word', 'compare'],
    ['an endless address', `https://example.com/${'a'.repeat(4000)}`],
  ])('are only their label with %s', (_, url) => {
    expect(link(url, 'here')).toBe('here');
  });

  it('cannot be left by what their address holds', () => {
    expect(webAddress('https://example.com/a|b>c<!channel>')).toBe(
      'https://example.com/a%7Cb%3Ec%3C!channel%3E',
    );
    expect(webAddress('https://example.com/?q=a|b>')).not.toMatch(/[|<>]/);
  });
});
