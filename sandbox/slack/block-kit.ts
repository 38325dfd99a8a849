import { z } from 'zod';
import { messageBlock, viewBlock } from './block-kit/blocks.ts';
import { limits } from './block-kit/limits.ts';
import { chars, codePoints, list, plainText } from './block-kit/text.ts';

export { limits } from './block-kit/limits.ts';

/** What Slack answers in `response_metadata.messages` to blocks it refuses; empty when they are fine. */
export function messageBlockErrors(blocks: unknown): readonly string[] {
  return errors(z.object({ blocks: messageBlocks }), { blocks });
}

export function viewErrors(value: unknown): readonly string[] {
  return errors(z.object({ view: view }), { view: value });
}

const messageBlocks = z
  .array(messageBlock)
  .max(limits.message.blocks.max_items, {
    error: `no more than ${limits.message.blocks.max_items} items allowed`,
  })
  .superRefine((blocks, context) => {
    checkIds(blocks, context);
    if (blocks.filter(({ type }) => type === 'table').length > 1) {
      context.addIssue({ code: 'custom', message: 'only one table is allowed in a message' });
    }
    const markdown = blocks.flatMap((block) => (block.type === 'markdown' ? [codePoints(block.text)] : []));
    const { max_length: most } = limits.markdown.text;
    if (markdown.every((one) => one <= most) && markdown.reduce((sum, one) => sum + one, 0) > most) {
      context.addIssue({
        code: 'custom',
        message: `markdown blocks must be less than ${most + 1} characters together`,
      });
    }
  });

const viewFields = {
  blocks: list(viewBlock, limits.view.blocks.max_items, limits.view.blocks.min_items).superRefine(checkIds),
  private_metadata: chars(limits.view.private_metadata.max_length).optional(),
  callback_id: chars(limits.view.callback_id.max_length).optional(),
  external_id: chars(255).optional(),
};
const view = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('home'), ...viewFields }),
  z
    .strictObject({
      type: z.literal('modal'),
      title: plainText(limits.view.title.max_length),
      close: plainText(limits.view.close.max_length).optional(),
      submit: plainText(limits.view.submit.max_length).optional(),
      clear_on_close: z.boolean().optional(),
      notify_on_close: z.boolean().optional(),
      ...viewFields,
    })
    .refine((modal) => modal.submit !== undefined || modal.blocks.every(({ type }) => type !== 'input'), {
      error: 'missing required field: submit (a modal with inputs has to have one)',
    }),
]);

type Identified = z.infer<typeof messageBlock> | z.infer<typeof viewBlock>;

function checkIds(blocks: readonly Identified[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const [index, block] of blocks.entries()) {
    if (block.block_id !== undefined && block.block_id !== '' && seen.has(block.block_id)) {
      context.addIssue({
        code: 'custom',
        message: `\`block_id\` "${block.block_id}" already exists`,
        path: [index, 'block_id'],
      });
    }
    seen.add(block.block_id ?? '');
    checkActionIds(block, context, index);
  }
}

function checkActionIds(block: Identified, context: z.RefinementCtx, index: number): void {
  if (block.type !== 'actions') return;
  const seen = new Set<string>();
  for (const [position, element] of block.elements.entries()) {
    if (element.action_id === undefined) continue;
    if (seen.has(element.action_id)) {
      context.addIssue({
        code: 'custom',
        message: `\`action_id\` "${element.action_id}" already exists`,
        path: [index, 'elements', position, 'action_id'],
      });
    }
    seen.add(element.action_id);
  }
}

function errors(schema: z.ZodType, value: unknown): readonly string[] {
  const parsed = schema.safeParse(value);
  return parsed.success ? [] : parsed.error.issues.flatMap((issue) => sentences(issue, []));
}

/** One sentence per issue in Slack's form; of a union, the branch of the same `type`. */
function sentences(issue: z.core.$ZodIssue, above: readonly PropertyKey[]): readonly string[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => sentence(`invalid additional property: ${key}`, path));
  }
  if (issue.code === 'invalid_union') {
    const closest = issue.errors.find((branch) => branch.every((inner) => inner.path.at(-1) !== 'type'));
    if (closest !== undefined && closest.length > 0)
      return closest.flatMap((inner) => sentences(inner, path));
    const kind = path.at(-1) === 'type' ? path : [...path, 'type'];
    return [sentence('unsupported type', kind)];
  }
  if (issue.code === 'invalid_type' && /received undefined/.test(issue.message)) {
    return [sentence(`missing required field: ${String(path.at(-1))}`, path.slice(0, -1))];
  }
  return [sentence(issue.message, path)];
}

function sentence(message: string, path: readonly PropertyKey[]): string {
  return `[ERROR] ${message} [json-pointer:/${path.map(String).join('/')}]`;
}
