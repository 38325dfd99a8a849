import type { WebClient } from '@slack/web-api';
import { RetryableError, TerminalError } from '../domain/errors.ts';
import type { SlackUserId } from '../domain/ids.ts';
import { slackFailure } from './failure.ts';
import { content } from './posted.ts';
import type { MessageView } from './views/blocks.ts';

/** Not through the outbox, which keeps what it shows: see docs/decisions/0016-branches-by-command.md. */
export function createWhisper(slack: WebClient) {
  return async (
    { user, channel }: { readonly user: SlackUserId; readonly channel: string },
    view: MessageView,
  ): Promise<void> => {
    try {
      await slack.chat.postEphemeral({ channel, user, ...content(view) });
    } catch (error) {
      const failure = slackFailure(error);
      if (!failure) throw error;
      const { kind, code, retryAfterMs } = failure;
      if (kind === 'later')
        throw new RetryableError(`Slack did not take a message (${code})`, { retryAfterMs, safe: false });
      throw new TerminalError('branch_not_shown', { message: code });
    }
  };
}
