import { randomUUID } from 'node:crypto';
import type { Clock, SentWebhook, ServiceName, Settings, Webhook, WebhookTarget } from './contract.ts';

export type WebhookTargets = Readonly<Partial<Record<ServiceName, WebhookTarget>>>;

export interface Webhooks {
  send(webhook: Webhook): void;
  /** Oldest first. */
  list(): readonly SentWebhook[];
  /** The very same request once more. Undefined: no such webhook. */
  repeat(id: string): Promise<Received | undefined>;
  clear(): void;
}

interface Received {
  /** 0: nobody answered. */
  readonly status: number;
  readonly text: string;
}

interface Sent extends SentWebhook {
  readonly request: { readonly url: string; readonly headers: Record<string, string>; readonly body: string };
  readonly answers: Received[];
}

const capacity = 1_000;

export function createWebhooks(
  targets: WebhookTargets,
  { clock, settings }: { readonly clock: Clock; readonly settings: Settings },
): Webhooks {
  let all: Sent[] = [];
  return {
    send({ service, event, payload, headers }) {
      const target = targets[service];
      if (target === undefined || !settings.webhooks.enabled) return;
      const body = JSON.stringify(payload);
      const request = {
        url: target.url,
        headers: { 'content-type': 'application/json', ...headers(body, target.secret) },
        body,
      };
      const sent = { id: randomUUID(), service, event, at: clock.now(), payload, request, answers: [] };
      all = [...all.slice(-capacity), sent];
      void post(sent);
    },
    list: () => all.map(({ request: _request, ...sent }) => sent),
    async repeat(id) {
      const sent = all.find((one) => one.id === id);
      return sent && post(sent);
    },
    clear: () => void (all = []),
  };
}

async function post({ request, answers }: Sent): Promise<Received> {
  const answer = await deliver(request);
  answers.push(answer);
  return answer;
}

async function deliver({ url, headers, body }: Sent['request']): Promise<Received> {
  try {
    const signal = AbortSignal.timeout(10_000);
    const response = await fetch(url, { method: 'POST', redirect: 'manual', signal, headers, body });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    return { status: 0, text: error instanceof Error ? error.message : String(error) };
  }
}
