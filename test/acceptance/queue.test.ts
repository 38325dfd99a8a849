import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { quickPlatforms, type SlackMessage, World } from '../support/world.ts';

const ana = 'U0ANA001';
const bruno = 'U0BRUNO1';
const carla = 'U0CARLA1';
const dario = 'U0DARIO1';

let world: World;

beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.stop());
afterEach(async () => {
  await world.call('DELETE', '/_sandbox/faults');
  await world.call('PUT', '/_sandbox/settings', quickPlatforms);
});

describe('the same deploy asked for twice', () => {
  it('is one deploy: the second person is told who asked, how it stands and where its card is', async () => {
    const sha = await world.commit('main', 'Sell tickets at the door');
    await world.type(ana, '/deploy prod');
    const first = await world.card(/^✋/);
    await world.type(carla, `/deploy prod ${sha.slice(0, 10)}`);
    const told = await world.whisper(carla, /Not asked twice/);
    expect(told).toContain(sha.slice(0, 7));
    expect(told).toMatch(/already waiting for a nod, asked by <@U0ANA001>/);

    const second = await world.card(/^🚫 Not deployed.*already waiting for a nod/s);
    expect(linkOf(second)).toBe(archive(first));
    expect(await world.thread(second)).toEqual([]);
    expect((await cardAt(first)).text).toMatch(/^✋/);
  });

  it('is told so while it runs, and goes out once', async () => {
    const [waiting] = (await world.cards()).slice(-2);
    if (!waiting) throw new Error('the deploy of the test before is gone');
    await world.call('PUT', '/_sandbox/settings', { vercel: { ...quickPlatforms.vercel, buildMs: 3_000 } });
    await world.press(bruno, waiting, 'Approve');
    await cardSays(waiting, /^⏳/);
    await world.type(ana, '/deploy prod');
    await world.whisper(ana, /already running/);
    await cardSays(waiting, /^✅.*production.*runs/s);
    expect((await world.cards()).filter(({ text }) => /^[✋⏳🕓📝]/u.test(text))).toEqual([]);
  });

  it('makes no second card while the first is still being planned', async () => {
    await world.commit('main', 'Show the price in euros');
    await world.fault({
      service: 'github',
      path: '/compare/',
      times: 1,
      effect: { kind: 'latency', ms: 2_000 },
    });
    const before = (await world.cards()).length;
    await world.type(ana, '/deploy prod');
    await world.type(bruno, '/deploy production');
    await world.whisper(bruno, /Not asked twice.*being planned, asked by <@U0ANA001>/);
    const only = await world.card(/^✋/);
    expect((await world.cards()).length).toBe(before + 1);
    await world.press(ana, only, 'Cancel');
    await cardSays(only, /^🚫/);
  });

  it('may be asked for again when the first has ended', async () => {
    await world.type(ana, '/deploy prod');
    const again = await world.card(/^✋/);
    await world.press(ana, again, 'Cancel');
    await cardSays(again, /^🚫/);
  });

  it('is another deploy when it ships other components', async () => {
    await world.type(ana, '/deploy prod --only frontend');
    const frontend = await world.card(/^✋/);
    await world.type(carla, '/deploy prod --only backend');
    const backend = await eventually(
      async () => (await world.cards()).find(({ ts, text }) => ts > frontend.ts && text.startsWith('✋')),
      { what: 'the second deploy to wait for its own nod', withinMs: 10_000 },
    );
    await world.press(ana, frontend, 'Cancel');
    await world.press(carla, backend, 'Cancel');
    await cardSays(backend, /^🚫/);
  });
});

describe('a newer deploy by the same person', () => {
  it('takes the place of the older one that waits, says so there, and leaves other people’s alone', async () => {
    await world.commit('main', 'Print the seat numbers');
    await world.type(ana, '/deploy prod');
    const older = await world.card(/^✋.*seat numbers/s);
    await world.commit('main', 'Print the row numbers');
    await world.type(carla, '/deploy prod');
    const others = await world.card(/^✋.*row numbers/s);
    await world.commit('main', 'Print the gate');
    await world.type(ana, '/deploy prod');
    const newer = await world.card(/^✋.*Print the gate/s);

    const gone = await cardSays(older, /^🚫.*a newer request took the place/s);
    expect(world.buttons(gone)).toEqual(['Open the newer one']);
    expect(linkOf(gone)).toBe(archive(newer));
    const told = await eventually(
      async () => (await world.thread(older)).find((text) => text.includes('newer request')),
      { what: 'the older thread to say so', withinMs: 10_000 },
    );
    expect(told).toContain(archive(newer));
    expect((await cardAt(others)).text).toMatch(/^✋/);
    await world.press(carla, others, 'Cancel');
    await cardSays(others, /^🚫/);
  });

  it('leaves alone what it would not ship, and what already runs', async () => {
    const running = await world.card(/^✋/);
    await world.call('PUT', '/_sandbox/settings', { vercel: { ...quickPlatforms.vercel, buildMs: 3_000 } });
    await world.press(bruno, running, 'Approve');
    await cardSays(running, /^⏳/);
    await world.commit('main', 'Print the hour');
    await world.type(ana, '/deploy prod');
    const all = await world.card(/^✋.*Print the hour/s);
    await world.commit('main', 'Print the minute');
    await world.type(ana, '/deploy prod --only frontend');
    const part = await world.card(/^✋.*Print the minute/s);
    await cardSays(running, /^✅.*production.*runs/s);
    expect((await cardAt(all)).text).toMatch(/^✋/);
    for (const card of [all, part]) {
      await world.press(ana, card, 'Cancel');
      await cardSays(card, /^🚫.*ancelled/s);
    }
  });
});

