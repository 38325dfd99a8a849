import type { TextObject } from '@slack/types';
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { usePage } from '../page-context.ts';
import { localAddress } from '../platforms/addresses.ts';
import { parsePermalink } from '../slack/permalink.ts';
import { parseMrkdwn, parsePlainText } from './mrkdwn.ts';
import { formatSlackDate } from './slack-date.ts';
import type { Span, TextBlock } from './tree.ts';

export function MrkdwnText({ text }: { readonly text: string }) {
  const blocks = useMemo(() => parseMrkdwn(text), [text]);
  return <TextBlocks blocks={blocks} />;
}

export function TextObjectView({ text }: { readonly text: TextObject }) {
  if (text.type === 'mrkdwn') return <MrkdwnText text={text.text} />;
  return <PlainText text={text.text} />;
}

export function PlainText({ text }: { readonly text: string }) {
  const spans = useMemo(() => parsePlainText(text), [text]);
  return <Spans spans={spans} />;
}

export function TextBlocks({ blocks }: { readonly blocks: readonly TextBlock[] }) {
  return (
    <div class="text">
      {blocks.map((block, index) => (
        <TextBlockView key={index} block={block} />
      ))}
    </div>
  );
}

function TextBlockView({ block }: { readonly block: TextBlock }) {
  switch (block.kind) {
    case 'paragraph':
      return (
        <p>
          <Spans spans={block.spans} />
        </p>
      );
    case 'heading':
      return (
        <p class="text-heading" role="heading" aria-level={block.level + 2} data-level={block.level}>
          <Spans spans={block.spans} />
        </p>
      );
    case 'pre':
      return <pre tabIndex={0}>{block.text}</pre>;
    case 'quote':
      return (
        <blockquote>
          <TextBlocks blocks={block.blocks} />
        </blockquote>
      );
    case 'list': {
      const List = block.ordered ? 'ol' : 'ul';
      return (
        <List style={{ marginLeft: `${block.indent * 24}px` }}>
          {block.items.map((item, index) => (
            <li key={index}>
              <Spans spans={item} />
            </li>
          ))}
        </List>
      );
    }
    case 'rule':
      return <hr />;
  }
}

function Spans({ spans }: { readonly spans: readonly Span[] }) {
  return (
    <>
      {spans.map((span, index) => (
        <SpanView key={index} span={span} />
      ))}
    </>
  );
}

function SpanView({ span }: { readonly span: Span }) {
  switch (span.kind) {
    case 'text':
      return <>{span.text}</>;
    case 'break':
      return <br />;
    case 'emoji':
      return (
        <span class="emoji" title={span.name === undefined ? undefined : `:${span.name}:`}>
          {span.text}
        </span>
      );
    case 'bold':
      return (
        <b>
          <Spans spans={span.spans} />
        </b>
      );
    case 'italic':
      return (
        <i>
          <Spans spans={span.spans} />
        </i>
      );
    case 'strike':
      return (
        <s>
          <Spans spans={span.spans} />
        </s>
      );
    case 'underline':
      return (
        <u>
          <Spans spans={span.spans} />
        </u>
      );
    case 'code':
      return <code>{span.text}</code>;
    case 'link':
      return (
        <OutsideLink url={span.url}>
          <Spans spans={span.spans} />
        </OutsideLink>
      );
    case 'user':
    case 'group':
    case 'channel':
    case 'broadcast':
      return <Mention span={span} />;
    case 'date':
      return <DateText span={span} />;
  }
}

/** An address of the sandbox's make-believe domains opens the local server that stands in for it; a message is shown here. */
function OutsideLink({
  url,
  class: name,
  children,
}: {
  readonly url: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}) {
  const page = usePage();
  const message = parsePermalink(url, page.sandbox.slack.team.domain);
  if (message !== undefined) {
    return (
      <button type="button" class="text-link" title={url} onClick={() => page.reveal(message)}>
        {children}
      </button>
    );
  }
  return (
    <a class={name} href={localAddress(url, page.sandbox)} title={url} target="_blank" rel="noreferrer">
      {children}
    </a>
  );
}

function Mention({
  span,
}: {
  readonly span: Span & { readonly kind: 'user' | 'group' | 'channel' | 'broadcast' };
}) {
  const page = usePage();
  const { users, groups, channels } = page.sandbox.slack;
  switch (span.kind) {
    case 'user': {
      const user = users.find((candidate) => candidate.id === span.id);
      const mine = span.id === page.me.id;
      return (
        <span class={mine ? 'mention mine' : 'mention'}>@{user?.realName ?? span.label ?? span.id}</span>
      );
    }
    case 'group': {
      const group = groups.find((candidate) => candidate.id === span.id);
      const mine = group?.users.includes(page.me.id) === true;
      return <span class={mine ? 'mention mine' : 'mention'}>@{group?.handle ?? span.label ?? span.id}</span>;
    }
    case 'channel': {
      const channel = channels.find((candidate) => candidate.id === span.id);
      if (channel === undefined) return <span class="mention">#{span.label ?? span.id}</span>;
      return (
        <button class="mention" onClick={() => page.go({ kind: 'channel', id: channel.id })}>
          #{channel.name}
        </button>
      );
    }
    case 'broadcast':
      return <span class="mention mine">@{span.range}</span>;
  }
}

function DateText({ span }: { readonly span: Span & { readonly kind: 'date' } }) {
  const { now } = usePage();
  const text = span.format === '' ? span.fallback : formatSlackDate(span, { now });
  const time = (
    <time dateTime={new Date(span.seconds * 1000).toISOString()} title={span.fallback}>
      {text}
    </time>
  );
  return span.url === undefined ? time : <OutsideLink url={span.url}>{time}</OutsideLink>;
}
