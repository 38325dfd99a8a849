import type { SlackState } from '../slack/state.ts';

/** Slack's markup as a terminal reads it: names for ids, labels for links. `strong` marks what is bold. */
export function plainText(text: string, slack: SlackState, strong: (words: string) => string): string {
  const userName = (id: string) => slack.users.find((user) => user.id === id)?.name ?? id;
  const groupName = (id: string) => slack.groups.find((group) => group.id === id)?.handle ?? id;
  const channelName = (id: string) => slack.channels.find((channel) => channel.id === id)?.name ?? id;
  return text
    .replaceAll(/<@(\w+)(?:\|[^>]*)?>/g, (_, id: string) => `@${userName(id)}`)
    .replaceAll(/<!subteam\^(\w+)(?:\|[^>]*)?>/g, (_, id: string) => `@${groupName(id)}`)
    .replaceAll(/<#(\w+)(?:\|[^>]*)?>/g, (_, id: string) => `#${channelName(id)}`)
    .replaceAll(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replaceAll(/<[^|>]+\|([^>]+)>/g, '$1')
    .replaceAll(/<([^|>]+)>/g, '$1')
    .replaceAll(
      /(^|[\s(“])\*([^*\n]+)\*(?=$|[\s.,:;!?)”])/g,
      (_, before: string, words: string) => before + strong(words),
    )
    .replaceAll(/`([^`\n]+)`/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
