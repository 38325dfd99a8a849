export interface MessagePlace {
  readonly channel: string;
  readonly ts: string;
}

/** `https://mundotango.slack.com/archives/C0DEPLOYS/p1795640728175000` -> the message that it leads to. */
export function parsePermalink(url: string, domain: string): MessagePlace | undefined {
  const found = /^https:\/\/([\w-]+)\.slack\.com\/archives\/(\w+)\/p(\d+)(\d{6})(?:\?|$)/.exec(url);
  const [, workspace, channel = '', seconds = '', fraction = ''] = found ?? [];
  return workspace === domain ? { channel, ts: `${seconds}.${fraction}` } : undefined;
}
