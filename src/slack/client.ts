import { WebClient } from '@slack/web-api';
import { createSlackLogger } from './logger.ts';

/** Slack's Web API, one try a call: the outbox knows when to try again, and what may not be said twice. */
export function createSlackClient(options: {
  readonly token: string;
  readonly apiUrl: string;
  readonly log: { warn(facts: object, text: string): void };
}): WebClient {
  return new WebClient(options.token, {
    slackApiUrl: options.apiUrl,
    timeout: 10_000,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: createSlackLogger(options.log),
  });
}
