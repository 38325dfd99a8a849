import type { RichTextBlock, RichTextElement } from '@slack/types';
import { emojiSpans } from './emoji.ts';
import { isSafeUrl } from './tree.ts';
import type { Span, TextBlock } from './tree.ts';

export function parseRichText(block: RichTextBlock): TextBlock[] {
  return block.elements.map((element): TextBlock => {
    switch (element.type) {
      case 'rich_text_section':
        return { kind: 'paragraph', spans: element.elements.flatMap(richSpans) };
      case 'rich_text_quote':
        return {
          kind: 'quote',
          blocks: [{ kind: 'paragraph', spans: element.elements.flatMap(richSpans) }],
        };
      case 'rich_text_preformatted':
        return { kind: 'pre', text: element.elements.map((part) => part.text ?? '').join('') };
      case 'rich_text_list':
        return {
          kind: 'list',
          ordered: element.style === 'ordered',
          indent: element.indent ?? 0,
          items: element.elements.map((item) => item.elements.flatMap(richSpans)),
        };
    }
  });
}

function richSpans(element: RichTextElement): Span[] {
  const { code, bold, italic, strike, underline } = element.style ?? {};
  if (code === true && element.type === 'text') return [{ kind: 'code', text: element.text }];
  let spans = bareSpans(element);
  if (underline === true) spans = [{ kind: 'underline', spans }];
  if (strike === true) spans = [{ kind: 'strike', spans }];
  if (italic === true) spans = [{ kind: 'italic', spans }];
  if (bold === true) spans = [{ kind: 'bold', spans }];
  return spans;
}

function bareSpans(element: RichTextElement): Span[] {
  switch (element.type) {
    case 'text':
      return lines(element.text);
    case 'emoji':
      return emojiSpans(`:${element.name}:`);
    case 'link': {
      const spans = emojiSpans(element.text ?? element.url);
      return isSafeUrl(element.url) ? [{ kind: 'link', url: element.url, spans }] : spans;
    }
    case 'user':
      return [{ kind: 'user', id: element.user_id }];
    case 'usergroup':
      return [{ kind: 'group', id: element.usergroup_id }];
    case 'channel':
      return [{ kind: 'channel', id: element.channel_id }];
    case 'broadcast':
      return [{ kind: 'broadcast', range: element.range }];
    case 'date':
      return [dateSpan(element)];
    case 'color':
      return [{ kind: 'code', text: element.value }];
    case 'team':
      return [{ kind: 'text', text: element.team_id }];
  }
}

function dateSpan(element: RichTextElement & { readonly type: 'date' }): Span {
  return {
    kind: 'date',
    seconds: element.timestamp,
    format: element.format,
    fallback: element.fallback ?? '',
    ...(element.url !== undefined && isSafeUrl(element.url) ? { url: element.url } : {}),
  };
}

function lines(text: string): Span[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      index === 0 ? emojiSpans(line) : [{ kind: 'break' as const }, ...emojiSpans(line)],
    );
}
