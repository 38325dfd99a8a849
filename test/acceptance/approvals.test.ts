import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { type Configuration, type SlackMessage, World } from '../support/world.ts';

const ana = 'U0ANA001';
const bruno = 'U0BRUNO1';
const carla = 'U0CARLA1';
const dario = 'U0DARIO1';
const elena = 'U0ELENA1';
const releaseManagers = 'S0RELEASE';
const security = 'S0SECURITY';

let world: World;
let commits = 0;

/** Another bot, after the policy of production was written anew. */
async function policyOf(approvals: Record<string, unknown>): Promise<void> {
  await world?.stop();
  world = await World.start({ configure: withApprovals(approvals) });
}

function withApprovals(approvals: Record<string, unknown>) {
  return ({ apps }: Configuration) => {
    const { production } = apps['mundo-tango'].environments;
    if (production) production.policy = { ...production.policy, approvals };
  };
}

afterAll(() => world?.stop());

async function askToDeploy(by = ana): Promise<SlackMessage> {
  commits += 1;
  await world.commit('main', `Change ${commits}`);
  return world.ask(by, '/deploy prod', /^✋/);
}

/** What the bot remembers for a moment of who is in which group. */
async function forgetful(): Promise<void> {
  await world.stopBot();
  await world.startBot();
}

function members(group: string, ...users: string[]): Promise<unknown> {
  return world.call('POST', '/_sandbox/slack/group', { group, users });
}

/** Somebody who has written nothing. */
async function newcomer(name: string): Promise<string> {
  const { user } = await world.call<{ user: string }>('POST', '/_sandbox/slack/person', { name });
  await world.call('POST', '/_sandbox/slack/join', { user, channel: 'C0DEPLOYS' });
  return user;
}

async function told(card: SlackMessage, wanted: RegExp): Promise<string> {
  return eventually(async () => (await world.thread(card)).find((text) => wanted.test(text)), {
    what: `the thread to say ${wanted}`,
    withinMs: 10_000,
    found: async () => JSON.stringify(await world.thread(card)),
  });
}

/** What the newest card says beyond its one sentence. */
async function shown(wanted: RegExp): Promise<string> {
  return eventually(
    async () => {
      const text = JSON.stringify((await world.cards()).at(-1)?.blocks ?? []).replaceAll('\u00A0', ' ');
      return wanted.test(text) ? text : undefined;
    },
    {
      what: `the card to show ${wanted}`,
      withinMs: 10_000,
      found: async () => JSON.stringify((await world.cards()).at(-1)?.blocks),
    },
  );
}

/** The environment is held up by a deploy that takes its time. */
async function busy(): Promise<SlackMessage> {
  await world.call('PUT', '/_sandbox/settings', { vercel: { buildMs: 60_000 } });
  const card = await askToDeploy(elena);
  await world.press(bruno, card, 'Approve');
  return world.card(/^⏳/);
}

async function free(card: SlackMessage): Promise<void> {
  await world.call('PUT', '/_sandbox/settings', { vercel: { buildMs: 150 } });
  await world.press(elena, card, 'Cancel');
}

async function cardOf({ ts }: SlackMessage, wanted: RegExp): Promise<SlackMessage> {
  return eventually(
    async () => (await world.cards()).find((card) => card.ts === ts && wanted.test(card.text)),
    {
      what: `that card to say ${wanted}`,
      withinMs: 20_000,
      found: async () => JSON.stringify((await world.cards()).find((card) => card.ts === ts)?.text),
    },
  );
}

