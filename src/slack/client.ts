import { WebClient } from '@slack/web-api';
import { currentPermit } from '../providers/permit.ts';
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
    fetch: fetchIfPermitted,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: createSlackLogger(options.log),
  });
}

/** The client prepares a request for a while: the right to send it is asked for when nothing but the sending is left. */
const fetchIfPermitted: typeof fetch = async (url, options) => {
  currentPermit()();
  return fetch(url, options);
};
