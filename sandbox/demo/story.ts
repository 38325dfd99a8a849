import { setTimeout as delay } from 'node:timers/promises';
import type { ActionsBlockElement } from '@slack/types';
import type { Message } from '../slack/state.ts';
import type { Ack, Button, Client, SandboxState } from './client.ts';
import type { Printer } from './printer.ts';

export interface StoryOptions {
  readonly client: Client;
  readonly printer: Printer;
  readonly deadlineMs: number;
}

const requester = { id: 'U0ANA001', name: 'Ana' };
const approver = { id: 'U0BRUNO1', name: 'Bruno' };
const channel = { id: 'C0DEPLOYS', name: '#deploys' };
const production = 'mundo-tango.example';

/** One production deploy, as two people do it. Throws with a sentence where it does not end well in time. */
export async function tellStory(
  options: StoryOptions,
): Promise<{ readonly url: string; readonly commit: string }> {
  const { client, printer } = options;
  const deadline = Date.now() + options.deadlineMs;
  const before = await client.state();
  const commit = headOf(before, 'main');
  const known = new Set(messagesOf(before).map((message) => message.ts));

  printer.step(`${requester.name} types /deploy prod in ${channel.name}`);
  const typed = await client.type(requester.id, channel.id, '/deploy prod');
  if (typed.status !== 200) throw new Error(notAcknowledged('/deploy prod', typed));

  const thread = (state: SandboxState) => messagesOf(state).filter((message) => !known.has(message.ts));
  const watch = async <T>(
    what: string,
    find: (state: SandboxState) => T | undefined | Promise<T | undefined>,
  ) => {
    for (;;) {
      const state = await client.state();
      printer.thread(state.slack, thread(state));
      const found = await find(state);
      if (found !== undefined) return found;
      if (Date.now() > deadline) {
        throw new Error(`After ${options.deadlineMs / 1000} s there is still no ${what}.`);
      }
      await delay(100);
    }
  };

  const approve = await watch('card with an Approve button', (state) =>
    thread(state)
      .map(approveButton)
      .find((button) => button !== undefined),
  );
  printer.step(`${approver.name} presses Approve`);
  const pressed = await client.press(approver.id, approve);
  if (pressed.status !== 200) throw new Error(notAcknowledged('Approve', pressed));

  const cardOf = (state: SandboxState) => thread(state).find((message) => message.ts === approve.ts);
  const last = await watch('end of the deploy', (state) => {
    const card = cardOf(state);
    return card !== undefined && hasEnded(card) ? { card, production: atProduction(state) } : undefined;
  });
  const { address, deployed } = last.production;
  if (!last.card.text.startsWith('✅')) throw new Error(`The deploy did not succeed: ${last.card.text}`);
  const served = await servedCommit(address);
  if (deployed !== commit || served !== commit) {
    throw new Error(`${address} serves ${served ?? 'nothing'}, and ${commit} was expected.`);
  }
  return { url: address, commit };
}

function notAcknowledged(what: string, { status, ms, body, error }: Ack): string {
  const answer = `status ${status} after ${Math.round(ms)} ms, ${JSON.stringify(body)}`;
  return `The bot did not take ${what}: ${error ?? 'refused'} (${answer}).`;
}

function messagesOf({ slack }: SandboxState): readonly Message[] {
  return slack.channels.find((each) => each.id === channel.id)?.messages ?? [];
}

function headOf({ github }: SandboxState, branch: string): string {
  const head = github.branches.find((each) => each.name === branch);
  if (!head) throw new Error(`The sandbox's repository has no branch ${branch}.`);
  return head.sha;
}

function approveButton(message: Message): Button | undefined {
  for (const element of elementsOf(message)) {
    if (element.type !== 'button' || element.text.text !== 'Approve' || element.action_id === undefined)
      continue;
    return {
      channel: channel.id,
      ts: message.ts,
      actionId: element.action_id,
      ...(element.value !== undefined && { value: element.value }),
    };
  }
  return undefined;
}

/** The card's mark says how it stands: planned, waiting, queued and running are not ends. */
function hasEnded({ text }: Message): boolean {
  return !['📝', '✋', '🕓', '⏳'].some((mark) => text.startsWith(mark));
}

function elementsOf({ blocks }: Message): readonly ActionsBlockElement[] {
  return blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
}

/** Where production is, and the commit of the deployment that Vercel has aimed it at. */
function atProduction({ vercel }: SandboxState): { readonly address: string; readonly deployed?: string } {
  for (const { domains, deployments } of vercel.projects) {
    const domain = domains.find((each) => each.domain === production);
    if (!domain) continue;
    const commit = deployments.find((each) => each.id === domain.deployment)?.commit;
    return { address: domain.url, ...(commit !== undefined && { deployed: commit }) };
  }
  throw new Error(`The sandbox's Vercel serves no ${production}.`);
}

async function servedCommit(url: string): Promise<string | undefined> {
  const answer = await fetch(`${url}/version.json`);
  if (!answer.ok) return undefined;
  return ((await answer.json()) as { readonly commit?: string }).commit;
}
