import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { limits, messageBlockErrors, viewErrors } from '../../sandbox/slack/block-kit.ts';
import { invalidMessages, invalidViews } from './blockkit/invalid-cases.ts';
import { element, object, richTextPart } from './blockkit/wrap.ts';

const contractsDir = process.env['CONTRACTS_DIR'];
const folder = join(contractsDir ?? '', 'blockkit');

/** Block kinds that the sandbox refuses: its page cannot show them, and the bot sends none. */
const unsupported = {
  kinds: [
    'card',
    'carousel',
    'container',
    'data_table',
    'data_visualization',
    'file',
    'plan',
    'task_card',
    // Of task cards only.
    'url',
  ],
  limits: ['card', 'carousel', 'container', 'data_table', 'data_visualization', 'url_source'],
  cases: /^(card|carousel|container|data|url-source|pie-chart|chart|axis)-/,
};

/** Where the list disagrees with Slack's own types or rules. */
const disagreements = [
  // `initial_value` is a rich_text block (@slack/types RichTextInput), not a text element.
  'elements/rich_text_input_basic',
  // Two blocks with one block_id.
  'messages/webhook_message_basic',
  'messages/webhook_message_delete',
];

const skipIfNone = contractsDir === undefined;
if (skipIfNone) process.stderr.write('SKIPPED: Block Kit contract; set CONTRACTS_DIR to run it.\n');

describe.skipIf(skipIfNone)('Block Kit as slackblocks lists it', () => {
  it('has the same limits', () => {
    const official = Object.entries(read('limits.json') as Record<string, unknown>);
    const ours: Readonly<Record<string, unknown>> = limits;
    for (const [name, values] of official) {
      if (unsupported.limits.includes(name)) continue;
      expect(ours[name], name).toEqual(values);
    }
  });

  it.each(contractsDir === undefined ? [] : validFixtures())('accepts $name', ({ name, errors }) => {
    if (disagreements.includes(name)) expect(errors()).not.toEqual([]);
    else expect(errors()).toEqual([]);
  });

  it.each(contractsDir === undefined ? [] : invalidCases())('refuses $id: $description', ({ id }) => {
    const view = invalidViews[id];
    const blocks = invalidMessages[id];
    if (view === undefined && blocks === undefined)
      throw new Error(`The case ${id} is new: give it a payload.`);
    const errors = view === undefined ? messageBlockErrors(blocks) : viewErrors(view);
    expect(errors).not.toEqual([]);
    // The refusal is about what the case is about, not about a payload that is wrong elsewhere.
    expect(errors).toHaveLength(1);
  });
});

function validFixtures() {
  return readdirSync(join(folder, 'fixtures/valid')).flatMap((group) =>
    readdirSync(join(folder, 'fixtures/valid', group)).flatMap((file) => {
      const fixture = read(`fixtures/valid/${group}/${file}`) as Fixture;
      const name = file.replace('.json', '');
      if (group === 'attachments' || unsupported.kinds.includes(fixture.type)) return [];
      return [{ name: `${group}/${name}`, errors: () => check(group, name, fixture) }];
    }),
  );
}

interface Fixture {
  readonly type: string;
  readonly blocks?: readonly object[];
}

function check(group: string, name: string, fixture: Fixture): readonly string[] {
  switch (group) {
    case 'views':
      return viewErrors(fixture);
    case 'messages':
      return messageBlockErrors(fixture.blocks ?? []);
    case 'blocks':
      return messageBlockErrors([fixture]);
    case 'elements':
      return messageBlockErrors(element(fixture));
    case 'objects':
      return messageBlockErrors(object(name, fixture));
    case 'rich_text':
      return messageBlockErrors(richTextPart(fixture));
    default:
      throw new Error(`The fixtures have a new folder ${group}.`);
  }
}

function invalidCases() {
  const { cases } = read('fixtures/invalid/manifest.json') as {
    cases: readonly { readonly id: string; readonly description: string }[];
  };
  return cases.filter(({ id }) => !unsupported.cases.test(id));
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(join(folder, path), 'utf8'));
}
