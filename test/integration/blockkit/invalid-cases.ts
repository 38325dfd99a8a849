import { actions, button, context, input, modal, option, options, plain, section, select } from './wrap.ts';

const x = (count: number) => 'x'.repeat(count);
const url = (count: number) => `https://a.b/${x(count - 12)}`;
const confirm = (fields: object) =>
  button({
    confirm: { title: plain('T'), text: plain('t'), confirm: plain('Yes'), deny: plain('No'), ...fields },
  });
const feedback = (fields: object) => [
  {
    type: 'context_actions',
    elements: [
      {
        type: 'feedback_buttons',
        positive_button: { text: plain('Good'), value: 'good', ...fields },
        negative_button: { text: plain('Bad'), value: 'bad' },
      },
    ],
  },
];
const icon = (fields: object = {}) => ({
  type: 'icon_button',
  icon: 'trash',
  text: plain('Delete'),
  ...fields,
});
const group = (fields: object) =>
  select({ option_groups: [{ label: plain('G'), options: options(1), ...fields }] });
const row = (cells: number) => Array.from({ length: cells }, () => ({ type: 'raw_text', text: 'c' }));
const table = (rows: object[], fields: object = {}) => [{ type: 'table', rows, ...fields }];
const image = (fields: object) =>
  context({ type: 'image', image_url: 'https://a.b/c.png', alt_text: 'a', ...fields });
const video = (fields: object) => [
  {
    type: 'video',
    alt_text: 'a',
    title: plain('T'),
    video_url: 'https://a.b/v',
    thumbnail_url: 'https://a.b/t',
    ...fields,
  },
];

