import { readFileSync } from 'node:fs';
import path from 'node:path';

/*
 * Slack's rules for blocks, read from the table in CONTRACTS_DIR when it is there. Knows nothing of
 * src/slack/views/limits.ts on purpose.
 */

export const builtInLimits = {
  text: { min_length: 1, max_length: 3000 },
  action_id: { max_length: 255 },
  block_id: { max_length: 255 },
  button: { text: { max_length: 75 }, url: { max_length: 3000 }, value: { max_length: 2000 } },
  confirmation: {
    title: { max_length: 100 },
    text: { max_length: 300 },
    confirm: { max_length: 30 },
    deny: { max_length: 30 },
  },
  option: { text: { max_length: 75 }, value: { max_length: 150 }, description: { max_length: 75 } },
  select: { placeholder: { max_length: 150 }, options: { max_items: 100 } },
  checkboxes: { options: { min_items: 1, max_items: 10 } },
  plain_text_input: { max_length: { max: 3000 } },
  actions: { elements: { max_items: 25 } },
  context: { elements: { max_items: 10 } },
  header: { text: { max_length: 150 } },
  input: { label: { max_length: 2000 }, hint: { max_length: 2000 } },
  section: { text: { max_length: 3000 }, fields: { max_items: 10, item_max_length: 2000 } },
  view: {
    blocks: { min_items: 1, max_items: 100 },
    private_metadata: { max_length: 3000 },
    callback_id: { max_length: 255 },
    title: { max_length: 24 },
    close: { max_length: 24 },
    submit: { max_length: 24 },
  },
};

export const contractsDir = process.env['CONTRACTS_DIR'];
export const limits: typeof builtInLimits =
  contractsDir === undefined
    ? builtInLimits
    : JSON.parse(readFileSync(path.join(contractsDir, 'blockkit/limits.json'), 'utf8'));

type Json = Readonly<Record<string, unknown>>;

/** Everything that Slack would refuse, and every mention that nobody meant, as sentences; empty when all is well. */
export function problemsOfMessage(message: { readonly text: string; readonly blocks: readonly unknown[] }) {
  const found = new Problems();
  found.length('text', message.text, 4000, 1);
  found.markup('text', message.text);
  found.count('blocks', message.blocks, 50, 1);
  checkBlocks(found, message.blocks);
  return found.all;
}

export function problemsOfView(view: object): readonly string[] {
  const found = new Problems();
  const json = view as Json;
  found.count('view.blocks', json['blocks'], limits.view.blocks.max_items, 1);
  found.length('private_metadata', json['private_metadata'], limits.view.private_metadata.max_length, 0);
  found.length('callback_id', json['callback_id'], limits.view.callback_id.max_length);
  for (const part of ['title', 'close', 'submit'] as const)
    found.text(part, json[part], limits.view[part].max_length, 'plain_text');
  checkBlocks(found, list(json['blocks']));
  return found.all;
}

/** Every text that Slack shows, in the order of the blocks; spaces that keep words together count as spaces. */
export function shownTexts(blocks: readonly unknown[]): readonly string[] {
  return objectsIn(blocks).flatMap((object) =>
    ['mrkdwn', 'plain_text', 'text'].includes(String(object['type'])) && typeof object['text'] === 'string'
      ? [object['text'].replaceAll('\u00A0', ' ')]
      : [],
  );
}

/** The labels of the buttons, in order. */
export function buttonLabels(blocks: readonly unknown[]): readonly string[] {
  return buttonsOf(blocks).map((button) => String((button['text'] as Json)['text']));
}

export function buttonsOf(blocks: readonly unknown[]): readonly Json[] {
  return objectsIn(blocks).filter((object) => object['type'] === 'button');
}

/** As `problemsOfView`, of a Home: it has neither title nor buttons of its own. */
export function problemsOfHome({ blocks }: { readonly blocks: readonly unknown[] }): readonly string[] {
  const found = new Problems();
  found.count('view.blocks', blocks, limits.view.blocks.max_items, 1);
  checkBlocks(found, blocks);
  return found.all;
}

function checkBlocks(found: Problems, blocks: readonly unknown[]): void {
  const ids = blocks.map((block) => (block as Json)['block_id']).filter((id) => id !== undefined);
  if (new Set(ids).size !== ids.length) found.say('two blocks have the same block_id');
  for (const [index, block] of blocks.entries()) checkBlock(found, `blocks[${index}]`, block as Json);
}

function checkBlock(found: Problems, at: string, block: Json): void {
  if (block['block_id'] !== undefined)
    found.length(`${at}.block_id`, block['block_id'], limits.block_id.max_length);
  switch (block['type']) {
    case 'section':
      found.text(`${at}.text`, block['text'], limits.section.text.max_length);
      if (block['accessory'] !== undefined) checkElements(found, at, [block['accessory']]);
      return;
    case 'header':
      return found.text(`${at}.text`, block['text'], limits.header.text.max_length, 'plain_text');
    case 'context':
      found.count(`${at}.elements`, block['elements'], limits.context.elements.max_items, 1);
      for (const element of list(block['elements']))
        found.text(`${at}.element`, element, limits.text.max_length);
      return;
    case 'actions':
      found.count(`${at}.elements`, block['elements'], limits.actions.elements.max_items, 1);
      return checkElements(found, at, list(block['elements']));
    case 'input':
      found.text(`${at}.label`, block['label'], limits.input.label.max_length, 'plain_text');
      if (block['hint'] !== undefined)
        found.text(`${at}.hint`, block['hint'], limits.input.hint.max_length, 'plain_text');
      return checkElements(found, at, [block['element']]);
    case 'rich_text':
      return checkRichText(found, at, block);
    case 'divider':
      return;
    default:
      found.say(`${at} has a type that this checker does not know: ${String(block['type'])}`);
  }
}

