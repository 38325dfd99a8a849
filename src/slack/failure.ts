import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';

/** `later`: worth another try. `never`: Slack will not take this however often it is sent. */
export interface SlackFailure {
  readonly kind: 'later' | 'never';
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
    return { kind: passing.has(code) || withoutAccess.has(code) ? 'later' : 'never', code };
  }
  return undefined;
}
