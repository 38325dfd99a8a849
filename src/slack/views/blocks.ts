import type {
  ActionsBlock,
  Button,
  ConfirmationDialog,
  ContextBlock,
  HeaderBlock,
  KnownBlock,
  MrkdwnElement,
  PlainTextElement,
} from '@slack/types';
import type { SectionBlock } from '@slack/types';
import { actionId, actionValue, linkActionId } from './actions.ts';
import type { Action } from './actions.ts';
import { plain, webAddress } from './escape.ts';
import { cutMrkdwn, fitLines, limits } from './limits.ts';

/** What the outbox brings to Slack. `text` says the whole state in one sentence. */
export interface MessageView {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

export interface Confirmation {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly deny: string;
  /** Of the button that confirms; else the button's own. */
  readonly style?: 'danger';
}

export function messageView(text: string, blocks: readonly KnownBlock[]): MessageView {
  return { text: cutMrkdwn(text, limits.messageText), blocks: blocks.slice(0, limits.messageBlocks) };
}

export function header(title: string): HeaderBlock {
  return { type: 'header', text: plainText(title, limits.headerText) };
}

/** Lines that do not fit are left out whole and counted. */
export function section(lines: readonly string[]): SectionBlock {
  return { type: 'section', text: mrkdwn(fitLines(lines)), expand: true };
}

export function context(lines: readonly string[]): ContextBlock {
  return { type: 'context', elements: [mrkdwn(fitLines(lines))] };
}

/** No block at all without buttons. */
export function actions(buttons: readonly (Button | undefined)[]): readonly ActionsBlock[] {
  const elements = buttons.filter((button) => button !== undefined).slice(0, limits.actionElements);
  return elements.length === 0 ? [] : [{ type: 'actions', elements }];
}

export function button(
  label: string,
  action: Exclude<Action, { kind: 'open' }>,
  look: { readonly style?: 'primary' | 'danger'; readonly confirm?: Confirmation } = {},
): Button {
  const { style, confirm } = look;
  return {
    type: 'button',
    text: plainText(label, limits.buttonText),
    action_id: actionId(action.kind),
    value: actionValue(action),
    ...(style && { style }),
    ...(confirm && { confirm: confirmation(confirm, confirm.style ?? style) }),
  };
}

function confirmation(
  { title, text, confirm, deny }: Confirmation,
  style: 'primary' | 'danger' | undefined,
): ConfirmationDialog {
  return {
    title: plainText(title, limits.confirmTitle),
    text: plainText(text, limits.confirmText),
    confirm: plainText(confirm, limits.confirmButton),
    deny: plainText(deny, limits.confirmButton),
    ...(style && { style }),
  };
}

/** Undefined where the address is missing or not one that a browser should open. */
export function linkButton(label: string, name: string, url: string | undefined): Button | undefined {
  const address = webAddress(url);
  if (address === undefined) return undefined;
  return {
    type: 'button',
    text: plainText(label, limits.buttonText),
    action_id: linkActionId(name),
    url: address,
  };
}

export function plainText(text: string, max: number): PlainTextElement {
  return { type: 'plain_text', text: plain(text, max), emoji: true };
}

/** `verbatim`: Slack must not turn an outsider's "@channel" or "#general" into a mention. */
export function mrkdwn(text: string): MrkdwnElement {
  return { type: 'mrkdwn', text: unbroken(text), verbatim: true };
}

/** A phone must not break the line between a number and its unit, or between a mark in a line and what it marks. */
function unbroken(text: string): string {
  return text
    .replaceAll(/(?<=\d) (?=(?:s|m|h|days?|files?|commits?|nods?|of \d+)\b|%)/g, '\u00A0')
    .replaceAll(/(?<= )(✅|❌|⏳|❔|◻️) (?=\S)/gu, '$1\u00A0');
}
