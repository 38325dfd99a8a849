import { eventually } from './eventually.ts';
import type { Configuration, SlackMessage, World } from './world.ts';

export const ana = 'U0ANA001';
export const bruno = 'U0BRUNO1';
export const carla = 'U0CARLA1';
export const dario = 'U0DARIO1';
export const elena = 'U0ELENA1';
export const releaseManagers = 'S0RELEASE';
export const security = 'S0SECURITY';

/** What the stories of approvals do over and over; `current`: the world of the story that is told. */
export function approvalStage(current: () => World) {
  let commits = 0;

  async function askToDeploy(by = ana): Promise<SlackMessage> {
    commits += 1;
    await current().commit('main', `Change ${commits}`);
    return current().ask(by, '/deploy prod', /^✋/);
  }

  /** What the bot remembers for a moment of who is in which group. */
  async function forgetful(): Promise<void> {
    await current().stopBot();
    await current().startBot();
  }

  function members(group: string, ...users: string[]): Promise<unknown> {
    return current().call('POST', '/_sandbox/slack/group', { group, users });
  }

  /** Somebody who has written nothing. */
  async function newcomer(name: string): Promise<string> {
    const { user } = await current().call<{ user: string }>('POST', '/_sandbox/slack/person', { name });
    await current().call('POST', '/_sandbox/slack/join', { user, channel: 'C0DEPLOYS' });
    return user;
  }

  async function told(card: SlackMessage, wanted: RegExp): Promise<string> {
    const thread = await current().told(card, wanted);
    return thread.find((text) => wanted.test(text)) ?? '';
  }

  /** What the newest card says beyond its one sentence. */
  async function shown(wanted: RegExp): Promise<string> {
    return eventually(
      async () => {
        const text = JSON.stringify((await current().cards()).at(-1)?.blocks ?? []).replaceAll('\u00A0', ' ');
        return wanted.test(text) ? text : undefined;
      },
      {
        what: `the card to show ${wanted}`,
        withinMs: 10_000,
        found: async () => JSON.stringify((await current().cards()).at(-1)?.blocks),
      },
    );
  }

  /** The environment is held up by a deploy that takes its time. */
  async function busy(): Promise<SlackMessage> {
    await current().call('PUT', '/_sandbox/settings', { vercel: { buildMs: 60_000 } });
    const card = await askToDeploy(elena);
    await current().press(bruno, card, 'Approve');
    return current().card(/^⏳/);
  }

  async function free(card: SlackMessage): Promise<void> {
    await current().call('PUT', '/_sandbox/settings', { vercel: { buildMs: 150 } });
    await current().press(elena, card, 'Cancel');
  }

  async function cardOf({ ts }: SlackMessage, wanted: RegExp): Promise<SlackMessage> {
    return eventually(
      async () => (await current().cards()).find((card) => card.ts === ts && wanted.test(card.text)),
      {
        what: `that card to say ${wanted}`,
        withinMs: 20_000,
        found: async () => JSON.stringify((await current().cards()).find((card) => card.ts === ts)?.text),
      },
    );
  }

  /** What the bot says to somebody directly, once its newest card there says it. */
  async function direct(user: string, wanted: RegExp) {
    const find = async () => {
      const slack = await current().holds('slack');
      const talk = slack.channels.find(({ kind, members }) => kind === 'im' && members.includes(user));
      return talk && { channel: talk.id, messages: talk.messages };
    };
    return eventually(
      async () => {
        const talk = await find();
        const card = talk?.messages.findLast(({ text }) => wanted.test(text));
        return talk && card && { channel: talk.channel, card };
      },
      {
        what: `${user} to be told directly ${wanted}`,
        withinMs: 30_000,
        found: async () => JSON.stringify((await find())?.messages.map(({ text }) => text)),
      },
    );
  }

  return { askToDeploy, forgetful, members, newcomer, told, shown, busy, free, cardOf, direct };
}

/** The policy of production asks for these. */
export function withApprovals(approvals: Record<string, unknown>) {
  return ({ apps }: Configuration) => {
    const { production } = apps['mundo-tango'].environments;
    if (production) production.policy = { ...production.policy, approvals };
  };
}
