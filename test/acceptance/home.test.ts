import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { HomePage } from '../support/home-page.ts';
import { quickPlatforms, World } from '../support/world.ts';

const [ana, bruno, carla, dario] = ['U0ANA001', 'U0BRUNO1', 'U0CARLA1', 'U0DARIO1'] as const;
const guest = 'U0GUEST01';
const nods = 'Waiting for your nod';
const environments = 'Environments';
const underWay = 'Running and waiting';
const ended = 'Ended lately';
const own = 'Your locks, holds and freezes';

let world: World;
const homeOf = (user: string) => new HomePage(world, user);

beforeAll(async () => {
  world = await World.start({
    configure: ({ apps }) => {
      const { production } = apps['mundo-tango'].environments;
      if (production) production.policy = { approvals: { from: { groups: ['S0RELEASE'], users: [ana] } } };
    },
  });
});
afterEach(async () => {
  await world.call('DELETE', '/_sandbox/faults');
  await world.call('PUT', '/_sandbox/settings', quickPlatforms);
});
afterAll(() => world.stop());

describe('somebody who opens the Home for the first time', () => {
  it('reads at once what to type, whatever platform is down', async () => {
    for (const service of ['vercel', 'railway', 'neon', 'github'])
      await world.fault({ service, times: 1_000, effect: { kind: 'status', status: 503 } });
    const home = homeOf(dario);
    await home.open();
    await home.waitFor(nods, /^Nothing waits for you\..*`\/deploy`/, 3_000);
    expect(await home.says(environments)).toEqual([
      '*production* · no release is on record yet',
      '*development* · no release is on record yet',
    ]);
    expect(await home.says(underWay)).toEqual([
      expect.stringMatching(/`\/deploy production` plans a release/),
    ]);
    expect(await home.says(ended)).toEqual([expect.stringMatching(/^Nothing has ended yet/)]);
    expect((await home.says(own))[0]).toMatch(/`\/lock production .* for 2h`/);
    expect(await home.buttons()).toEqual([]);
  });

  it('is shown nothing of it as a guest', async () => {
    const home = homeOf(guest);
    await home.open();
    await home.waitFor(undefined, /^🚫 You belong to another workspace/);
    expect(await home.says()).toHaveLength(1);
  });
});

describe('a plan that waits for a nod', () => {
  it('stands on the Home of those who may give it, with the way to its card, until somebody did', async () => {
    const commit = await world.commit('main', 'Round <!channel> *totals*');
    const card = await world.ask(ana, '/deploy prod', /^✋/);
    const [approver, requester, bystander] = [homeOf(bruno), homeOf(ana), homeOf(dario)];
    for (const home of [approver, requester, bystander]) await home.open();

    const asked = await approver.waitFor(nods, /^✋ Deploy to \*production\* waits for a nod · mundo-tango/);
    expect(asked).toContain(
      `\`${commit.slice(0, 7)}\` Round &lt;!channel&gt; ∗totals∗ · main · asked by <@${ana}>`,
    );
    expect(asked).toMatch(/\^expires \{ago\}/);
    expect(await approver.linkBeside(/^✋/)).toContain(`p${card.ts.replace('.', '')}`);
    expect(await approver.buttons()).toEqual(['Open the card']);
    expect(await approver.says(underWay)).toEqual([expect.stringMatching(/^Nothing else runs or waits/)]);

    // Ana is among the approvers, but not of what she asked for herself.
    for (const home of [requester, bystander]) {
      await home.waitFor(underWay, /^✋ Deploy to \*production\* waits for a nod.*\|its card>$/s);
      expect((await home.says(nods))[0]).toMatch(/^Nothing waits for you/);
    }

    await world.press(bruno, card, 'Approve');
    await world.card(/^✅ \*production\* runs/);
    await approver.waitFor(ended, /^✅ \*production\* runs `\w{7}` Round .*\|its card>$/, 20_000);
    expect((await approver.says(nods))[0]).toMatch(/^Nothing waits for you/);
    expect((await approver.says(environments))[0]).toMatch(
      new RegExp(`^\\*production\\* · \`${commit.slice(0, 7)}\` .* · released .* by <@${ana}>$`),
    );
  });

  it('goes from the Home by itself when somebody else rejects it', async () => {
    const commit = await world.commit('main', 'Asked about in vain');
    const card = await world.ask(carla, `/deploy prod ${commit}`, /^✋/);
    const home = homeOf(bruno);
    await home.open();
    await home.waitFor(nods, /Asked about in vain/);
    await world.press(ana, card, 'Reject');
    const modal = await eventually(async () => (await world.holds('slack')).modals.at(-1), {
      what: 'the form',
      withinMs: 5_000,
    });
    const values = { reason: { reason: 'not today' } };
    await world.call('POST', '/_sandbox/slack/submit', { user: ana, view: modal.id, values });
    await home.waitFor(ended, /^🚫 Not deployed to \*production\*: <@U0ANA001> rejected/, 20_000);
    expect((await home.says(nods))[0]).toMatch(/^Nothing waits for you/);
  });
});

