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

/** What a failed Web API call means; undefined where the error is not Slack's. */
export function slackFailure(error: unknown): SlackFailure | undefined {
  if (error instanceof WebAPIRateLimitedError) {
    return { kind: 'later', code: 'ratelimited', retryAfterMs: error.retryAfter * 1000 };
  }
  if (error instanceof WebAPIRequestError) return { kind: 'later', code: 'no_answer' };
  if (error instanceof WebAPIHTTPError) {
    return { kind: error.statusCode >= 500 ? 'later' : 'never', code: `http_${error.statusCode}` };
  }
  if (error instanceof WebAPIPlatformError) {
    const code = error.data.error;
    return { kind: passing.has(code) ? 'later' : 'never', code };
  }
  return undefined;
}
