import type { Fault, Settings } from '../../kernel/contract.ts';

/** Where a button or a menu sits: what a click must name. */
export type Surface =
  | { readonly kind: 'message'; readonly channel: string; readonly ts: string }
  | { readonly kind: 'view'; readonly view: string };

/** What the bot answered, and how quickly. */
export interface Acknowledgement {
  readonly status: number;
  readonly ms: number;
  readonly body?: unknown;
  /** Slack's word for what went wrong. */
  readonly error?: string;
}

export type Values = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
export type SettingsChange = { readonly [Service in keyof Settings]?: Partial<Settings[Service]> };

/** The documented calls of docs/sandbox.md. */
export const calls = {
  command: (body: { user: string; channel: string; text: string }) =>
    send<Acknowledgement>('POST', 'slack/command', body),
  click: ({
    user,
    surface,
    ...action
  }: {
    user: string;
    surface: Surface;
    actionId: string;
    blockId?: string | undefined;
    value?: unknown;
  }) => {
    const where =
      surface.kind === 'message' ? { channel: surface.channel, ts: surface.ts } : { view: surface.view };
    return send<Acknowledgement>('POST', 'slack/click', { user, ...where, ...action });
  },
  submit: (body: { user: string; view: string; values: Values }) =>
    send<{ readonly errors?: Readonly<Record<string, string>> }>('POST', 'slack/submit', body),
  close: (body: { user: string; view: string }) => send('POST', 'slack/close', body),
  message: (body: { user: string; channel: string; text: string; threadTs?: string | undefined }) =>
    send('POST', 'slack/message', body),
  home: (body: { user: string }) => send('POST', 'slack/home', body),
  faults: () => send<readonly Fault[]>('GET', 'faults'),
  addFault: (fault: Fault) => send<readonly Fault[]>('POST', 'faults', fault),
  clearFaults: () => send<readonly Fault[]>('DELETE', 'faults'),
  failNextBuild: () => send('POST', 'vercel/fail', { step: 'BUILD' }),
  failNextHealthCheck: (environment: string) =>
    send('POST', 'railway/fail', { environment, step: 'HEALTHCHECK' }),
  settings: (change: SettingsChange) => send<Settings>('PUT', 'settings', change),
  reset: () => send('POST', 'reset'),
};

export async function fetchState<State>(signal: AbortSignal): Promise<State> {
  const response = await fetch('/_sandbox/state', { signal });
  if (!response.ok) throw new Error(`GET /_sandbox/state answered ${response.status}`);
  return (await response.json()) as State;
}

async function send<Answer = unknown>(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`/_sandbox/${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new Error(messageOf(answer) ?? `${method} ${path} answered ${response.status}`);
  return answer as Answer;
}

function messageOf(answer: unknown): string | undefined {
  const isObject = typeof answer === 'object' && answer !== null && 'error' in answer;
  return isObject ? String(answer.error) : undefined;
}