describe('a nod of one release manager and one of security', () => {
  beforeAll(() =>
    policyOf({ of: [{ from: { groups: [releaseManagers] } }, { from: { groups: [security] } }] }),
  );

  it('runs when both are given, and says on the way which is missing', async () => {
    const waiting = await askToDeploy();
    await shown(
      /0 of 1 from <!subteam\^S0RELEASE> · 0 of 1 from <!subteam\^S0SECURITY> \(not the requester\)/,
    );
    await world.press(bruno, waiting, 'Approve');
    await shown(/1 of 1 from <!subteam\^S0RELEASE> · 0 of 1 from <!subteam\^S0SECURITY>/);
    expect((await world.card(/^✋/)).text).toContain('waits for 1 nod from <!subteam^S0SECURITY>;');

    await world.press(carla, waiting, 'Approve');
    await world.whisper(carla, /^🚫 Not counted: .*missing: 1 from <!subteam\^S0SECURITY>/s);

    await world.press(dario, waiting, 'Approve');
    await cardOf(waiting, /^✅.*runs/);
  });

  it('counts somebody who is in both once, wherever that leaves room for another', async () => {
    await members(security, dario, bruno);
    await forgetful();
    const waiting = await askToDeploy();
    await world.press(bruno, waiting, 'Approve');
    await told(waiting, /approved: 1 of 2/);
    await world.press(bruno, waiting, 'Approve');
    await world.whisper(bruno, /already approved this\. It needs 1 more/);
    await world.press(carla, waiting, 'Approve');
    await cardOf(waiting, /^✅.*runs/);
  });

  it('runs once when both are given at the same instant', async () => {
    await members(security, dario);
    await forgetful();
    const waiting = await askToDeploy();
    await Promise.all([
      world.press(bruno, waiting, 'Approve', { deliveries: 2 }),
      world.press(dario, waiting, 'Approve', { deliveries: 2 }),
    ]);
    await cardOf(waiting, /^✅.*runs/);
    const thread = await world.thread(waiting);
    expect(thread.filter((text) => text.startsWith('⏳ Deploying'))).toHaveLength(1);
    expect(thread.filter((text) => text.includes('approved: 2 of 2'))).toHaveLength(1);
  });
});

describe('a nod that is taken back', () => {
  beforeAll(() => policyOf({ required: 1, from: { groups: [releaseManagers] } }));

  it('while others are missing is gone, and may be given again; nobody takes back another’s', async () => {
    await policyOf({ required: 2, from: { groups: [releaseManagers] } });
    const waiting = await askToDeploy();
    await world.press(bruno, waiting, 'Approve');
    const card = await world.card(/waits for 1 nod from/);
    expect(world.buttons(card)).toContain('Take back');
    await world.press(carla, card, 'Take back');
    await world.whisper(carla, /have not approved this/);
    await world.press(bruno, card, 'Take back');
    await told(waiting, /<@U0BRUNO1> took their nod back: 0 of 2/);
    expect(world.buttons(await world.card(/waits for 2 nods from/))).not.toContain('Take back');
    await world.press(bruno, waiting, 'Approve');
    await world.press(carla, waiting, 'Approve');
    await cardOf(waiting, /^✅.*runs/);
  });

  it('while the deploy waits its turn makes it wait for a nod again, out of the queue', async () => {
    await policyOf({ required: 1, from: { groups: [releaseManagers] } });
    const running = await busy();
    const waiting = await askToDeploy();
    await world.press(bruno, waiting, 'Approve');
    const queued = await cardOf(waiting, /^🕓/);
    await world.press(bruno, queued, 'Take back');
    await cardOf(waiting, /^✋/);
    await free(running);
    await cardOf(running, /^🚫.*cancelled/);
    await told(waiting, /took their nod back: 0 of 1/);
    expect((await cardOf(waiting, /^✋/)).text).toMatch(/waits for 1 nod/);
    await world.press(carla, await cardOf(waiting, /^✋/), 'Approve');
    await cardOf(waiting, /^✅.*runs.*approved by <@U0CARLA1>/s);
  });
});