function checkRichText(found: Problems, at: string, block: Json): void {
  if (objectsIn(block).some((object) => object['type'] === 'broadcast')) found.say(`${at} calls everyone`);
  for (const object of objectsIn(block))
    if (object['type'] === 'text') found.length(`${at}.text`, object['text'], limits.text.max_length);
}

function checkElements(found: Problems, at: string, elements: readonly unknown[]): void {
  const ids = elements.map((element) => (element as Json)['action_id']);
  if (new Set(ids).size !== ids.length) found.say(`${at} has two elements with the same action_id`);
  for (const element of elements) checkElement(found, at, element as Json);
}

function checkElement(found: Problems, at: string, element: Json): void {
  found.length(`${at}.action_id`, element['action_id'], limits.action_id.max_length);
  const placeholder = element['placeholder'];
  if (placeholder !== undefined)
    found.text(`${at}.placeholder`, placeholder, limits.select.placeholder.max_length, 'plain_text');
  switch (element['type']) {
    case 'button':
      return checkButton(found, `${at}.button`, element);
    case 'static_select':
      return checkOptions(found, at, element, limits.select.options.max_items);
    case 'checkboxes':
      return checkOptions(found, at, element, limits.checkboxes.options.max_items);
    case 'plain_text_input':
      if (Number(element['max_length'] ?? 0) > limits.plain_text_input.max_length.max)
        found.say(`${at}.max_length is ${String(element['max_length'])}`);
      return;
    default:
      found.say(`${at} has an element that this checker does not know: ${String(element['type'])}`);
  }
}

function checkButton(found: Problems, at: string, button: Json): void {
  found.text(`${at}.text`, button['text'], limits.button.text.max_length, 'plain_text');
  if (button['value'] !== undefined)
    found.length(`${at}.value`, button['value'], limits.button.value.max_length);
  if (button['url'] !== undefined) found.length(`${at}.url`, button['url'], limits.button.url.max_length);
  if (button['confirm'] === undefined) return;
  const confirm = button['confirm'] as Json;
  for (const part of ['title', 'text', 'confirm', 'deny'] as const)
    found.text(`${at}.confirm.${part}`, confirm[part], limits.confirmation[part].max_length);
}

function checkOptions(found: Problems, at: string, element: Json, max: number): void {
  found.count(`${at}.options`, element['options'], max, 1);
  const options = list(element['options']).map((option) => option as Json);
  if (new Set(options.map(({ value }) => value)).size !== options.length)
    found.say(`${at} has two options with the same value`);
  for (const option of options) {
    found.text(`${at}.option.text`, option['text'], limits.option.text.max_length);
    found.length(`${at}.option.value`, option['value'], limits.option.value.max_length);
    if (option['description'] !== undefined)
      found.text(`${at}.option.description`, option['description'], limits.option.description.max_length);
  }
}

class Problems {
  readonly all: string[] = [];

  say(problem: string): void {
    this.all.push(problem);
  }

  length(at: string, value: unknown, max: number, min = 1): void {
    if (typeof value !== 'string') return this.say(`${at} is ${typeof value}, not a string`);
    if (value.length > max || value.length < min)
      this.say(`${at} has ${value.length} characters, not ${min} to ${max}`);
  }

  count(at: string, value: unknown, max: number, min: number): void {
    const { length } = list(value);
    if (length > max || length < min) this.say(`${at} has ${length} items, not ${min} to ${max}`);
  }

  text(at: string, value: unknown, max: number, type?: string): void {
    const object = (value ?? {}) as Json;
    this.length(at, object['text'], max);
    if (type !== undefined && object['type'] !== type)
      this.say(`${at} is ${String(object['type'])}, not ${type}`);
    if (object['type'] !== 'mrkdwn') return;
    this.markup(at, String(object['text']));
    if (object['verbatim'] !== true) this.say(`${at} lets Slack turn @channel into a mention`);
  }

  /** In mrkdwn, `<` opens only what we make: people, groups, dates and web links. */
  markup(at: string, text: string): void {
    const rest = text
      .replaceAll(/<@[UW][A-Z0-9]+>/g, '')
      .replaceAll(/<!subteam\^S[A-Z0-9]+>/g, '')
      .replaceAll(/<#C[A-Z0-9]+>/g, '')
      .replaceAll(/<!date\^\d+\^[^<>|]*\|[^<>|]*>/g, '')
      .replaceAll(/<https?:\/\/[^\s<>|]+\|[^<>]+>/g, '');
    const unmeant = /<.{0,20}|&(?!amp;|lt;|gt;).{0,10}/u.exec(rest.replaceAll(/^> /gm, ''));
    if (unmeant !== null) this.say(`${at} has unescaped markup: ${unmeant[0]}`);
    if (/[\p{Cc}\u202A-\u202E\u2066\u2067]/u.test(text.replaceAll('\n', '')))
      this.say(`${at} has control characters`);
  }
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function objectsIn(value: unknown): readonly Json[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Json, ...Object.values(value).flatMap(objectsIn)];
}