/** Our payload for each case of the official list: blocks of a message, or a view. */
export const invalidMessages: Readonly<Record<string, object[]>> = {
  'text-empty': [{ type: 'section', text: { type: 'mrkdwn', text: '' } }],
  'text-too-long': [{ type: 'section', text: { type: 'mrkdwn', text: x(3001) } }],
  'button-action-id-too-long': button({ action_id: x(256) }),
  'button-text-too-long': button({ text: plain(x(76)) }),
  'button-url-too-long': button({ url: url(3001) }),
  'button-value-too-long': button({ value: x(2001) }),
  'button-accessibility-label-too-long': button({ accessibility_label: x(76) }),
  'block-id-too-long': section({ block_id: x(256) }),
  'confirmation-title-too-long': confirm({ title: plain(x(101)) }),
  'confirmation-text-too-long': confirm({ text: plain(x(301)) }),
  'confirmation-confirm-too-long': confirm({ confirm: plain(x(31)) }),
  'confirmation-deny-too-long': confirm({ deny: plain(x(31)) }),
  'option-text-too-long': select({ options: [option({ text: plain(x(76)) })] }),
  'option-value-too-long': select({ options: [option({ value: x(151) })] }),
  'option-url-too-long': actions({
    type: 'overflow',
    options: [option({ url: `https://a.b/${'😀'.repeat(2989)}` })],
  }),
  'option-description-too-long': select({ options: [option({ description: plain(x(76)) })] }),
  'option-group-label-too-long': group({ label: plain(x(76)) }),
  'option-group-empty': group({ options: [] }),
  'option-group-too-many-options': group({ options: options(101) }),
  'select-placeholder-too-long': select({ options: options(1), placeholder: plain(x(151)) }),
  'select-too-many-options': select({ options: options(101) }),
  'select-too-many-option-groups': select({
    option_groups: options(101).map((one) => ({ label: plain('G'), options: [one] })),
  }),
  'overflow-empty': actions({ type: 'overflow', options: [] }),
  'overflow-too-many-options': actions({ type: 'overflow', options: options(6) }),
  'checkboxes-empty': actions({ type: 'checkboxes', options: [] }),
  'checkboxes-too-many-options': actions({ type: 'checkboxes', options: options(11) }),
  'radio-buttons-empty': actions({ type: 'radio_buttons', options: [] }),
  'radio-buttons-too-many-options': actions({ type: 'radio_buttons', options: options(11) }),
  'table-too-many-rows': table(Array.from({ length: 101 }, () => row(1))),
  'table-ragged-rows': table([row(1), row(2)]),
  'table-column-settings-mismatch': table([row(2)], { column_settings: [{ align: 'left' }] }),
  'file-input-max-files-too-small': input({ type: 'file_input', max_files: 0 }),
  'file-input-max-files-too-large': input({ type: 'file_input', max_files: 11 }),
  'plain-text-input-max-length-too-large': input({ type: 'plain_text_input', max_length: 3001 }),
  'actions-too-many-elements': actions(
    ...options(26).map(({ value }) => ({ type: 'button', text: plain('Go'), value })),
  ),
  'context-too-many-elements': context(...Array.from({ length: 11 }, () => plain('c'))),
  'header-text-too-long': [{ type: 'header', text: plain(x(151)) }],
  'image-url-too-long': image({ image_url: url(3001) }),
  'image-alt-text-too-long': image({ alt_text: x(2001) }),
  'image-url-and-slack-file': image({ slack_file: { id: 'F1' } }),
  'input-label-too-long': input({ type: 'plain_text_input' }, { label: plain(x(2001)) }),
  'input-hint-too-long': input({ type: 'plain_text_input' }, { hint: plain(x(2001)) }),
  'input-invalid-element': input({ type: 'button', text: plain('Go') }),
  'markdown-empty': [{ type: 'markdown', text: '' }],
  'markdown-too-long': [{ type: 'markdown', text: x(12_001) }],
  'section-text-too-long': section({ text: plain(x(3001)) }),
  'section-too-many-fields': section({ fields: Array.from({ length: 11 }, () => plain('f')) }),
  'section-field-too-long': section({ fields: [plain(x(2001))] }),
  'section-missing-content': [{ type: 'section' }],
  'static-select-options-and-groups': select({
    options: [option()],
    option_groups: [{ label: plain('G'), options: options(1) }],
  }),
  'number-input-inverted-range': input({
    type: 'number_input',
    is_decimal_allowed: false,
    min_value: '2',
    max_value: '1',
  }),
  'context-invalid-element': context({ type: 'button', text: plain('Go') }),
  'video-alt-text-empty': video({ alt_text: '' }),
  'video-alt-text-too-long': video({ alt_text: x(201) }),
  'video-title-too-long': video({ title: plain(x(201)) }),
  'video-author-name-too-long': video({ author_name: x(51) }),
  'video-description-too-long': video({ description: plain(x(201)) }),
  'video-provider-name-too-long': video({ provider_name: x(51) }),
  'alert-text-too-long': [{ type: 'alert', text: plain(x(201)) }],
  'context-actions-too-many-elements': [
    { type: 'context_actions', elements: Array.from({ length: 6 }, () => icon()) },
  ],
  'feedback-button-text-too-long': feedback({ text: plain(x(76)) }),
  'feedback-button-value-too-long': feedback({ value: x(2001) }),
  'feedback-button-accessibility-label-too-long': feedback({ accessibility_label: x(76) }),
  'icon-button-too-many-visible-users': [
    {
      type: 'context_actions',
      elements: [icon({ visible_to_user_ids: Array.from({ length: 11 }, () => 'U1') })],
    },
  ],
};

export const invalidViews: Readonly<Record<string, object>> = {
  'view-missing-blocks': modal({ blocks: [] }),
  'view-too-many-blocks': modal({ blocks: Array.from({ length: 101 }, () => section({})[0]) }),
  'view-private-metadata-too-long': modal({ private_metadata: x(3001) }),
  'view-callback-id-too-long': modal({ callback_id: x(256) }),
  'view-title-too-long': modal({ title: plain(x(25)) }),
  'view-close-too-long': modal({ close: plain(x(25)) }),
  'view-submit-too-long': modal({ submit: plain(x(25)) }),
};