describe('an approver who goes between the click and the run', () => {
  let running: SlackMessage;
  let waiting: SlackMessage;

  beforeAll(() => policyOf({ required: 1, from: { groups: [releaseManagers] } }));
  beforeEach(async () => {
    await members(releaseManagers, bruno, carla);
    running = await busy();
    waiting = await askToDeploy();
    await world.press(bruno, waiting, 'Approve');
    await cardOf(waiting, /^🕓/);
  });

  it('out of the group: the run is refused by name, with the way to ask again', async () => {
    await members(releaseManagers, carla);
    await free(running);
    const refused = await cardOf(waiting, /^🚫.*no longer counts/);
    expect(refused.text).toContain('<@U0BRUNO1> (no longer among the approvers)');
    expect(world.buttons(refused)).toEqual(['Ask again']);
    await members(releaseManagers, bruno, carla);
    const known = (await world.cards()).length;
    await world.press(ana, refused, 'Ask again');
    const again = await world.card(/^✋/, 20_000, known);
    await world.press(carla, again, 'Approve');
    await cardOf(again, /^✅.*runs/);
  });

  it('and Slack does not say who is in the group: the run waits for the answer', async () => {
    const effect = { kind: 'status', status: 503 };
    await world.fault({ service: 'slack', path: '/api/usergroups.users.list', times: 3, effect });
    await free(running);
    await cardOf(waiting, /^✅.*runs/);
  });

  it('out of the company: the run is refused', async () => {
    const user = await newcomer('Wanda Novak');
    await members(releaseManagers, carla, user);
    await world.press(bruno, await cardOf(waiting, /^🕓/), 'Take back');
    await cardOf(waiting, /^✋/);
    await world.press(user, await cardOf(waiting, /^✋/), 'Approve');
    await cardOf(waiting, /^🕓/);
    await world.call('POST', '/_sandbox/slack/deactivate', { user });
    await free(running);
    const refused = await cardOf(waiting, /^🚫.*no longer counts/);
    expect(refused.text).toContain(`<@${user}> (no longer a full member of this workspace)`);
  });
});

describe('where authors may not approve', () => {
  beforeAll(() => policyOf({ from: { groups: [releaseManagers] }, authors: 'refused' }));

  it('refuses the nod of who wrote a commit, by its e-mail, and names the commit', async () => {
    const author = { name: 'Bruno at home', email: 'bruno@mundo-tango.example' };
    const sha = await world.commit('main', 'Write it myself', author);
    await world.commit('main', 'From nowhere', { name: 'Nia Nowhere', email: 'nia@nowhere.example' });
    const waiting = await world.ask(ana, '/deploy prod', /^✋/);
    await shown(/neither the requester nor an author.*not kept from approving: .*Nia Nowhere/s);
    await world.press(bruno, waiting, 'Approve');
    expect(await world.whisper(bruno, /you wrote/)).toContain(sha.slice(0, 7));
    const wanda = await newcomer('Wanda Novak');
    await members(releaseManagers, bruno, wanda);
    await world.press(wanda, waiting, 'Approve');
    await cardOf(waiting, /^✅.*runs/);
  });
});

describe('those who do not answer', () => {
  it('are called by hand, not twice within the limit, and the second is told when', async () => {
    await policyOf({ from: { groups: [releaseManagers] }, nudge: '3s', remind: '0s' });
    const waiting = await askToDeploy();
    await world.press(dario, waiting, 'Nudge');
    await world.whisper(dario, /^🚫 Not nudged: .*last called by me.*next nudge is possible/s);
    await eventually(
      async () => {
        await world.press(dario, waiting, 'Nudge');
        return (await world.thread(waiting)).some((text) => text.includes('is waiting for you')) || undefined;
      },
      { what: 'a nudge that counts', withinMs: 10_000 },
    );
    expect(await told(waiting, /is waiting for you/)).toMatch(/^✋ <!subteam\^S0RELEASE> <@U0DARIO1>/);
    await shown(/Nudged by <@U0DARIO1>/);
    await world.press(elena, waiting, 'Nudge');
    await world.whisper(elena, /last called by <@U0DARIO1>/);
    await world.press('U0GUEST01', waiting, 'Nudge');
    await world.whisper('U0GUEST01', /another workspace|guest/i);
  });

  it('are reminded once, although the bot was down when it was time', async () => {
    await policyOf({ from: { groups: [releaseManagers] }, expires: '1m', remind: '4s', nudge: '1s' });
    const waiting = await askToDeploy();
    await world.stopBot('SIGKILL');
    const down = Date.now() + 4_000;
    await eventually(async () => Date.now() > down || undefined, {
      what: 'the time to come',
      withinMs: 6_000,
    });
    await world.startBot();
    expect(await told(waiting, /still needs 1 nod/)).toMatch(/^✋ <!subteam\^S0RELEASE>/);
    await world.press(bruno, waiting, 'Approve');
    await cardOf(waiting, /^✅.*runs/);
    const thread = await world.thread(waiting);
    expect(thread.filter((text) => text.includes('still needs'))).toHaveLength(1);
  });
});