describe('the owner of a lock', () => {
  it('takes it off on the Home, which shows that it is gone', async () => {
    await world.ask(ana, '/lock dev load test for 2h', /^🔒/);
    const [owner, other] = [homeOf(ana), homeOf(bruno)];
    for (const home of [owner, other]) await home.open();
    await owner.waitFor(
      own,
      /^🔒 You have locked \*development\*: “load test”\nmundo-tango · since .* · .*expires/,
    );
    await other.waitFor(environments, /^\*development\* · .*🔒 locked by <@U0ANA001> “load test”$/);
    expect(await other.buttons()).toEqual([]);

    await owner.press('Unlock development');
    await owner.waitFor(own, /^You keep nobody from deploying/, 2_000);
    await world.card(/^✅ \*development\* was unlocked by <@U0ANA001>/);
  });

  it('is told in a message when the lock that the Home still shows is somebody else’s by now', async () => {
    await world.ask(ana, '/lock dev mine', /^🔒/);
    const home = homeOf(ana);
    await home.open();
    await home.waitFor(own, /mine/);
    await world.fault({
      service: 'slack',
      path: 'views.publish',
      times: 1_000,
      effect: { kind: 'status', status: 503 },
    });
    await world.press(bruno, (await world.cards()).at(-1) ?? fail(), 'Take over');
    await world.card(/locked by <@U0BRUNO1>/);
    await home.press('Unlock development');
    await world.toldPrivately(ana, /^🚫 Not unlocked: .*locked by <@U0BRUNO1>/s);
    await world.call('DELETE', '/_sandbox/faults');
    await home.open();
    await home.waitFor(own, /^You keep nobody from deploying/);
    await world.type(bruno, '/unlock dev');
    await world.card(/^✅ \*development\* was unlocked/);
  });

  it('finds holds and freezes of theirs beside it, with what lifts them', async () => {
    await world.ask(carla, '/hold dev orders are lost', /^🔒/);
    await world.ask(carla, '/freeze all we are being attacked', /^🔒 \*everything\*/);
    const home = homeOf(carla);
    await home.open();
    await home.waitFor(own, /^🔒 You have put \*development\* on hold: “orders are lost”/);
    await home.waitFor(own, /^🔒 You have frozen \*everything\*: “we are being attacked”/);
    await home.press('Lift the freeze…');
    await home.press('Release the hold…');
    await home.waitFor(own, /^You keep nobody from deploying/);
  });
});

describe('a Slack that does not take the Home', () => {
  it('is asked again when it said so, and direct messages do not wait meanwhile', async () => {
    const effect = { kind: 'status', status: 429, retryAfterSeconds: 4 };
    await world.fault({ service: 'slack', path: 'views.publish', times: 1, effect });
    await world.commit('main', 'Told while the Home is not');
    const home = homeOf(bruno);
    await home.open();
    await eventually(async () => world.botLines.find((line) => /a Home was not published/.test(line)), {
      what: 'the bot to log it',
      withinMs: 5_000,
    });
    const card = await world.ask(ana, '/deploy prod', /^✋/);
    await world.toldPrivately(bruno, /Told while the Home is not/);
    await home.waitFor(nods, /Told while the Home is not/, 8_000);
    await world.press(ana, card, 'Cancel');
    await world.card(/^🚫.*cancelled/);
  });
});

function fail(): never {
  throw new Error('there is no card');
}
