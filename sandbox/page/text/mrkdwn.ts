import { emojiSpans } from './emoji.ts';
import { isSafeUrl } from './tree.ts';
import type { Span, TextBlock } from './tree.ts';

const styles = { '*': 'bold', _: 'italic', '~': 'strike' } as const;
type Delimiter = keyof typeof styles;

/** Slack's mrkdwn: docs.slack.dev/messaging/formatting-message-text. */
export function parseMrkdwn(text: string): TextBlock[] {
  const blocks: TextBlock[] = [];
  const parts = text.split('```');
  for (const [index, part] of parts.entries()) {
    const fenced = index % 2 === 1;
    const closed = index < parts.length - 1;
    if (fenced && closed) blocks.push({ kind: 'pre', text: unescapeText(part.replace(/^\n|\n$/g, '')) });
    else blocks.push(...paragraphs(fenced ? `\`\`\`${part}` : part));
  }
  return blocks;
}

export function parsePlainText(text: string): Span[] {
  return text.split('\n').flatMap((line, index) => {
    const spans = emojiSpans(unescapeText(line));
    return index === 0 ? spans : [{ kind: 'break' as const }, ...spans];
  });
}

function unescapeText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function paragraphs(text: string): TextBlock[] {
  const blocks: TextBlock[] = [];
  let lines: string[] = [];
  let quoted = false;
  const flush = () => {
    const joined = lines.join('\n').replace(/^\n+|\n+$/g, '');
    lines = [];
    if (joined === '') return;
    const paragraph: TextBlock = { kind: 'paragraph', spans: parseSpans(joined) };
    blocks.push(quoted ? { kind: 'quote', blocks: [paragraph] } : paragraph);
  };
  for (const line of text.split('\n')) {
    const quote = /^(?:>|&gt;) ?(.*)$/.exec(line);
    if ((quote !== null) !== quoted) flush();
    quoted = quote !== null;
    lines.push(quote?.[1] ?? line);
  }
  flush();
  return blocks;
}

/** One stretch of text without fences or quotes. */
export function parseSpans(text: string): Span[] {
  const spans: Span[] = [];
  let plain = '';
  const flush = () => {
    spans.push(...emojiSpans(unescapeText(plain)));
    plain = '';
  };
  let at = 0;
  while (at < text.length) {
    const token = readToken(text, at);
    if (token === undefined) {
      plain += text[at];
      at += 1;
      continue;
    }
    flush();
    spans.push(token.span);
    at = token.end;
  }
  flush();
  return spans;
}

interface Token {
  readonly span: Span;
  readonly end: number;
}

function readToken(text: string, at: number): Token | undefined {
  const character = text[at];
  switch (character) {
    case '\n':
      return { span: { kind: 'break' }, end: at + 1 };
    case '`':
      return readCode(text, at);
    case '<':
      return readAngle(text, at);
    case '*':
    case '_':
    case '~':
      return readStyled(text, at, character);
    case 'h':
      return readBareUrl(text, at);
    default:
      return undefined;
  }
}

function readCode(text: string, at: number): Token | undefined {
  const end = text.indexOf('`', at + 1);
  const inner = text.slice(at + 1, end);
  if (end === -1 || inner === '' || inner.includes('\n')) return undefined;
  return { span: { kind: 'code', text: unescapeText(inner) }, end: end + 1 };
}

function readAngle(text: string, at: number): Token | undefined {
  const end = text.indexOf('>', at + 1);
  if (end === -1) return undefined;
  const inner = text.slice(at + 1, end);
  const span = angleSpan(inner);
  return span && { span, end: end + 1 };
}

function angleSpan(inner: string): Span | undefined {
  const [target = '', ...rest] = inner.split('|');
  const label = rest.length === 0 ? undefined : rest.join('|');
  const named = label === undefined || label === '' ? {} : { label: unescapeText(label) };
  if (/^@[UW]/.test(target)) return { kind: 'user', id: target.slice(1), ...named };
  if (/^#[CGD]/.test(target)) return { kind: 'channel', id: target.slice(1), ...named };
  if (target.startsWith('!subteam^'))
    return { kind: 'group', id: target.slice('!subteam^'.length), ...named };
  if (target.startsWith('!date^')) return dateSpan(target, label ?? '');
  if (/^!(here|channel|everyone)$/.test(target)) return { kind: 'broadcast', range: target.slice(1) };
  const url = unescapeText(target);
  if (!isSafeUrl(url)) return undefined;
  return { kind: 'link', url, spans: emojiSpans(unescapeText(label ?? target)) };
}

function dateSpan(target: string, fallback: string): Span | undefined {
  const [, seconds = '', format = '', url] = target.split('^');
  if (!/^\d+$/.test(seconds)) return undefined;
  return {
    kind: 'date',
    seconds: Number(seconds),
    format,
    fallback: unescapeText(fallback),
    ...(url !== undefined && isSafeUrl(url) ? { url: unescapeText(url) } : {}),
  };
}

function readStyled(text: string, at: number, delimiter: Delimiter): Token | undefined {
  if (isWordCharacter(text[at - 1]) || /^(?:\s|$)/.test(text[at + 1] ?? '')) return undefined;
  const end = closingDelimiter(text, at, delimiter);
  if (end === undefined) return undefined;
  return { span: { kind: styles[delimiter], spans: parseSpans(text.slice(at + 1, end)) }, end: end + 1 };
}

/** Skips code and `<…>`, whose contents are not text; stops at the end of the line, as Slack does. */
function closingDelimiter(text: string, at: number, delimiter: Delimiter): number | undefined {
  let next = at + 1;
  while (next < text.length && text[next] !== '\n') {
    const skipped = text[next] === '`' ? readCode(text, next) : undefined;
    const end = skipped?.end ?? (text[next] === '<' ? readAngle(text, next)?.end : undefined);
    if (end !== undefined) {
      next = end;
      continue;
    }
    const closes = text[next] === delimiter && next > at + 1 && !/\s/.test(text[next - 1] ?? ' ');
    if (closes && !isWordCharacter(text[next + 1])) return next;
    next += 1;
  }
  return undefined;
}

function readBareUrl(text: string, at: number): Token | undefined {
  if (isWordCharacter(text[at - 1])) return undefined;
  const match = /^https?:\/\/[^\s<>|]+/.exec(text.slice(at));
  if (match === null) return undefined;
  const written = match[0].replace(/[.,;:!?)\]'"*_~]+$/, '');
  const url = unescapeText(written);
  return { span: { kind: 'link', url, spans: [{ kind: 'text', text: url }] }, end: at + written.length };
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}
