import type { SlackState } from '../slack/state.ts';
import type { VercelState } from '../vercel/state.ts';
import type { GithubState } from '../github/state.ts';

export interface SandboxState {
  readonly slack: SlackState;
  readonly github: GithubState;
  readonly vercel: VercelState;
}

/** The documented calls of a running sandbox: docs/sandbox.md. */
export interface Client {
  state(): Promise<SandboxState>;
  /** Types a slash command. */
  type(user: string, channel: string, text: string): Promise<Ack>;
  /** Presses a button of a message. */
  press(user: string, button: Button): Promise<Ack>;
}

export interface Button {
  readonly channel: string;
  readonly ts: string;
  readonly actionId: string;
  readonly value?: string;
}

/** The bot's answer to what someone did. */
export interface Ack {
  readonly status: number;
  readonly ms: number;
  readonly body: unknown;
  /** Slack's word for why it was not taken. */
  readonly error?: string;
}

export function createClient(url: string): Client {
  const ask = async <T>(path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${url}/_sandbox/${path}`, {
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    });
    const content = await answer.text();
    if (!answer.ok) throw new Error(`The sandbox answered ${answer.status} to ${path}: ${content}`);
    return JSON.parse(content) as T;
  };
  return {
    state: () => ask('state'),
    type: (user, channel, text) => ask('slack/command', { user, channel, text }),
    press: (user, button) => ask('slack/click', { user, ...button }),
  };
}
