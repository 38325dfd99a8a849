import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { promoteByHand } from '../support/by-hand.ts';
import { eventually } from '../support/eventually.ts';
import { mutationsOf } from '../support/mutations.ts';
import { type JournalLine, type SlackMessage, World } from '../support/world.ts';

const ana = 'U0ANA001';
const bruno = 'U0BRUNO1';
const carla = 'U0CARLA1';
const dario = 'U0DARIO1';
/** On call. */
const elena = 'U0ELENA1';

let world: World;

beforeAll(async () => {
  world = await World.start({
    configure: ({ apps }) => {
      const { production } = apps['mundo-tango'].environments;
      if (production)
        production.policy = {
          approvals: { from: { groups: ['S0RELEASE'] } },
          branch: 'any',
          rights: { rollback: { users: [bruno] } },
          emergency: { remind: '3s' },
          deadlines: { health: '3s', verify: '3s' },
        };
    },
  });
});
afterAll(() => world.stop());

const short = (sha: string) => sha.slice(0, 7);

type Released = { readonly sha: string; readonly card: SlackMessage };

/** A commit of its own, nodded and live. */
async function release(what: string): Promise<Released> {
  const sha = await world.commit('main', what);
  const plan = await world.ask(ana, '/deploy prod', new RegExp(`^✋ .*${short(sha)}`));
  await world.press(carla, plan, 'Approve');
  const card = await cardAt(plan, 'C0DEPLOYS', new RegExp(`^✅ .*runs \`${short(sha)}`));
  return { sha, card };
}

let opened = 42;

/** A channel for an incident, made after all that is live. */
async function openIncident(name = `inc-${(opened += 1)}-orders`): Promise<string> {
  // Slack tells a channel's age in whole seconds.
  const second = Math.floor(Date.now() / 1000);
  await eventually(async () => (Math.floor(Date.now() / 1000) > second ? true : undefined), {
    what: 'the next second',
    withinMs: 3_000,
  });
  const members = [ana, bruno, carla, dario, elena, 'U0CABECEO'];
  const made = { user: elena, name, members };
  const { channel } = await world.call<{ channel: string }>('POST', '/_sandbox/slack/channel', made);
  return channel;
}

async function cardAt(
  { ts }: Pick<SlackMessage, 'ts'>,
  channel: string,
  wanted: RegExp,
): Promise<SlackMessage> {
  return saying(channel, wanted, async () => (await world.cards(channel)).find((card) => card.ts === ts));
}

/** The incident's one message, once it says so. */
async function incident(channel: string, wanted: RegExp): Promise<SlackMessage> {
  return saying(channel, wanted, async () => {
    const all = await incidents(channel);
    return all.length === 1 ? all[0] : undefined;
  });
}

async function saying(
  channel: string,
  wanted: RegExp,
  find: () => Promise<SlackMessage | undefined>,
): Promise<SlackMessage> {
  return eventually(
    async () => {
      const card = await find();
      return card && wanted.test(shown(card)) ? card : undefined;
    },
    {
      what: `a message to say ${wanted}`,
      withinMs: 30_000,
      found: async () => {
        const cards = (await world.cards(channel)).slice(-3).map(shown);
        return `${cards.join('\n')}\n${world.botLines.slice(-5).join('\n')}`;
      },
    },
  );
}

/** All that its blocks say. */
function shown({ text, blocks }: SlackMessage): string {
  return `${text}\n${JSON.stringify(blocks)}`;
}

const incidents = async (channel: string) =>
  (await world.cards(channel)).filter(({ text }) => /^\S+ Incident/.test(text));

/** The card of the rollback that its button began. */
async function rollbackCard(channel: string, wanted: RegExp): Promise<SlackMessage> {
  return saying(channel, wanted, async () =>
    (await world.cards(channel)).findLast(({ text }) => text.startsWith('🚨 Emergency')),
  );
}

const rollbackCards = async (channel: string) =>
  (await world.cards(channel)).filter(({ text }) => text.startsWith('🚨 Emergency'));

async function serves(sha: string): Promise<void> {
  expect(await world.served('production')).toEqual({ frontend: sha, backend: sha });
}

async function mutationsSince(since: number) {
  const lines = await world.call<readonly JournalLine[]>('GET', `/_sandbox/requests?since=${since}`);
  return mutationsOf(lines.filter(({ service }) => service === 'vercel' || service === 'railway'))
    .map(({ name }) => name)
    .toSorted();
}

