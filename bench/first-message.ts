import { setTimeout as delay } from 'node:timers/promises';
import type { Figure } from './figure.ts';
import { sendCommand } from './slash-command.ts';
import type { Stage } from './stage.ts';
import { spreadOf } from './statistics.ts';

const runs = 40;
const warmUps = 10;
const deadlineMs = 10_000;
/** Its card is posted when it is typed, and edited once when GitHub does not know the branch. */
const plansOnly = 'prod no-such-branch';
/** Slack takes about one message a second in a channel, and so does the process that posts the card. */
const quietMs = 550;

/** From the command to the arrival of the first chat.postMessage at Slack, one command at a time. */
export async function measureFirstMessage(stage: Stage): Promise<readonly Figure[]> {
  const [bot, bolt] = [await stage.startBot('all'), await stage.startBolt('post')];
  try {
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let run = 0; run < warmUps; run += 1) {
      await timeFirstPost(stage, bot.url);
      await timeFirstPost(stage, bolt.url);
    }
    for (let run = 0; run < runs; run += 1) {
      ours.push(await timeFirstPost(stage, bot.url));
      theirs.push(await timeFirstPost(stage, bolt.url));
    }
    const [our, their] = [spreadOf(ours), spreadOf(theirs)];
    const target = { on: 'ratio', atMost: 2 } as const;
    return [
      { what: 'command to first message, p50', unit: 'ms', ours: our.p50, theirs: their.p50, target },
      { what: 'command to first message, p99', unit: 'ms', ours: our.p99, theirs: their.p99 },
    ];
  } finally {
    await Promise.all([bot.stop(), bolt.stop()]);
    await stage.empty();
  }
}

/** The journal's clock is this machine's, so that both ends are of one clock. */
async function timeFirstPost(stage: Stage, url: string): Promise<number> {
  const sentAt = performance.timeOrigin + performance.now();
  const { status } = await sendCommand(url, plansOnly);
  if (status !== 200) throw new Error(`A command was answered with ${status}.`);
  await delay(quietMs);
  for (;;) {
    const requests = await stage.requests('slack', Math.floor(sentAt));
    const post = requests.find(({ operation }) => operation === 'chat.postMessage');
    if (post) return Math.max(0, post.at - sentAt);
    if (Date.now() - sentAt > deadlineMs) throw new Error(`No message came within ${deadlineMs / 1000} s.`);
    await delay(50);
  }
}
