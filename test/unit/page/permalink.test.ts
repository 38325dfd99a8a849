import { describe, expect, it } from 'vitest';
import { parsePermalink } from '../../../sandbox/page/slack/permalink.ts';

describe('a link to a message', () => {
  it('leads to its channel and ts', () => {
    const url = 'https://mundotango.slack.com/archives/C0DEPLOYS/p1795640728175000';
    expect(parsePermalink(url, 'mundotango')).toEqual({ channel: 'C0DEPLOYS', ts: '1795640728.175000' });
    expect(parsePermalink(`${url}?thread_ts=1795640000.000100`, 'mundotango')?.channel).toBe('C0DEPLOYS');
  });

  it.each([
    ['another workspace', 'https://elsewhere.slack.com/archives/C0DEPLOYS/p1795640728175000'],
    ['a channel', 'https://mundotango.slack.com/archives/C0DEPLOYS'],
    [
      'another site',
      'https://example.com/?u=https://mundotango.slack.com/archives/C0DEPLOYS/p1795640728175000',
    ],
  ])('is not one to %s', (_, url) => {
    expect(parsePermalink(url, 'mundotango')).toBeUndefined();
  });
});