/** Ends the incident and lifts what it left. */
async function clearUp(channel: string): Promise<void> {
  await world.type(bruno, '/incident resolved', channel);
  const resolved = await incident(channel, /^✅ Incident/);
  for (const label of world.buttons(resolved)) await world.press(bruno, resolved, label, { channel });
  await incident(channel, /Nothing that it left stands any more/);
}

describe('an incident', () => {
  let good: Released;
  let bad: Released;
  let channel: string;

  beforeAll(async () => {
    await release('Shows opening hours');
    good = await release('Sends receipts');
    bad = await release('Loses orders');
    channel = await openIncident();
  }, 120_000);

  it('shows the suspect first, with its age, one red button, and what went live before', async () => {
    expect(await world.type(dario, '/rollback', channel)).toBe('');
    const message = await incident(channel, /^🚨 Incident/);
    expect(message.text).toMatch(
      new RegExp(
        `\\*Suspect\\* {2}\`${short(bad.sha)}\` Loses orders.*before the incident\\*, by <@U0ANA001>`,
      ),
    );
    expect(message.text).toContain('<@U0ELENA1> can press');
    expect(world.buttons(message)).toEqual([`Roll back to ${short(good.sha)}`]);
    const blocks = JSON.stringify(message.blocks);
    expect(blocks).toMatch(/Timeline.*Loses orders.*went live on.*Symptom: this channel was opened/s);
    expect(blocks).toMatch(/Went live on production.*Loses orders.*Sends receipts.*Shows opening hours/s);
  });

  it('is brought up to date when it is asked for again, in the same message, with the way to it', async () => {
    const before = await incident(channel, /^🚨 Incident/);
    await world.type(ana, '/rollback', channel);
    const told = await world.toldPrivately(ana, /The message of this incident is up to date/);
    expect(JSON.stringify(told.blocks)).toContain('Open its message');
    expect((await incidents(channel)).map(({ ts }) => ts)).toEqual([before.ts]);
  });

  it('is not rolled back by who is neither on call nor may roll back', async () => {
    const message = await incident(channel, /^🚨 Incident/);
    await world.press(dario, message, 'Roll back to', { channel });
    const told = await world.toldPrivately(dario, /you may not roll back production/);
    expect(told.text).toContain('<@U0ELENA1> or <@U0BRUNO1>');
    expect(await rollbackCards(channel)).toEqual([]);
    await serves(bad.sha);
  });

  it('takes one click of who is on call: back on both platforms, told in its own message', async () => {
    const message = await incident(channel, /^🚨 Incident/);
    const pressedAt = Date.now();
    await world.press(elena, message, `Roll back to ${short(good.sha)}`, { channel });
    const done = await incident(channel, /^↩️ Incident/);
    expect(done.ts).toBe(message.ts);
    const story = [
      'Loses orders',
      'Symptom: this channel was opened',
      `<@U0ELENA1> began to roll \\*production\\* back to \`${short(good.sha)}\``,
      'is frozen: nothing is deployed but rollbacks',
      `Verified: \\*production\\* is back on \`${short(good.sha)}\``,
    ];
    const settled = await incident(channel, /\*production\* is on hold/);
    expect(JSON.stringify(settled.blocks)).toMatch(new RegExp(story.join('.*'), 's'));
    expect(world.buttons(settled)).toEqual([]);
    await serves(good.sha);
    expect(await mutationsSince(pressedAt)).toEqual(['Railway: roll back', 'Vercel: roll back']);
    expect(await rollbackCards(channel)).toHaveLength(1);
  });

  it('tells the thread of the deploy that was taken back, with the way to the timeline', async () => {
    const told = await eventually(
      async () => (await world.thread(bad.card)).find((text) => text.startsWith('↩️')),
      { what: 'the deploy’s own thread to tell of it', withinMs: 10_000 },
    );
    expect(told).toContain(`<@U0ELENA1> rolled *production* back to \`${short(good.sha)}\` in <#${channel}>`);
    expect(told).toMatch(/<http[^|]*\|its timeline>/);
  });

  it('has every other deploy of the app wait, whatever the environment', async () => {
    await world.commit('develop', 'Something for development');
    await world.ask(ana, '/deploy dev', /^🚫 Not deployed.*froze \*all of mundo-tango\*.*incident #inc-/s);
  });

  it('is an emergency that somebody else acknowledges, after being reminded', async () => {
    const card = await rollbackCard(channel, /Somebody else must acknowledge it/);
    await world.press(elena, card, 'Acknowledge', { channel });
    await world.toldPrivately(elena, /someone else must acknowledge/);
    await world.press(dario, card, 'Acknowledge', { channel });
    await world.toldPrivately(dario, /acknowledged by its approvers/);
    await eventually(
      async () => {
        const thread = await world.thread(card, channel);
        return thread.find((text) => /nobody has acknowledged/.test(text));
      },
      { what: 'a reminder', withinMs: 20_000 },
    );
    expect((await world.thread(card, channel)).join('\n')).toMatch(
      /<@U0ELENA1> rolls \*production\* back to .* as an emergency: “incident #inc-/,
    );
    await world.press(carla, card, 'Acknowledge', { channel });
    await incident(channel, /<@U0CARLA1> acknowledged the rollback of/);
    const github = await world.holds('github');
    expect(JSON.stringify(github.deployments)).toContain('incident #inc-');
  });

  it('says how it stands to who asks', async () => {
    await world.type(ana, '/incident', channel);
    const told = await world.toldPrivately(ana, /^↩️ Incident/);
    expect(told.text).toContain('the freeze of *all of mundo-tango* and the hold of *production*');
    expect(await world.type(ana, '/incident resolve', channel)).toContain('`/incident resolved`');
  });

  it('is resolved by a word, and offers to lift the freeze and the hold that it left', async () => {
    await world.type(bruno, '/incident resolved', channel);
    const resolved = await incident(channel, /^✅ Incident.*resolved.*by <@U0BRUNO1>/);
    expect(world.buttons(resolved)).toEqual(['Lift the freeze…', 'Release the hold…']);
    const told = await world.toldPrivately(bruno, /^✅ Incident/);
    expect(world.buttons(told)).toContain('Lift the freeze…');
    await world.press(bruno, told, 'Lift the freeze', { channel: told.channel });
    const half = await incident(channel, /<@U0BRUNO1> lifted the freeze of/);
    expect(world.buttons(half)).toEqual(['Release the hold…']);
    await world.press(bruno, half, 'Release the hold', { channel });
    const over = await incident(channel, /Nothing that it left stands any more/);
    expect(world.buttons(over)).toEqual([]);
    const fixed = await release('Keeps orders');
    await serves(fixed.sha);
  });
});

describe('the button of an incident', { timeout: 150_000 }, () => {
  it('does nothing once something else is live, and says what to do', async () => {
    const channel = await openIncident();
    await world.type(elena, '/rollback', channel);
    const message = await incident(channel, /^🚨 Incident/);
    const newer = await release('Came meanwhile');
    await world.press(elena, message, 'Roll back to', { channel });
    const told = await world.toldPrivately(elena, /runs .* now, so this button is out of date/);
    expect(told.text).toContain(`\`${short(newer.sha)}\``.replaceAll('`', ''));
    expect(told.text).toContain('Type `/rollback` here');
    await serves(newer.sha);
    expect(await rollbackCards(channel)).toEqual([]);
    await world.type(elena, '/rollback', channel);
    const fresh = await incident(channel, /Came meanwhile/);
    expect(fresh.ts).toBe(message.ts);
  });

  it('rolls back once when two press at the same instant, and tells the other', async () => {
    const good = await release('Prints tickets');
    await release('Prints them twice');
    const channel = await openIncident();
    await world.type(elena, '/rollback', channel);
    const message = await incident(channel, /^🚨 Incident/);
    const pressedAt = Date.now();
    await Promise.all([elena, bruno].map((who) => world.press(who, message, 'Roll back to', { channel })));
    await incident(channel, /\*production\* is on hold/);
    expect(await rollbackCards(channel)).toHaveLength(1);
    expect(await mutationsSince(pressedAt)).toEqual(['Railway: roll back', 'Vercel: roll back']);
    const [card] = await rollbackCards(channel);
    const first = /declared by <@(\w+)>/.exec(JSON.stringify(card?.blocks))?.[1];
    await world.toldPrivately(first === elena ? bruno : elena, /is under way already|out of date/);
    await serves(good.sha);
    await clearUp(channel);
  });

  it('is not kept from working by a plan that waits for its own button', async () => {
    const good = await release('Adds a map');
    await release('Adds a wrong map');
    const channel = await openIncident();
    await world.ask(bruno, '/rollback prod', /^✋ Rollback of \*production\*/);
    await world.type(elena, '/rollback', channel);
    await world.press(elena, await incident(channel, /^🚨 Incident/), 'Roll back to', { channel });
    await incident(channel, /^↩️ Incident/);
    await serves(good.sha);
    await incident(channel, /\*production\* is on hold/);
    await clearUp(channel);
  });

  it('undoes what somebody did by hand at a platform, and names who that was', async () => {
    const released = await release('As released');
    const other = await world.commit('main', 'Put there by hand');
    await promoteByHand(world, other);
    const channel = await openIncident();
    await world.type(elena, '/rollback', channel);
    const message = await incident(channel, /^🚨 Incident/);
    expect(message.text).toMatch(
      new RegExp(
        `Suspect\\* {2}\`${short(other)}\` .*\\(frontend\\), put there by hand .*made by elena`,
        'i',
      ),
    );
    await world.press(elena, message, `Roll back to ${short(released.sha)}`, { channel });
    await incident(channel, /^↩️ Incident/);
    await serves(released.sha);
    expect(shown(await incident(channel, /is frozen/))).not.toContain('is on hold');
    await clearUp(channel);
  });

  it('tells why where the rollback fails, and can be pressed again', async () => {
    const good = await release('Takes cards');
    await release('Takes cards slowly');
    const channel = await openIncident();
    await world.type(elena, '/rollback', channel);
    const message = await incident(channel, /^🚨 Incident/);
    const sick = { environment: 'production', status: 503, forCommit: good.sha };
    await world.call('POST', '/_sandbox/railway/unhealthy', sick);
    await world.press(elena, message, 'Roll back to', { channel });
    const failed = await incident(channel, /^❌ Incident.*the backend did not become healthy/is);
    await world.call('POST', '/_sandbox/railway/unhealthy', { environment: 'production', status: 200 });
    await world.press(elena, failed, 'Roll back to', { channel });
    await incident(channel, /^↩️ Incident/);
    await serves(good.sha);
    await incident(channel, /\*production\* is on hold/);
    await clearUp(channel);
  });

  it('is gone on with when everything dies right after the press, and nothing is done twice', async () => {
    const good = await release('Counts dancers');
    await release('Counts them wrongly');
    const channel = await openIncident();
    await world.type(elena, '/rollback', channel);
    const message = await incident(channel, /^🚨 Incident/);
    const pressedAt = Date.now();
    await world.press(elena, message, 'Roll back to', { channel });
    await world.stopBot('SIGKILL');
    await world.startBot();
    const done = await incident(channel, /\*production\* is on hold/);
    await serves(good.sha);
    expect(await mutationsSince(pressedAt)).toEqual(['Railway: roll back', 'Vercel: roll back']);
    expect(await rollbackCards(channel)).toHaveLength(1);
    const told = JSON.stringify(done.blocks);
    for (const once of [/began to roll/g, /Verified: /g, /is frozen/g, /is on hold/g])
      expect(told.match(once)).toHaveLength(1);
    await clearUp(channel);
  });
});

describe('/rollback without an environment', () => {
  it('in a channel that is no incident’s names the environments and the pattern', async () => {
    await world.type(ana, '/rollback');
    const told = await world.toldPrivately(ana, /I do not know which environment you mean/);
    expect(told.text).toContain('Type one after `/rollback`: production, development.');
    expect(told.text).toContain('inc-∗ or incident-∗');
    await world.type(ana, '/incident');
    await world.toldPrivately(ana, /I know of no incident of \*mundo-tango\*/);
  });

  it('says how to go on where Slack does not tell the channel’s name', async () => {
    const channel = await openIncident();
    await world.fault({
      service: 'slack',
      path: 'conversations.info',
      times: 1,
      effect: { kind: 'status', status: 500 },
    });
    await world.type(elena, '/rollback', channel);
    const told = await world.toldPrivately(elena, /Slack did not tell me the name of this channel/);
    expect(told.text).toContain('`/rollback production`');
    await world.type(elena, '/rollback', channel);
    await incident(channel, /^🚨 Incident/);
  });

  it('with an environment stays what it is, in an incident channel too', async () => {
    const channel = await openIncident();
    await world.type(bruno, '/rollback prod', channel);
    await saying(channel, /^✋ Rollback of \*production\*/, async () => (await world.cards(channel)).at(-1));
    expect(await incidents(channel)).toEqual([]);
  });
});
