import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { slackFailure } from '../../../src/slack/failure.ts';

const said = (error: string) => new WebAPIPlatformError({ ok: false, error });
const answered = (status: number) => new WebAPIHTTPError(status, '', {});

describe('a message that Slack does not take', () => {
  it.each(['invalid_blocks', 'msg_too_long', 'channel_not_found'])(
    'is given up when Slack says %s: it would keep those behind it waiting',
    (code) => {
      expect(slackFailure(said(code))).toEqual({ kind: 'never', code });
    },
  );

  it.each(['internal_error', 'ratelimited', 'token_revoked', 'missing_scope'])(
    'is told later when Slack says %s',
    (code) => {
      expect(slackFailure(said(code))).toEqual({ kind: 'later', code });
    },
  );

  it('is tried a few times when Slack says a word that is not known here', () => {
    expect(slackFailure(said('a_code_of_next_year'))).toMatchObject({ kind: 'unclear' });
  });

  it.each([
    [400, 'never'],
    [413, 'never'],
    [401, 'later'],
    [404, 'later'],
    [407, 'later'],
    [500, 'later'],
    [503, 'later'],
  ])('whose answer is HTTP %i is told: %s', (status, kind) => {
    expect(slackFailure(answered(status))).toEqual({ kind, code: `http_${status}` });
  });

  it('waits as long as Slack asks', () => {
    expect(slackFailure(new WebAPIRateLimitedError(7))).toEqual({
      kind: 'later',
      code: 'ratelimited',
      retryAfterMs: 7_000,
    });
  });

  it('is a mistake of ours where the error is none of Slack’s', () => {
    expect(slackFailure(new TypeError('x is undefined'))).toBeUndefined();
  });
});
