import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';

/**
 * `later`: worth another try. `never`: Slack will not take this however often it is sent. `unclear`: a word that is not
 * known here, so worth a few tries: what is given up leaves a card that is out of date.
 */
export interface SlackFailure {
  readonly kind: 'later' | 'never' | 'unclear';
  readonly code: string;
  readonly retryAfterMs?: number;
}

/** Platform errors of a passing nature (docs: each Web API method's list of errors). */
const passing = new Set([
  'ratelimited',
  'rate_limited',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
]);

/** What is wrong with the bot's token, not with the message: told once an operator has seen to it. */
const withoutAccess = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'missing_scope',
  'no_permission',
  'not_allowed_token_type',
  'ekm_access_denied',
  'access_denied',
  'team_access_not_granted',
]);

/** What is wrong with the message, or with where it goes. */
const final = new Set([
  'cannot_dm_bot',
  'cant_update_message',
  'channel_not_found',
  'edit_window_closed',
  'invalid_arguments',
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_metadata_format',
  'invalid_metadata_schema',
  'is_archived',
  'message_not_found',
  'metadata_too_large',
  'msg_blocks_too_long',
  'msg_too_long',
  'no_text',
  'not_enabled',
  'not_in_channel',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_locked',
  'user_not_found',
  'user_not_in_channel',
]);

/** A server before Slack that will not take this very request; any other status of it passes. */
const refusedStatus = new Set([400, 413, 414]);

/** What a failed Web API call means; undefined where the error is not Slack's. */
export function slackFailure(error: unknown): SlackFailure | undefined {
  if (error instanceof WebAPIRateLimitedError) {
    return { kind: 'later', code: 'ratelimited', retryAfterMs: error.retryAfter * 1000 };
  }
  if (error instanceof WebAPIRequestError) return { kind: 'later', code: 'no_answer' };
  if (error instanceof WebAPIHTTPError) {
    const kind = refusedStatus.has(error.statusCode) ? 'never' : 'later';
    return { kind, code: `http_${error.statusCode}` };
  }
  if (error instanceof WebAPIPlatformError) {
    const code = error.data.error;
    if (final.has(code)) return { kind: 'never', code };
    return { kind: passing.has(code) || withoutAccess.has(code) ? 'later' : 'unclear', code };
  }
  return undefined;
}
