import { createHmac, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { slackSecrets } from '../sandbox/bot-environment.ts';

const agent = new Agent({ keepAlive: true });

export const person = 'U0ANA001';
export const channel = 'C0DEPLOYS';

export interface Acknowledged {
  readonly status: number;
  readonly ms: number;
  /** Slack's id of the delivery. */
  readonly trigger: string;
}

/** Sends a command as Slack does: signed, to the app's events address. Timed from the first byte sent to the whole answer. */
export async function sendCommand(appUrl: string, text: string): Promise<Acknowledged> {
  const trigger = randomUUID();
  const body = bodyOf(text, trigger);
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', slackSecrets.signingSecret).update(`v0:${timestamp}:${body}`);
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': Buffer.byteLength(body),
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${signature.digest('hex')}`,
  };
  const began = performance.now();
  const status = await new Promise<number>((resolve, reject) => {
    const sent = request(`${appUrl}/slack/events`, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end(body);
  });
  return { status, ms: performance.now() - began, trigger };
}

function bodyOf(text: string, trigger: string): string {
  return new URLSearchParams({
    token: 'sandbox-verification-token',
    team_id: 'T0MUNDO01',
    team_domain: 'mundo-tango',
    channel_id: channel,
    channel_name: 'deploys',
    user_id: person,
    user_name: 'ana',
    command: '/deploy',
    text,
    api_app_id: 'A0CABECEO',
    is_enterprise_install: 'false',
    response_url: 'http://127.0.0.1:9/not-used',
    trigger_id: trigger,
  }).toString();
}
