import type { AnyBlock, KnownBlock } from '@slack/types';

/** A view's blocks are typed to hold strangers too; the renderer has a sentence for those. */
export function knownBlocks(blocks: readonly AnyBlock[]): readonly KnownBlock[] {
  return blocks as readonly KnownBlock[];
}
