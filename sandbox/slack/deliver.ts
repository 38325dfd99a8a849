import { createHmac } from 'node:crypto';
import { ackDeadlineMs } from './envelope.ts';
import type { Delivered, Envelope } from './envelope.ts';
import type { SocketMode } from './socket-mode.ts';
import type { SlackOptions } from './workspace.ts';

export type Deliver = (envelope: Envelope) => Promise<Delivered>;

/** Over a socket where one is connected, else signed over HTTP. */
export function createDeliver(options: SlackOptions, sockets: SocketMode): Deliver {
  return async (envelope) => {
    if (sockets.connected) return sockets.deliver(envelope);
    const url = options.eventsUrl();
    if (url === undefined) return { status: 0, ms: 0, body: '', error: 'dispatch_failed' };
    return post(url, options.signingSecret, envelope);
  };
}

async function post(url: string, signingSecret: string, envelope: Envelope): Promise<Delivered> {
  const { type, body } = encode(envelope);
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  const started = performance.now();
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(ackDeadlineMs),
      headers: {
        'content-type': type,
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${signature}`,
        ...(envelope.retry && {
          'x-slack-retry-num': String(envelope.retry.number),
          'x-slack-retry-reason': envelope.retry.reason,
        }),
      },
      body,
    });
    const text = await response.text();
    return {
      status: response.status,
      ms: performance.now() - started,
      body: parsed(text),
      ...(!response.ok && { error: 'dispatch_failed' as const }),
      ...(response.headers.get('x-slack-no-retry') === '1' && { noRetry: true }),
    };
  } catch (error) {
    const late = error instanceof Error && error.name === 'TimeoutError';
    const ms = performance.now() - started;
    return { status: 0, ms, body: '', error: late ? 'operation_timeout' : 'dispatch_failed' };
  }
}

function encode({ kind, payload }: Envelope): { readonly type: string; readonly body: string } {
  const form = 'application/x-www-form-urlencoded';
  switch (kind) {
    case 'slash_commands':
      return { type: form, body: new URLSearchParams(payload as Record<string, string>).toString() };
    case 'interactive':
      return { type: form, body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString() };
    case 'events_api':
      return { type: 'application/json', body: JSON.stringify(payload) };
    default:
      return kind satisfies never;
  }
}

function parsed(text: string): unknown {
  try {
    return text === '' ? '' : (JSON.parse(text) as unknown);
  } catch {
    return text;
  }
}
