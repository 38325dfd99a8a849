import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ana,
  bruno,
  carla,
  dario,
  elena,
  releaseManagers,
  approvalStage,
  withApprovals,
} from '../support/approval-stage.ts';
import { eventually } from '../support/eventually.ts';
import { type SlackMessage, World } from '../support/world.ts';

let world: World;
const { askToDeploy, members, newcomer, told, shown, busy, free, cardOf, direct } = approvalStage(
  () => world,
);

/** Another bot, after the policy of production was written anew. */
async function policyOf(approvals: Record<string, unknown>): Promise<void> {
  await world?.stop();
  world = await World.start({ configure: withApprovals(approvals) });
}

afterAll(() => world?.stop());

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
    const thread = await world.told(waiting, /✅ .*runs/);
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

describe('approvers', () => {
  it(
    'twenty of them, get the card directly, and what one does changes it for all',
    { timeout: 120_000 },
    async () => {
      await policyOf({ required: 2, from: { groups: [releaseManagers] } });
      const names = Array.from(
        { length: 20 },
        (_, number) => `Approver ${String.fromCodePoint(65 + number)}`,
      );
      const approvers: string[] = [];
      for (const name of names) approvers.push(await newcomer(name));
      await members(releaseManagers, ana, ...approvers);
      const waiting = await askToDeploy();
      expect(await told(waiting, /needs a nod/)).toMatch(
        /^✋ \*production\*.*20 approvers got it in a direct message/,
      );
      const copies = await Promise.all(approvers.map((user) => direct(user, /^✋.*waits for 2 nods/)));
      for (const { card } of copies)
        expect(world.buttons(card)).toEqual(['Approve', 'Reject…', 'Nudge', 'Cancel']);
      const slack = await world.holds('slack');
      expect(slack.channels.some(({ kind, members: those }) => kind === 'im' && those.includes(ana))).toBe(
        false,
      );

      const [first, second] = [approvers[0] ?? '', approvers[1] ?? ''];
      const [copy] = copies;
      if (!copy) throw new Error('nobody was told');
      await world.press(first, copy.card, 'Approve', { channel: copy.channel });
      await Promise.all(approvers.map((user) => direct(user, /^✋.*waits for 1 nod from/)));
      await cardOf(waiting, /waits for 1 nod from/);
      await world.press(first, copy.card, 'Approve', { channel: copy.channel });
      await direct(first, /^🚫 You already approved this/);

      await world.press(second, waiting, 'Approve');
      await cardOf(waiting, /^✅.*runs/);
      const ended = await Promise.all(approvers.map((user) => direct(user, /^✅.*runs/)));
      for (const [index, { card }] of ended.entries()) {
        expect(card.ts).toBe(copies[index]?.card.ts);
        expect(world.buttons(card)).toEqual([]);
      }
    },
  );

  it('reject with a reason from there', async () => {
    await policyOf({ from: { groups: [releaseManagers] } });
    const waiting = await askToDeploy();
    const { channel, card } = await direct(bruno, /^✋/);
    await world.press(bruno, card, 'Reject…', { channel });
    const modal = await eventually(
      async () => (await world.holds('slack')).modals.find(({ user }) => user === bruno),
      { what: 'the form', withinMs: 5_000 },
    );
    const values = { reason: { reason: 'Not during the festival' } };
    await world.call('POST', '/_sandbox/slack/submit', { user: bruno, view: modal.id, values });
    await cardOf(waiting, /^🚫.*rejected.*Not during the festival/s);
    await direct(bruno, /^🚫.*rejected/);
    await direct(carla, /^🚫.*rejected/);
  });

  it('are called in the thread instead where the policy says so', async () => {
    await policyOf({ from: { groups: [releaseManagers] }, tell: 'channel' });
    const waiting = await askToDeploy();
    expect(await told(waiting, /needs a nod/)).toMatch(/^✋ <!subteam\^S0RELEASE>/);
    const slack = await world.holds('slack');
    expect(slack.channels.filter(({ kind }) => kind === 'im')).toEqual([]);
  });
});
