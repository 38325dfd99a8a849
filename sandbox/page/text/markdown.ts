import { emojiSpans } from './emoji.ts';
import { isSafeUrl } from './tree.ts';
import type { Span, TextBlock } from './tree.ts';

/** The Markdown of Slack's `markdown` block: headings, lists, quotes, fences, emphasis, code and links. */
export function parseMarkdown(text: string): TextBlock[] {
  const blocks: TextBlock[] = [];
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  let at = 0;
  while (at < lines.length) {
    const { block, next } = readBlock(lines, at);
    if (block !== undefined) blocks.push(block);
    at = next;
  }
  return blocks;
}

const listItem = /^( *)(?:[-*+]|(\d+)[.)]) +(.*)$/;
const startsBlock = /^(?:#{1,6} |>|```|(?:-{3,}|\*{3,})$| *(?:[-*+]|\d+[.)]) )/;

function readBlock(
  lines: readonly string[],
  at: number,
): { readonly block: TextBlock | undefined; readonly next: number } {
  const line = lines[at] ?? '';
  if (line.trim() === '') return { block: undefined, next: at + 1 };
  if (line.startsWith('```')) return readFence(lines, at);
  const heading = /^(#{1,6}) +(.*)$/.exec(line);
  if (heading !== null) {
    const spans = markdownSpans(heading[2] ?? '');
    return { block: { kind: 'heading', level: heading[1]?.length ?? 1, spans }, next: at + 1 };
  }
  if (/^(?:-{3,}|\*{3,})$/.test(line)) return { block: { kind: 'rule' }, next: at + 1 };
  if (line.startsWith('>')) {
    const next = endOf(lines, at, (other) => other.startsWith('>'));
    const inner = lines.slice(at, next).map((quoted) => quoted.replace(/^> ?/, ''));
    return { block: { kind: 'quote', blocks: parseMarkdown(inner.join('\n')) }, next };
  }
  if (listItem.test(line)) return readList(lines, at);
  const next = endOf(lines, at + 1, (other) => other.trim() !== '' && !startsBlock.test(other));
  return { block: { kind: 'paragraph', spans: joined(lines.slice(at, next)) }, next };
}

function readFence(lines: readonly string[], at: number): { block: TextBlock; next: number } {
  const end = endOf(lines, at + 1, (line) => !line.startsWith('```'));
  return { block: { kind: 'pre', text: lines.slice(at + 1, end).join('\n') }, next: end + 1 };
}

/** Items of one depth and kind; a deeper or other item starts a list of its own, as in rich_text. */
function readList(lines: readonly string[], at: number): { block: TextBlock; next: number } {
  const shape = (line: string) => {
    const match = listItem.exec(line);
    return match && `${Math.floor((match[1]?.length ?? 0) / 2)} ${match[2] !== undefined}`;
  };
  const first = listItem.exec(lines[at] ?? '');
  const next = endOf(lines, at, (line) => shape(line) === shape(lines[at] ?? ''));
  return {
    block: {
      kind: 'list',
      ordered: first?.[2] !== undefined,
      indent: Math.floor((first?.[1]?.length ?? 0) / 2),
      items: lines.slice(at, next).map((line) => markdownSpans(listItem.exec(line)?.[3] ?? '')),
    },
    next,
  };
}

function endOf(lines: readonly string[], from: number, belongs: (line: string) => boolean): number {
  let end = from;
  while (end < lines.length && belongs(lines[end] ?? '')) end += 1;
  return end;
}

function joined(lines: readonly string[]): Span[] {
  return lines.flatMap((line, index) =>
    index === 0 ? markdownSpans(line) : [{ kind: 'break' as const }, ...markdownSpans(line)],
  );
}

const inline =
  /`([^`]+)`|\*\*(\S(?:.*?\S)?)\*\*|__(\S(?:.*?\S)?)__|~~(\S(?:.*?\S)?)~~|(?<![\w*])[*_](\S(?:.*?\S)?)[*_](?![\w*])|\[([^\]]*)\]\(([^)\s]+)\)|<(https?:[^>]+)>|(https?:\/\/[^\s<>)]+[^\s<>).,;:!?])/g;

function markdownSpans(text: string): Span[] {
  const spans: Span[] = [];
  let plain = 0;
  for (const match of text.matchAll(inline)) {
    spans.push(...emojiSpans(text.slice(plain, match.index)), inlineSpan(match));
    plain = match.index + match[0].length;
  }
  return [...spans, ...emojiSpans(text.slice(plain))];
}

function inlineSpan(match: RegExpExecArray): Span {
  const [whole, code, stars, underscores, strike, italic, label, target, ...bare] = match;
  if (code !== undefined) return { kind: 'code', text: code };
  const bold = stars ?? underscores;
  if (bold !== undefined) return { kind: 'bold', spans: markdownSpans(bold) };
  if (strike !== undefined) return { kind: 'strike', spans: markdownSpans(strike) };
  if (italic !== undefined) return { kind: 'italic', spans: markdownSpans(italic) };
  const url = target ?? bare.find((address) => address !== undefined) ?? '';
  if (!isSafeUrl(url)) return { kind: 'text', text: whole };
  return {
    kind: 'link',
    url,
    spans: label === undefined ? [{ kind: 'text', text: url }] : emojiSpans(label),
  };
}
