import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ana,
  bruno,
  carla,
  dario,
  releaseManagers,
  security,
  approvalStage,
  withApprovals,
} from '../support/approval-stage.ts';
import { type SlackMessage, World } from '../support/world.ts';

let world: World;
const { askToDeploy, forgetful, members, newcomer, told, shown, busy, free, cardOf } = approvalStage(
  () => world,
);

/** Another bot, after the policy of production was written anew. */
async function policyOf(approvals: Record<string, unknown>): Promise<void> {
  await world?.stop();
  world = await World.start({ configure: withApprovals(approvals) });
}

afterAll(() => world?.stop());

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
    const thread = await world.told(waiting, /✅ .*runs/);
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
