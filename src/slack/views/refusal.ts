import type { Button } from '@slack/types';
import { branchReasons } from '../../domain/branch-reasons.ts';
import type { ReasonCode, Refusal } from '../../domain/reasons.ts';
import { reasons, sayReason } from '../../domain/reasons.ts';
import type { MessageView } from './blocks.ts';
import { actions, linkButton, messageView, section } from './blocks.ts';
import { escape } from './escape.ts';
import { duration, moment } from './format.ts';
import { stopButtons } from './stop-buttons.ts';

/** A request that was refused: what, which rule says so, and the way out. `card`: of the operation it speaks of. */
export function refusalView(refusal: Refusal, card?: string): MessageView {
  const { says, next } = sayRefusal(refusal);
  const what = whatWasRefused[refusal.code] ?? ofCommand(refusal) ?? 'Not deployed';
  const sentence = what === '' ? says : `${what}: ${continued(refusal.code, says)}`;
  const text = `🚫 ${sentence} ${next}`.trim();
  const buttons = [sourceButton(refusal, card), ...stopButtons(refusal)];
  return messageView(text, [section([text]), ...actions(buttons)]);
}

/** The way to the page that the refusal speaks of, where there is one. */
export function sourceButton({ code, facts }: Refusal, card?: string): Button | undefined {
  if (code === 'already_under_way' || code === 'incident_under_way')
    return linkButton('Open its card', 'card', card);
  const url = facts['url'];
  const label = code.startsWith('check_') ? 'Open the check' : 'Open';
  return typeof url === 'string' ? linkButton(label, 'source', url) : undefined;
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
  'Enough',
  'Every',
  'No',
  'Only',
  'Several',
  'Nobody',
  'Someone',
  'That',
  'The',
  'There',
  'Those',
  'This',
  'What',
  'You',
  'Your',
]);

/** What was not done, by the command that was typed. */
function ofCommand({ code, facts: { command } }: Refusal): string | undefined {
  if (code in branchReasons) return 'Not done';
  if (typeof command !== 'string') return undefined;
  const [name = ''] = command.split(' ');
  return undone.get(command) ?? undone.get(name) ?? 'Not done';
}

const undone = new Map([
  ['/deploy', 'Not deployed'],
  ['/rollback', 'Not rolled back'],
  ['/db restore', 'Not restored'],
  ['/deploys', 'Not listed'],
  ['/status', 'Not shown'],
  ['/why', 'Not answered'],
  ['/lock', 'Not locked'],
  ['/unlock', 'Not unlocked'],
  ['/freeze', 'Not frozen'],
  ['/unfreeze', 'Not unfrozen'],
  ['/hold', 'Not put on hold'],
  ['/release', 'Not released'],
]);

/** '' where the sentence stands alone. */
const whatWasRefused: Partial<Record<ReasonCode, string>> = {
  rollback_cancel_not_allowed: 'Not cancelled',
  roll_back_not_allowed: 'Not rolled back',
  locked_by_drift: 'Not done',
  drift_settled: '',
  drift_moved: 'Not done',
  drift_busy: 'Not done',
  drift_unread: 'Not done',
  drift_nothing_live: 'Not done',
  drift_commit_unknown: 'Not done',
  drift_right_missing: 'Not done',
  drift_right_unreachable: 'Not done',
  drift_outsider: 'Not done',
  unknown_release_words: 'Not rolled back',
  not_an_incident: 'Not done',
  incident_channel_unknown: '',
  no_incident: '',
  unknown_incident_words: 'Not done',
  incident_stale: 'Not rolled back',
  incident_under_way: 'Not rolled back twice',
  no_database: 'Not done',
  unknown_db_word: 'Not done',
  db_word_needed: 'Not done',
  branch_gone: '',
  connection_unavailable: '',
  branch_not_shown: '',
  moment_needed: 'Not restored',
  unknown_moment: 'Not restored',
  drill_under_way: 'Not asked twice',
  backup_under_way: 'Not asked twice',
  backup_not_configured: 'Not done',
  backup_list_unread: '',
  unknown_duration: 'Not locked',
  already_frozen: 'Not frozen',
  unknown_commit: 'Not done',
  commit_unreachable: 'Not done',
  already_held: 'Not done',
  nothing_held: 'Not done',
  nothing_frozen: 'Not done',
  already_locked: 'Not locked',
  not_locked: 'Not done',
  unlock_not_owner: 'Not unlocked',
  lock_is_newer: 'Not done',
  lock_is_yours: 'Not done',
  stop_not_allowed: 'Not done',
  stop_unreachable: 'Not done',
  stop_outsider: 'Not done',
  already_under_way: 'Not asked twice',
  approver_is_requester: 'Not approved',
  approver_not_allowed: 'Not approved',
  approvers_unreachable: 'Not approved',
  canceller_not_allowed: 'Not cancelled',
  other_workspace: 'Not done',
  already_decided: '',
  already_over: '',
  operation_retired: '',
  operation_lost: '',
  confirmer_is_not_requester: 'Not confirmed',
  already_confirmed: '',
  acknowledger_is_requester: 'Not acknowledged',
  acknowledger_not_allowed: 'Not acknowledged',
  already_acknowledged: '',
  already_nodded: '',
  nod_not_needed: 'Not counted',
  approver_is_author: 'Not approved',
  no_nod_of_yours: '',
  nudged_lately: 'Not nudged',
  person_unreachable: '',
  watch_over: '',
  stop_watching_not_allowed: 'Not stopped',
  channel_closed: '',
  slack_view_failed: '',
  redis_unavailable: '',
};

/** We make these from ids. */
const people = new Set(['approvers', 'requester', 'owner', 'who', 'channel', 'missing']);
const durations = new Set(['duration', 'soak', 'left', 'limit', 'live']);

function showFact(value: string | number, fact: string): string {
  if (typeof value === 'number' && ['at', 'until', 'next', 'from'].includes(fact)) return moment(value);
  if (typeof value === 'number') return durations.has(fact) ? duration(value) : String(value);
  if (people.has(fact)) return keepMentions(escape(value, 500));
  return /^[0-9a-f]{40}$/.test(value) ? value.slice(0, 7) : escape(value, 500);
}

/** We make these mentions from ids; anything else under that name stays outside text. */
function keepMentions(escaped: string): string {
  return escaped.replaceAll(/&lt;(@[UW][A-Z0-9]+|!subteam\^S[A-Z0-9]+|#[CG][A-Z0-9]+)&gt;/g, '<$1>');
}
