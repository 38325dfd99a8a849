import type { ContextBlock, ImageBlock, InputBlock, KnownBlock, SectionBlock } from '@slack/types';
import { useMemo } from 'preact/hooks';
import type { Surface } from '../data/calls.ts';
import { parseMarkdown } from '../text/markdown.ts';
import { parseRichText } from '../text/rich-text.ts';
import { PlainText, TextBlocks, TextObjectView } from '../text/text-view.tsx';
import { ElementView } from './element-view.tsx';
import { useForm } from './form-context.ts';
import { ImageView } from './image-view.tsx';
import { TableView } from './table-view.tsx';

interface BlocksProps {
  readonly blocks: readonly KnownBlock[];
  readonly surface: Surface;
}

export function Blocks({ blocks, surface }: BlocksProps) {
  return (
    <div class="blocks">
      {blocks.map((block, index) => (
        <BlockView key={block.block_id ?? index} block={block} id={block.block_id} surface={surface} />
      ))}
    </div>
  );
}

interface BlockProps<Block> {
  readonly block: Block;
  readonly id: string | undefined;
  readonly surface: Surface;
}

function BlockView({ block, id, surface }: BlockProps<KnownBlock>) {
  switch (block.type) {
    case 'section':
      return <Section block={block} id={id} surface={surface} />;
    case 'header':
      return (
        <h3 class="block-header">
          <PlainText text={block.text.text} />
        </h3>
      );
    case 'divider':
      return <hr class="block-divider" />;
    case 'context':
      return <Context block={block} />;
    case 'actions':
      return (
        <div class="block-actions">
          {block.elements.map((element, index) => (
            <ElementView
              key={element.action_id ?? index}
              element={element}
              surface={surface}
              block={id}
              dispatches
            />
          ))}
        </div>
      );
    case 'rich_text':
      return <TextBlocks blocks={parseRichText(block)} />;
    case 'markdown':
      return <Markdown text={block.text} />;
    case 'image':
      return <Image block={block} />;
    case 'table':
      return <TableView table={block} />;
    case 'input':
      return <Input block={block} id={id} surface={surface} />;
    default:
      return <p class="unknown-block">This page cannot draw a {block.type} block.</p>;
  }
}

function Section({ block, id, surface }: BlockProps<SectionBlock>) {
  return (
    <div class="block-section">
      <div class="block-section-text">
        {block.text !== undefined && <TextObjectView text={block.text} />}
        {block.fields !== undefined && (
          <div class="block-fields">
            {block.fields.map((field, index) => (
              <div key={index}>
                <TextObjectView text={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {block.accessory !== undefined && (
        <div class="block-accessory">
          <ElementView element={block.accessory} surface={surface} block={id} dispatches />
        </div>
      )}
    </div>
  );
}

function Context({ block }: { readonly block: ContextBlock }) {
  return (
    <div class="block-context">
      {block.elements.map((element, index) =>
        element.type === 'image' ? (
          <ImageView key={index} image={element} class="context-image" />
        ) : (
          <TextObjectView key={index} text={element} />
        ),
      )}
    </div>
  );
}

function Markdown({ text }: { readonly text: string }) {
  const blocks = useMemo(() => parseMarkdown(text), [text]);
  return <TextBlocks blocks={blocks} />;
}

function Image({ block }: { readonly block: ImageBlock }) {
  return (
    <figure class="block-image">
      {block.title !== undefined && (
        <figcaption>
          <PlainText text={block.title.text} />
        </figcaption>
      )}
      <ImageView image={block} class="image" />
    </figure>
  );
}

function Input({ block, id, surface }: BlockProps<InputBlock>) {
  const error = useForm()?.errors[id ?? ''];
  return (
    <div class="block-input" data-error={error !== undefined}>
      <p class="input-label" aria-hidden="true">
        <PlainText text={block.label.text} />
        {block.optional === true && <span class="optional"> (optional)</span>}
      </p>
      <ElementView
        element={block.element}
        surface={surface}
        block={id}
        dispatches={block.dispatch_action === true}
        label={block.label.text}
      />
      {error !== undefined && (
        <p class="input-error" role="alert">
          {error}
        </p>
      )}
      {block.hint !== undefined && (
        <p class="hint">
          <PlainText text={block.hint.text} />
        </p>
      )}
    </div>
  );
}
