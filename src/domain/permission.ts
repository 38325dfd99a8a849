/**
 * Whether somebody may do something, looked up at the moment it matters. `outsider`: a guest, a bot, somebody who has left
 * or belongs to another workspace; `unreachable`: Slack did not say, which is never a yes.
 */
export type Permission = 'allowed' | 'not_allowed' | 'unreachable' | 'outsider';
