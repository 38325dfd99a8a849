import { App, LogLevel } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import type { Hono } from 'hono';
import { onTestFinished } from 'vitest';
import { createKernel } from '../../../../sandbox/kernel/kernel.ts';
import { listen } from '../../../../sandbox/kernel/listen.ts';
import { createSlack } from '../../../../sandbox/slack/service.ts';
import type { Channel, Message, SlackState } from '../../../../sandbox/slack/state.ts';

export const ana = 'U0ANA001';
export const bruno = 'U0BRUNO1';
export const deploys = 'C0DEPLOYS';
const signingSecret = 'sandbox-signing-secret';
const botToken = 'xoxb-sandbox-cabeceo';
const appToken = 'xapp-sandbox-cabeceo';

/** A local Slack, a Web API client and the control calls; all closed when the test ends. */
export async function aSlack() {
  const kernel = createKernel();
  let eventsUrl: string | undefined;
  const slack = createSlack(kernel, {
    commands: [
      { command: '/deploy', description: 'Deploys', usageHint: '<environment> [ref]' },
      { command: '/deploys', description: 'Lists deploys', usageHint: '' },
    ],
    signingSecret,
    botToken,
    appToken,
    eventsUrl: () => eventsUrl,
  });
  const server = await listen(slack.app, 0);
  onTestFinished(async () => {
    await slack.close();
    await server.close();
    await kernel.close();
  });
  const slackApiUrl = `${server.url}/api/`;
  const quiet = { logLevel: LogLevel.ERROR };

  return {
    kernel,
    slack,
    url: server.url,
    client: new WebClient(botToken, { slackApiUrl, ...quiet, retryConfig: { retries: 1, minTimeout: 1 } }),
    state: () => slack.state() as SlackState,
    channel: (id: string) => channelOf(slack.state() as SlackState, id),
    control: (path: string, body: unknown, method = 'POST') => call(slack.control, { path, body, method }),
    pointEventsAt: (address: string | undefined) => void (eventsUrl = address),
    /** An unmodified Bolt app over HTTP. */
    async startBolt(define: (app: App) => void) {
      const app = new App({
        token: botToken,
        signingSecret,
        ...quiet,
        clientOptions: { slackApiUrl, retryConfig: { retries: 2, minTimeout: 1 } },
      });
      define(app);
      const listening = await app.start(0);
      onTestFinished(() => app.stop().then(() => undefined));
      const address = listening.address();
      if (typeof address !== 'object' || address === null) throw new Error('Bolt has no port.');
      eventsUrl = `http://127.0.0.1:${address.port}/slack/events`;
      return app;
    },
    async startSocketBolt(define: (app: App) => void) {
      const app = new App({
        token: botToken,
        appToken,
        socketMode: true,
        ...quiet,
        clientOptions: { slackApiUrl },
      });
      define(app);
      await app.start();
      onTestFinished(() => app.stop().then(() => undefined));
      return app;
    },
  };
}

export function last(channel: Channel): Message {
  const message = channel.messages.at(-1);
  if (message === undefined) throw new Error(`#${channel.name} is empty.`);
  return message;
}

function channelOf(state: SlackState, id: string): Channel {
  const channel = state.channels.find((candidate) => candidate.id === id);
  if (channel === undefined) throw new Error(`There is no channel ${id}.`);
  return channel;
}

interface Call {
  readonly path: string;
  readonly body: unknown;
  readonly method: string;
}

async function call(control: Hono, { path, body, method }: Call): Promise<Record<string, unknown>> {
  const response = await control.request(path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(method !== 'GET' && { body: JSON.stringify(body) }),
  });
  return { http: response.status, ...((await response.json()) as object) };
}
