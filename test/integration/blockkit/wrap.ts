/** Puts a part of Block Kit into the smallest message blocks that hold it. */
export const plain = (text: string) => ({ type: 'plain_text', text });
export const section = (fields: object) => [
  { type: 'section', text: { type: 'mrkdwn', text: 'x' }, ...fields },
];
export const actions = (...elements: object[]) => [{ type: 'actions', elements }];
export const context = (...elements: object[]) => [{ type: 'context', elements }];
export const input = (element: object, fields: object = {}) => [
  { type: 'input', label: plain('Label'), element, ...fields },
];
export const button = (fields: object) => actions({ type: 'button', text: plain('Go'), ...fields });
export const option = (fields: object = {}) => ({ text: plain('A'), value: 'a', ...fields });
export const options = (count: number) =>
  Array.from({ length: count }, (_, index) => option({ value: String(index) }));
export const select = (fields: object) => actions({ type: 'static_select', ...fields });
const richText = (...elements: object[]) => [{ type: 'rich_text', elements }];
const inlineRichText = (...elements: object[]) => richText({ type: 'rich_text_section', elements });
const workflowButton = (workflow: object) =>
  actions({ type: 'workflow_button', text: plain('Go'), workflow });
export const modal = (fields: object) => ({
  type: 'modal',
  title: plain('Title'),
  submit: plain('Go'),
  blocks: section({}),
  ...fields,
});

const inputOnly = new Set([
  'email_text_input',
  'file_input',
  'number_input',
  'plain_text_input',
  'url_text_input',
]);

export function element(fixture: { readonly type: string }): object[] {
  if (fixture.type === 'image') return context(fixture);
  return inputOnly.has(fixture.type) ? input(fixture) : actions(fixture);
}

export function object(name: string, fixture: object): object[] {
  if (name.startsWith('text_')) return [{ type: 'section', text: fixture }];
  if (name.startsWith('option_group')) return select({ option_groups: [fixture] });
  if (name.startsWith('option')) return select({ options: [fixture] });
  if (name.startsWith('confirmation')) return button({ confirm: fixture });
  if (name.startsWith('conversation_filter'))
    return actions({ type: 'conversations_select', filter: fixture });
  if (name.startsWith('dispatch_action')) {
    return input({ type: 'plain_text_input', dispatch_action_config: fixture });
  }
  if (name.startsWith('workflow')) return workflowButton(fixture);
  if (name.startsWith('trigger')) return workflowButton({ trigger: fixture });
  if (name.startsWith('input_parameter')) {
    return workflowButton({
      trigger: { url: 'https://slack.com/shortcuts/Ft0/1', customizable_input_parameters: [fixture] },
    });
  }
  throw new Error(`The fixture objects/${name} is new: say here where it belongs.`);
}

export function richTextPart(fixture: { readonly type: string }): object[] {
  return fixture.type.startsWith('rich_text_') ? richText(fixture) : inlineRichText(fixture);
}
