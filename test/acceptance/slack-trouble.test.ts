import { afterEach, beforeAll, afterAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { type SlackMessage, World } from '../support/world.ts';

const ana = 'U0ANA001';
const bruno = 'U0BRUNO1';

let world: World;

beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.stop());
afterEach(() => world.call('DELETE', '/_sandbox/faults'));

const slackFault = (path: string, effect: object, times = 1) =>
  world.fault({ service: 'slack', path, times, effect });
const down = () => slackFault('/api/', { kind: 'status', status: 503 }, 10_000);

/** Everything the thread has to tell of a deploy to development, in this order, each once. */
async function expectWholeThread(card: SlackMessage): Promise<void> {
  const wanted = [/Deploying/, /Build frontend/, /Deploy backend/, /Promote frontend/, /Verify/, /runs/];
  const thread = await world.told(card, /runs/);
  const places = wanted.map((pattern) => thread.findIndex((text) => pattern.test(text)));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);
  expect(new Set(thread).size).toBe(thread.length);
}

describe('while Slack’s Web API is in trouble', () => {
  const troubles = [
    ['asks for patience', { kind: 'status', status: 429, retryAfterSeconds: 1 }],
    ['fails', { kind: 'status', status: 500 }],
    ['drops what it was sent', { kind: 'drop_before' }],
    ['takes the message and drops the answer', { kind: 'drop_after' }],
    ['takes five seconds', { kind: 'latency', ms: 5_000 }],
  ] as const;

  it.each(troubles)('one card and one thread are shown when it %s', async (_, effect) => {
    const sha = await world.commit('develop', `A deploy while Slack is in trouble: ${effect.kind}`);
    await slackFault('chat.postMessage', effect);
    const card = await world.ask(ana, '/deploy dev', /^✅.*development.*runs/s, 30_000);
    expect((await world.cards()).filter(({ text }) => text.includes(sha.slice(0, 7)))).toEqual([
      expect.objectContaining({ ts: card.ts }),
    ]);
    await expectWholeThread(card);
  });

  it('every second answer to a post is lost, and nothing is said twice', async () => {
    await world.commit('develop', 'A deploy while answers are lost');
    const drop = () => slackFault('chat.postMessage', { kind: 'drop_after' });
    const latency = () => slackFault('chat.postMessage', { kind: 'latency', ms: 1 });
    for (let index = 0; index < 5; index += 1) {
      await drop();
      await latency();
    }
    const card = await world.ask(ana, '/deploy dev', /^✅.*development.*runs/s, 30_000);
    await expectWholeThread(card);
    expect((await world.cards()).filter(({ text }) => text === card.text)).toHaveLength(1);
  });

  it('a command is taken, deployed in time, and told in order when Slack is back', async () => {
    const sha = await world.commit('develop', 'A deploy while Slack is down');
    const known = (await world.cards()).length;
    await down();
    const began = Date.now();
    await world.type(ana, '/deploy dev');
    await eventually(async () => ((await world.served('development')).backend === sha ? true : undefined), {
      what: 'the deploy to be done',
      withinMs: 8_000,
    });
    await eventually(async () => ((await world.served('development')).frontend === sha ? true : undefined), {
      what: 'the deploy to be done',
      withinMs: 8_000,
    });
    expect(Date.now() - began).toBeLessThan(12_000);
    expect(await world.cards()).toHaveLength(known);
    await world.call('DELETE', '/_sandbox/faults');
    const card = await world.card(/^✅.*development.*runs/s, 35_000, known);
    expect(await world.cards()).toHaveLength(known + 1);
    await expectWholeThread(card);
  });

  it('an approved deploy goes on when Slack goes down in the middle, and its card catches up', async () => {
    const sha = await world.commit('main', 'Go on without Slack');
    const waiting = await world.ask(ana, '/deploy prod', /^✋/);
    await world.call('PUT', '/_sandbox/settings', { vercel: { buildMs: 1_500 } });
    await world.press(bruno, waiting, 'Approve');
    await world.card(/^⏳/);
    await down();
    await eventually(async () => ((await world.served('production')).frontend === sha ? true : undefined), {
      what: 'the deploy to be done',
      withinMs: 10_000,
    });
    await world.call('DELETE', '/_sandbox/faults');
    const done = await world.card(/^✅.*production.*runs/s, 35_000);
    expect(done.ts).toBe(waiting.ts);
    await expectWholeThread(done);
  });

  it('a nod that Slack cannot vouch for is not counted, and the person is told', async () => {
    await world.commit('main', 'Ask who may nod');
    const waiting = await world.ask(ana, '/deploy prod', /^✋/);
    await world.stopBot('SIGTERM');
    await world.startBot();
    await slackFault('usergroups.users.list', { kind: 'status', status: 500 });
    await world.press(bruno, waiting, 'Approve');
    await world.whisper(bruno, /Slack did not tell me/);
    await world.press(ana, waiting, 'Cancel');
    await world.card(/^🚫.*ancelled/s);
  });

  it('the bot starts, answers within three seconds, and tells the rest later', async () => {
    await world.stopBot('SIGTERM');
    await down();
    await world.startBot();
    const known = (await world.cards()).length;
    const began = Date.now();
    expect(await world.type(ana, '/deploy prd')).toMatch(/no environment “prd”/);
    expect(Date.now() - began).toBeLessThan(3_000);
    await world.type(ana, '/deploy dev no-such-branch');
    await world.call('DELETE', '/_sandbox/faults');
    expect((await world.card(/^🚫/, 35_000, known)).text).toContain('no-such-branch');
  });
});
