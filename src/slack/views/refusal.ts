import type { ReasonCode, Refusal } from '../../domain/reasons.ts';
import { reasons, sayReason } from '../../domain/reasons.ts';
import type { MessageView } from './blocks.ts';
import { messageView, section } from './blocks.ts';
import { escape } from './escape.ts';
import { duration } from './format.ts';

/** A request that was refused: what, which rule says so, and the way out. */
export function refusalView(refusal: Refusal): MessageView {
  const { says, next } = sayRefusal(refusal);
  const what = whatWasRefused[refusal.code] ?? 'Not deployed';
  const sentence = what === '' ? says : `${what}: ${continued(refusal.code, says)}`;
  const text = `🚫 ${sentence} ${next}`.trim();
  return messageView(text, [section([text])]);
}

/** Both sentences of the catalogue, safe to show. */
export function sayRefusal(refusal: Refusal): { readonly says: string; readonly next: string } {
  return sayReason(refusal.code, refusal.facts, showFact);
}

/** `says` after a colon: the catalogue's own first word loses its capital, names keep theirs. */
export function continued(code: ReasonCode, says: string): string {
  const [first = ''] = reasons[code].says.split(' ');
  return capitalised.has(first) ? says.charAt(0).toLowerCase() + says.slice(1) : says;
}

const capitalised = new Set([
  'A',
  'No',
  'Only',
  'Several',
  'Someone',
  'The',
  'There',
  'This',
  'What',
  'You',
  'Your',
]);

/** '' where the sentence stands alone. */
const whatWasRefused: Partial<Record<ReasonCode, string>> = {
  approver_is_requester: 'Not approved',
  approver_not_allowed: 'Not approved',
  approvers_unreachable: 'Not approved',
  plan_outdated: 'Not deployed',
  canceller_not_allowed: 'Not cancelled',
  other_workspace: 'Not done',
  already_decided: '',
  already_nodded: '',
  slack_view_failed: '',
  redis_unavailable: '',
};

function showFact(value: string | number, fact: string): string {
  if (typeof value === 'number') return fact === 'duration' ? duration(value) : String(value);
  if (fact === 'approvers') return keepMentions(value);
  if (/^[0-9a-f]{40}$/.test(value)) return value.slice(0, 7);
  return escape(value, 500);
}

/** Mentions are made by us from ids; anything else under that name is outside text. */
function keepMentions(text: string): string {
  const pieces = text.split(/(<@[UW][A-Z0-9]+>|<!subteam\^S[A-Z0-9]+>)/);
  return pieces.map((piece, index) => (index % 2 === 1 ? piece : escapeKeepingSpaces(piece))).join('');
}

function escapeKeepingSpaces(text: string): string {
  const [before = '', after = ''] = [/^\s/.exec(text)?.[0], /\S(\s)$/.exec(text)?.[1]];
  return `${before && ' '}${escape(text)}${after && ' '}`;
}
