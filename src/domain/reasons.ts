import { driftReasons } from './drift-reasons.ts';
import { restoreReasons } from './restore-reasons.ts';
import { incidentReasons } from './incident-reasons.ts';
import { branchReasons } from './branch-reasons.ts';
import { migrationReasons } from './migration-reasons.ts';
import { backupReasons } from './backup-reasons.ts';
import { drillReasons } from './drill-reasons.ts';
import { rollbackReasons } from './rollback-reasons.ts';
import { watchReasons } from './watch-reasons.ts';

/** Why something was not done, with the facts that its sentence needs. Facts are shown: never put a secret there. */
export interface Refusal {
  readonly code: ReasonCode;
  readonly facts: Readonly<Record<string, string | number>>;
}

/** A sentence of the catalogue: `{fact}` is replaced; `next` says what to do and who can. */
interface Reason {
  readonly says: string;
  readonly next: string;
}

const lastGreen = 'The last green one on {branch} is `{green}`.';

/** The one catalogue of refusals and failures. Codes are stable, texts may change. */
export const reasons = {
  unknown_app: { says: 'No app is called “{found}”.', next: 'Apps here: {known}.' },
  app_needed: {
    says: 'Several apps are configured and this channel belongs to none of them.',
    next: 'Say which with `--app`: {known}.',
  },
  unknown_environment: {
    says: 'There is no environment “{found}”.',
    next: 'Did you mean `{nearest}`? Environments: {known}.',
  },
  unknown_component: {
    says: 'There is no component “{found}” in {environment}.',
    next: 'Did you mean `{nearest}`? Components: {known}.',
  },
  unknown_ref: {
    says: 'GitHub knows no branch, tag, commit or pull request “{found}” in {repository}.',
    next: 'Did you mean `{nearest}`? A branch, a tag, 7 digits or more of a commit, or `#123` will do.',
  },
  unknown_option: {
    says: 'There is no option “{found}”.',
    next: 'Options: {known}. `{command} help` shows examples.',
  },
  option_needs_value: { says: 'The option `{option}` needs a value.', next: 'For example `{example}`.' },
  too_many_words: {
    says: 'I understood `{understood}` but not “{found}”.',
    next: 'Leave that out. `{command} help` shows how it goes, with examples.',
  },
  environment_needed: {
    says: 'I do not know which environment you mean.',
    next: 'Type one after `{command}`: {known}.',
  },
  words_left_over: {
    says: 'I understood `{understood}` but not “{found}”.',
    next: 'Leave that out. `{command} help` shows how it goes.',
  },
  unknown_duration: {
    says: 'I do not understand “{found}” as a time from 1 s to 30 days.',
    next: 'Type for example `for 30m`, `for 2h` or `for 1 day`; leave it out and the lock lasts until it is unlocked.',
  },
  check_failed: {
    says: '*{check}* failed on {commit}.',
    next: `Fix it, or ask for another commit. ${lastGreen}`,
  },
  check_pending: {
    says: '*{check}* has not finished on {commit}.',
    next: `Wait for it and ask again, or ask for another commit. ${lastGreen}`,
  },
  check_missing: {
    says: 'The required check *{check}* has not run on {commit}.',
    next: `Run it on that commit and ask again, or ask for another commit. ${lastGreen}`,
  },
  checks_none: {
    says: 'No check has run on {commit}, and {environment} needs green ones.',
    next: `Run CI on that commit and ask again, or ask for another commit. ${lastGreen}`,
  },
  check_unknown: {
    says: '*{check}* answered with a state I do not know on {commit}; I do not take that as a success.',
    next: `Look at the check and run it again, or ask for another commit. ${lastGreen}`,
  },
  right_missing: {
    says: '{requester} may not {action} {environment}.',
    next: 'Ask one of those who may: {approvers}.',
  },
  emergency_right_missing: {
    says: '{requester} may not declare an emergency for {environment}.',
    next: 'Those who may: {approvers}. Without `--emergency` it goes the usual way.',
  },
  requester_outsider: {
    says: '{requester} is not a full member of this workspace, and only those can do this.',
    next: 'Ask a full member to type it.',
  },
  rights_unreachable: {
    says: 'Slack did not tell me whether {requester} may {action} {environment}.',
    next: 'Ask again in a minute.',
  },
  commit_off_branch: {
    says: '{commit} is not on *{branch}*, and only commits of that branch go to {environment}.',
    next: 'Merge {ref} into {branch} first. Then ask for {branch}.',
  },
  branch_unreachable: {
    says: 'GitHub did not tell me whether {commit} is on *{branch}*.',
    next: 'Ask again in a minute.',
  },
  commit_bad: {
    says: '{commit} “{subject}” was marked bad by {who}, {at}: {why}',
    next: 'Fix it, and ask for the commit that has the fix: what comes after it may go.',
  },
  commit_older: {
    says: '{commit} is older than {live}, which is live on {environment}: commits that are live now would go.',
    next: 'If that is meant, say so: `/deploy {environment} {ref} --back`. Otherwise ask for a newer commit.',
  },
  promotion_not_live: {
    says: '{commit} must be live on {from} before it goes to {environment}; {from} runs {live}.',
    next: 'Deploy it there first: `/deploy {from} {commit}`.',
  },
  promotion_unwell: {
    says: '{commit} is live on {from}, but not well there: {what}.',
    next: 'Mend {from}, then ask again.',
  },
  promotion_soaking: {
    says: '{commit} has been live on {from} for {duration}, and must be for {soak} before it goes to {environment}.',
    next: 'Ask again in {left}.',
  },
  promotion_unreachable: {
    says: 'I could not find out whether {commit} is live and well on {from}: {message}.',
    next: 'Ask again when it answers.',
  },
  ...rollbackReasons,
  ...driftReasons,
  ...watchReasons,
  ...restoreReasons,
  ...incidentReasons,
  ...branchReasons,
  ...migrationReasons,
  ...backupReasons,
  ...drillReasons,
  frozen: {
    says: '{owner} froze *{scope}* {at}: “{reason}”.',
    next: 'Nothing is deployed until somebody lifts the freeze with `/unfreeze`. Ask {owner}.',
  },
  freeze_window: {
    says: '*{environment}* is in a freeze window until {until}: “{reason}”.',
    next: 'Ask again when it is over. The window is set in the configuration (`freezes`); whoever keeps that can change it.',
  },
  held: {
    says: '{owner} put *{environment}* on hold {at}: “{reason}”.',
    next: 'Nothing is deployed until somebody releases the hold, with `/release {environment}`. Ask {owner}.',
  },
  unknown_commit: {
    says: 'GitHub knows no commit “{found}” in {repository}.',
    next: 'Type 7 digits or more of a commit, or leave it out and give the reason alone.',
  },
  commit_unreachable: {
    says: 'GitHub did not tell me which commit “{found}” is.',
    next: 'Ask again in a minute, or leave the commit out: the hold does not need it.',
  },
  already_held: {
    says: '{owner} put *{environment}* on hold already, {at}: “{reason}”.',
    next: 'It stays on hold until somebody releases it, with `/release {environment}`.',
  },
  nothing_held: {
    says: 'There is no hold of *{environment}*.',
    next: 'There is nothing to release; `/hold {environment}` puts it on hold.',
  },
  already_frozen: {
    says: '{owner} froze *{scope}* already, {at}: “{reason}”.',
    next: '`/unfreeze` lifts that freeze; then freeze it again with another reason.',
  },
  nothing_frozen: {
    says: 'Nobody has frozen *{scope}*.',
    next: 'There is nothing to lift. A freeze of one app and a freeze of everything are lifted one by one.',
  },
  reason_needed: {
    says: 'I need to know why: the reason is shown wherever it stops someone.',
    next: 'Type it after the command: `{example}`.',
  },
  lock_by_other: {
    says: '{owner} locked *{environment}* {at}: “{reason}”.',
    next: 'The lock ends {until}. Ask {owner} to unlock it, or take it over; then ask again.',
  },
  lock_by_requester: {
    says: 'You locked *{environment}* {at} (“{reason}”), and the lock stops its owner too.',
    next: 'Unlock it with `/unlock {environment}`, then ask again.',
  },
  already_locked: {
    says: '{owner} locked *{environment}* already, {at}: “{reason}”.',
    next: 'The lock ends {until}. Ask {owner}, or take it over.',
  },
  not_locked: {
    says: 'Nobody has locked *{environment}*.',
    next: 'There is nothing to unlock; `/lock {environment}` locks it.',
  },
  unlock_not_owner: {
    says: '*{environment}* was locked by {owner} {at} (“{reason}”), and only the owner of a lock can unlock.',
    next: 'The lock ends {until}. Ask {owner}, or take it over and unlock it then.',
  },
  lock_is_newer: {
    says: 'That lock is over; *{environment}* is locked by {owner} since {at}: “{reason}”.',
    next: 'Ask {owner}, or look at the message of the lock that holds now.',
  },
  lock_is_yours: {
    says: 'The lock of *{environment}* is yours already.',
    next: '`/unlock {environment}` unlocks it.',
  },
  stop_not_allowed: {
    says: 'You may not {action} *{environment}*.',
    next: 'Ask one of those who may: {approvers}.',
  },
  stop_unreachable: {
    says: 'Slack did not tell me whether you may {action} *{environment}*.',
    next: 'Ask again in a minute.',
  },
  stop_outsider: {
    says: 'Only full members of this workspace can {action} anything.',
    next: 'Ask one of them.',
  },
  confirmation_missing: {
    says: 'This is a big step: {what}.',
    next: 'Whoever asked for it must confirm that on the card.',
  },
  confirmer_is_not_requester: {
    says: 'Only {requester}, who asked for this deploy, can confirm its size.',
    next: 'Ask {requester}.',
  },
  already_confirmed: { says: 'You already confirmed this.', next: 'Nods that are still missing: {missing}.' },
  acknowledger_is_requester: {
    says: 'You declared this emergency, so someone else must acknowledge it.',
    next: 'Ask {approvers}.',
  },
  acknowledger_not_allowed: {
    says: 'Emergencies of {environment} are acknowledged by its approvers.',
    next: 'Ask {approvers}.',
  },
  already_acknowledged: {
    says: 'This emergency was acknowledged already.',
    next: 'By {approvers}, {at}. There is nothing left to do.',
  },
  already_under_way: {
    says: 'The same request ({what}) is already {state}, asked by {requester}.',
    next: 'Follow it on its card.',
  },
  approver_is_requester: {
    says: 'You asked for this deploy, so the nod must come from someone else.',
    next: 'Ask {approvers}.',
  },
  approver_is_author: {
    says: 'You wrote {commit}, which this deploy ships, and authors may not approve their own commits here.',
    next: 'Ask {approvers}.',
  },
  no_nod_of_yours: {
    says: 'You have not approved this, so there is nothing to take back.',
    next: '*Reject…* stops it, if you may approve it; *Cancel*, if you asked for it.',
  },
  nudged_lately: {
    says: 'Those who are missing were last called by {who}, {at}.',
    next: 'The next nudge is possible {next}.',
  },
  person_unreachable: {
    says: 'Slack did not tell me who you are, so I did nothing.',
    next: 'Try again in a minute.',
  },
  nods_lapsed: {
    says: 'A nod no longer counts, and too few are left: {who}.',
    next: 'Ask again, and have somebody nod who may.',
  },
  nods_unverified: {
    says: 'Slack did not tell me whether those who nodded still may.',
    next: 'Ask again when Slack answers.',
  },
  approver_not_allowed: {
    says: 'Your nod does not count for {environment}.',
    next: 'Approvers: {approvers}.',
  },
  approvers_unreachable: {
    says: 'Slack did not tell me who is in the approvers’ group, so I cannot count your nod.',
    next: 'Try again in a minute.',
  },
  canceller_not_allowed: {
    says: 'Only the requester, the approvers and those named for deploys here can cancel this.',
    next: 'Ask {approvers} or the requester.',
  },
  other_workspace: {
    says: 'You belong to another workspace, and only people of this one can act here.',
    next: 'Ask someone of this workspace.',
  },
  plan_outdated: {
    says: 'The plan no longer fits: {what} changed since it was made.',
    next: 'Plan it again, and ask for a nod to the new plan.',
  },
  already_decided: {
    says: 'This {what} {state}.',
    next: '{how} by {approvers}, {at}. There is nothing left to do.',
  },
  already_over: {
    says: 'This {what} {state}.',
    next: '{how} by {approvers}, {at}. Ask again with `/{what}` if it is still wanted.',
  },
  operation_retired: {
    says: 'This deploy is over: what ended more than {duration} ago is not in my records any more.',
    next: 'Its thread tells what became of it. Ask for a new one with `/deploy`.',
  },
  operation_lost: {
    says: 'I have no record of this deploy any more: my store was lost after it was asked for, and I do nothing more for it.',
    next: 'Ask again with `/deploy`: the new plan shows what each platform serves now.',
  },
  already_nodded: { says: 'You already approved this.', next: 'It needs {missing} more.' },
  nod_not_needed: {
    says: 'Enough people of your group approved already, and everyone counts for one place only.',
    next: 'Still missing: {missing}.',
  },
  redis_unavailable: {
    says: 'Cabeceo cannot take requests right now: its store does not answer. Nothing was started.',
    next: 'Try again in a minute.',
  },
  channel_closed: {
    says: 'I cannot write in {channel}, so nobody sees there what you asked for.',
    next: 'Invite me with `/invite @Cabeceo`, then ask again.',
  },
  slack_view_failed: {
    says: 'Slack did not open the dialog.',
    next: 'Try again, or type it all: `/deploy prod main`.',
  },
  provider_refused: {
    says: '{provider} refused the request: {message}.',
    next: 'Fix that at {provider}, then ask again.',
  },
  provider_unavailable: {
    says: '{provider} did not answer for {duration}: {message}.',
    next: 'Try again when it does.',
  },
  build_failed: {
    says: 'The {what} failed ({provider} says {status}).',
    next: 'The last log lines are in the thread.',
  },
  work_failed: {
    says: 'The {what} failed ({provider} says {status}).',
    next: 'Look at {provider}’s own page, then ask again.',
  },
  step_timed_out: {
    says: '“{title}” did not finish within {duration} (last seen: {detail}).',
    next: 'Look at the platform’s own page, then ask again.',
  },
  unhealthy: {
    says: 'The backend did not become healthy (GET {path} {answer} for {duration}).',
    next: 'The last log lines are in the thread.',
  },
  not_serving: {
    says: '{url} did not serve {commit} within {duration} ({answer}).',
    next: 'Look at the platform’s own page, then ask again.',
  },
  step_gave_up: {
    says: '“{title}” stopped its worker {starts} times, so I gave it up.',
    next: 'Look at the bot’s log, then ask again.',
  },
  internal: {
    says: 'I made a mistake in “{title}”.',
    next: 'The bot’s log has the details under {operation}.',
  },
} as const satisfies Record<string, Reason>;

export type ReasonCode = keyof typeof reasons;

type Facts = Readonly<Record<string, string | number>>;

/** `show` renders one fact: where outside strings are escaped. Advice whose facts are not known is left out. */
export function sayReason(
  code: ReasonCode,
  facts: Facts,
  show: (value: string | number, fact: string) => string = String,
): { says: string; next: string } {
  const fill = (text: string) =>
    text.replaceAll(/\{(\w+)\}/g, (_, fact: string) => show(facts[fact] ?? '?', fact));
  const isKnown = (sentence: string) =>
    [...sentence.matchAll(/\{(\w+)\}/g)].every(([, fact = '']) => (facts[fact] ?? '') !== '');
  const advice = reasons[code].next.split(/(?<=[.?]) /).filter(isKnown);
  return { says: fill(reasons[code].says), next: fill(advice.join(' ')) };
}