describe('deploys that wait for their turn', () => {
  it('show their place, move up, say when they are about to start, and can be cancelled', async () => {
    await world.call('PUT', '/_sandbox/settings', { vercel: { ...quickPlatforms.vercel, buildMs: 90_000 } });
    const waiting: SlackMessage[] = [];
    for (const [person, subject] of [
      [ana, 'Dim the lights'],
      [bruno, 'Open the doors'],
      [carla, 'Start the band'],
      [ana, 'Serve the wine'],
    ] as const) {
      const sha = await world.commit('develop', subject);
      const only = subject === 'Serve the wine' ? ' --only frontend' : '';
      await world.type(person, `/deploy dev ${sha}${only}`);
      waiting.push(await world.card(new RegExp(subject)));
      await cardSays(waiting.at(-1) ?? expect.unreachable(), /^[⏳🕓]/u);
    }
    const [first, second, third, fourth] = waiting;
    if (!first || !second || !third || !fourth) throw new Error('four cards were expected');
    await cardSays(third, /waits its turn, 3rd in line/);
    await cardSays(fourth, /waits its turn, 4th in line/);

    await world.press(bruno, second, 'Cancel');
    await cardSays(second, /^🚫.*cancelled by <@U0BRUNO1>.*Nothing had been changed/s);
    await cardSays(third, /waits its turn, 2nd in line/);
    await cardSays(fourth, /waits its turn, 3rd in line/);

    await world.press(ana, first, 'Cancel');
    await cardSays(first, /^🚫/);
    await cardSays(fourth, /waits its turn, 2nd in line/);
    await cardSays(third, /^⏳/);
    await world.call('PUT', '/_sandbox/settings', quickPlatforms);
    await world.press(carla, third, 'Cancel');
    await cardSays(third, /^🚫/);
    await cardSays(fourth, /^✅/);
  });
});

describe('/deploys', () => {
  it('says when nothing runs or waits', async () => {
    expect(await world.type(bruno, '/deploys')).toMatch(/Nothing runs or waits in \*mundo-tango\*/);
  });

  it('lists what runs and what waits, each with the way to its card and a Cancel for those who may', async () => {
    await world.call('PUT', '/_sandbox/settings', { vercel: { ...quickPlatforms.vercel, buildMs: 90_000 } });
    const sha = await world.commit('develop', 'Tune the piano');
    await world.type(carla, `/deploy dev ${sha}`);
    const running = await world.card(/^⏳.*Tune the piano/s);
    await world.commit('main', 'Tune the harp');
    await world.type(ana, '/deploy prod');
    const waiting = await world.card(/^✋.*Tune the harp/s);

    const told = await world.type(dario, '/deploys');
    expect(told).toMatch(/⏳ \*development\* · .*Tune the piano · running for .* · asked by <@U0CARLA1>/);
    expect(told).toMatch(
      /✋ \*production\* · .*Tune the harp · waits for a nod \(0 of 1\) · asked by <@U0ANA001>/,
    );
    for (const card of [running, waiting]) expect(told).toContain(archive(card));
    expect(await world.type(dario, '/deploys dev')).not.toContain('production');

    await cancelFromList(dario, 'Tune the harp');
    await world.whisper(dario, /Not cancelled: only the requester, the approvers/);
    await world.type(ana, '/deploys');
    await cancelFromList(ana, 'Tune the harp');
    await cardSays(waiting, /^🚫.*cancelled by <@U0ANA001>/s);
    await world.call('PUT', '/_sandbox/settings', quickPlatforms);
    await world.press(carla, running, 'Cancel');
    await cardSays(running, /^🚫/);
  });
});

/** Presses Cancel in the newest list that holds such a deploy and that only this person sees. */
async function cancelFromList(user: string, subject: string): Promise<void> {
  const lists = (await world.messages()).filter((message) => message.visibleTo === user);
  const list = lists.findLast(({ text }) => text.includes(subject));
  const block = list?.blocks.find((one) => JSON.stringify(one).includes(subject) && 'accessory' in one);
  const { action_id: actionId, value } =
    (block as { accessory?: { action_id: string; value: string } })?.accessory ?? expect.unreachable();
  await world.call('POST', '/_sandbox/slack/click', {
    user,
    channel: 'C0DEPLOYS',
    ts: list?.ts,
    actionId,
    value,
  });
}

async function cardAt({ ts }: SlackMessage): Promise<SlackMessage> {
  const card = (await world.cards()).find((one) => one.ts === ts);
  if (!card) throw new Error(`no card at ${ts}`);
  return card;
}

async function cardSays(card: SlackMessage, wanted: RegExp): Promise<SlackMessage> {
  return eventually(
    async () => {
      const now = await cardAt(card);
      return wanted.test(now.text) ? now : undefined;
    },
    {
      what: `that card to say ${wanted}`,
      withinMs: 20_000,
      found: async () => `${(await cardAt(card)).text}\n${world.botLines.slice(-10).join('\n')}`,
    },
  );
}

function linkOf({ blocks }: SlackMessage): string | undefined {
  return /"url":"([^"]+)"/.exec(JSON.stringify(blocks))?.[1];
}

function archive({ ts }: SlackMessage): string {
  return `https://mundotango.slack.com/archives/C0DEPLOYS/p${ts.replace('.', '')}`;
}