describe('a retry of the identical plan', () => {
  beforeAll(() => policyOf({ from: { groups: [releaseManagers] } }));

  /** Approved, and failed without having changed anything. */
  async function failed(by = ana): Promise<SlackMessage> {
    const waiting = await askToDeploy(by);
    await world.call('POST', '/_sandbox/vercel/fail', { step: 'BUILD' });
    await world.press(bruno, waiting, 'Approve');
    return cardOf(waiting, /^❌/);
  }

  it('goes on by itself with the nod that was given to it, and says so', async () => {
    const card = await failed();
    const known = (await world.cards()).length;
    await world.press(ana, card, 'Retry');
    const again = await world.card(/^✅.*runs.*approved by <@U0BRUNO1>/s, 20_000, known);
    expect(await told(again, /Given to this same plan before/)).toContain('<@U0BRUNO1>');
    const ran = again.versions.filter((text) => /^(?:✋|🕓|⏳)/.test(text));
    expect(ran.filter((text) => text.startsWith('✋'))).toEqual([]);
  });

  it('asked by the one who nodded needs another nod', async () => {
    const card = await failed();
    const known = (await world.cards()).length;
    await world.press(bruno, card, 'Retry');
    const again = await world.card(/^✋/, 20_000, known);
    await world.press(carla, again, 'Approve');
    await cardOf(again, /^✅.*runs/);
  });

  it('is asked for anew when the nod was taken back', async () => {
    const running = await busy();
    const waiting = await askToDeploy();
    await world.press(bruno, waiting, 'Approve');
    await world.press(bruno, await cardOf(waiting, /^🕓/), 'Take back');
    await world.press(ana, await cardOf(waiting, /^✋/), 'Cancel');
    await cardOf(waiting, /^🚫/);
    await free(running);
    await cardOf(running, /^🚫.*cancelled/);
    await world.ask(ana, '/deploy prod', /^✋/);
  });
});

describe('a plan that no longer fits what is live', () => {
  it('is out of date at the nod, and the new one is one click away', async () => {
    await policyOf({ from: { groups: [releaseManagers] } });
    const first = await askToDeploy();
    const second = await askToDeploy(elena);
    await world.press(bruno, first, 'Approve');
    await cardOf(first, /^✅.*runs/);
    await world.press(bruno, second, 'Approve');
    const outdated = await cardOf(second, /^🚫.*no longer fits/);
    expect(world.buttons(outdated)).toEqual(['Plan it again']);
    const known = (await world.cards()).length;
    await world.press(elena, outdated, 'Plan it again');
    const fresh = await world.card(/^✋/, 20_000, known);
    await world.press(carla, fresh, 'Approve');
    await cardOf(fresh, /^✅.*runs/);
  });

  it('waits on over a restart, and runs with the nod that comes after it', async () => {
    const waiting = await askToDeploy();
    await world.stopBot('SIGKILL');
    await world.startBot();
    await world.press(bruno, waiting, 'Approve');
    await cardOf(waiting, /^✅.*runs/);
  });
});
