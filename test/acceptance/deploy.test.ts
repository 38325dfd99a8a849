import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { quickPlatforms, World } from '../support/world.ts';

const ana = 'U0ANA001';
const bruno = 'U0BRUNO1';
const carla = 'U0CARLA1';
const dario = 'U0DARIO1';
const guest = 'U0GUEST01';

let world: World;

beforeAll(async () => {
  world = await World.start();
});
afterAll(async () => {
  const unknown = await Promise.all(
    ['slack', 'github', 'vercel', 'railway', 'neon'].map(async (service) =>
      (await world.requests(service)).filter((request) => request.unknown),
    ),
  );
  await world.stop();
  expect(unknown.flat()).toEqual([]);
});

describe('a person who asks', () => {
  it('is shown what can be done', async () => {
    expect(await world.type(ana, '/deploy help')).toContain('/deploy &lt;environment&gt; [ref]');
  });

  it('is refused an environment that does not exist, with the nearest that does, and nothing else happens', async () => {
    const before = await world.cards();
    expect(await world.type(ana, '/deploy prd')).toMatch(/no environment “prd”.*`prod`/s);
    expect(await world.cards()).toEqual(before);
  });

  it('is refused a component that does not exist', async () => {
    expect(await world.type(ana, '/deploy prod main --only fronted')).toMatch(/fronted.*`frontend`/s);
  });

  it('is refused a ref that GitHub does not know, with the nearest that it does', async () => {
    await world.type(ana, '/deploy dev develp');
    const card = await world.card(/^🚫.*develp/s);
    expect(card.text).toMatch(/🚫.*develp.*develop/s);
    expect(world.buttons(card)).toEqual([]);
  });

  it('gets a form from /deploy alone, and what it asks for', async () => {
    await world.type(ana, '/deploy');
    const modal = await eventually(
      async () => (await world.holds('slack')).modals.find((one) => one.user === ana),
      { what: 'the form', withinMs: 5_000 },
    );
    const values = {
      environment: { environment: 'development' },
      ref: { ref: 'no-such-thing' },
    };
    await world.call('POST', '/_sandbox/slack/submit', { user: ana, view: modal.id, values });
    await world.card(/^🚫.*no-such-thing/s);
  });
});

describe('a channel that the bot is not in', () => {
  it('takes no card, so the one who asked is told in a direct message, once', async () => {
    const { channel } = await world.call<{ channel: string }>('POST', '/_sandbox/slack/channel', {
      user: ana,
      name: 'quiet-corner',
      kind: 'private',
    });
    await world.commit('develop', 'Dance in the quiet corner');
    await world.type(ana, '/deploy dev', channel);
    const told = await eventually(
      async () => {
        const slack = await world.holds('slack');
        const direct = slack.channels.filter(({ kind, members }) => kind === 'im' && members.includes(ana));
        const texts = direct.flatMap(({ messages }) => messages).map(({ text }) => text);
        const requests = await world.requests('slack');
        const tries = requests.filter(({ body }) => (body as { channel?: string }).channel === channel);
        return tries.length >= 3 ? texts.filter((text) => text.includes('/invite')) : undefined;
      },
      { what: 'the card to be tried again as the deploy goes on', withinMs: 20_000 },
    );
    expect(told).toEqual([expect.stringContaining(`<#${channel}>`)]);
  });
});

describe('a deploy to development', () => {
  it('needs no nod, and ends with the commit served on both platforms', async () => {
    const sha = await world.commit('develop', 'Show the next milonga');
    await world.type(ana, '/deploy dev');
    const card = await world.card(/^✅.*development.*runs/s);
    expect(card.text).toContain(sha.slice(0, 7));
    expect(await world.served('development')).toEqual({ frontend: sha, backend: sha });
  });

  it('is told that nothing is to be done when that commit is live', async () => {
    await world.type(ana, '/deploy dev');
    const card = await world.card(/already|nothing/i);
    expect(world.buttons(card)).toEqual(['Open']);
  });
});

describe('a deploy to production', () => {
  it('shows what would go out, and goes out when somebody else nods', async () => {
    const sha = await world.commit('main', 'Fix cart totals');
    const deploymentsBefore = (await world.requests('railway')).filter(isRailwayDeploy).length;
    await world.type(ana, '/deploy prod');
    const waiting = await world.card(/^✋/);
    expect(waiting.text).toContain(sha.slice(0, 7));
    expect(JSON.stringify(waiting.blocks)).toMatch(/Fix cart totals.*e2e-tests/s);
    expect(world.buttons(waiting)).toEqual(expect.arrayContaining(['Approve', 'Reject…', 'Cancel']));

    await world.press(ana, waiting, 'Approve');
    expect(await world.whisper(ana, /someone else/)).toContain('S0RELEASE');
    await world.press(dario, waiting, 'Approve');
    await world.whisper(dario, /does not count/);
    await world.press(guest, waiting, 'Approve');
    await world.whisper(guest, /another workspace|guest/i);
    expect((await world.card(/^✋/)).ts).toBe(waiting.ts);

    await world.press(bruno, waiting, 'Approve');
    const done = await world.card(/^✅.*production.*runs/s);
    expect(done.ts).toBe(waiting.ts);
    expect(await world.served('production')).toEqual({ frontend: sha, backend: sha });
    expect((await world.requests('railway')).filter(isRailwayDeploy).length).toBe(deploymentsBefore + 1);
    const neon = await world.holds('neon');
    expect(
      neon.branches.some(({ name, expiresAt }) => name.startsWith('cabeceo/') && expiresAt !== undefined),
    ).toBe(true);
    expect((await world.told(done, /✅ .*runs/)).at(-1)).toMatch(/✅ .*runs/);
  });

  it('runs once when two people approve at the same instant', async () => {
    await world.commit('main', 'Round prices to cents');
    const before = (await world.requests('railway')).filter(isRailwayDeploy).length;
    await world.type(ana, '/deploy prod');
    const waiting = await world.card(/^✋/);
    await Promise.all([
      world.press(bruno, waiting, 'Approve', { deliveries: 2 }),
      world.press(carla, waiting, 'Approve'),
    ]);
    await world.card(/^✅.*production.*runs/s);
    expect((await world.requests('railway')).filter(isRailwayDeploy).length).toBe(before + 1);
    const told = [...(await world.whispers(bruno)), ...(await world.whispers(carla))];
    expect(told.some((text) => /already/.test(text))).toBe(true);
  });

  it('is rejected with a reason', async () => {
    await world.commit('main', 'Add confetti');
    await world.type(ana, '/deploy prod');
    const waiting = await world.card(/^✋/);
    await world.press(bruno, waiting, 'Reject');
    const modal = await eventually(
      async () => (await world.holds('slack')).modals.find((one) => one.user === bruno),
      { what: 'the form that asks why', withinMs: 5_000 },
    );
    const values = { reason: { reason: 'Not during the festival' } };
    await world.call('POST', '/_sandbox/slack/submit', { user: bruno, view: modal.id, values });
    const card = await world.card(/^🚫/);
    expect(card.text).toContain('Not during the festival');
    expect(world.buttons(card)).not.toContain('Approve');
  });

  it('is cancelled while it waits, by the one who asked', async () => {
    await world.type(ana, '/deploy prod');
    const waiting = await world.card(/^✋/);
    await world.press(dario, waiting, 'Cancel');
    await world.whisper(dario, /requester/);
    await world.press(ana, waiting, 'Cancel');
    expect((await world.card(/🚫.*ancelled/s)).ts).toBe(waiting.ts);
  });

  it('is cancelled while it runs: what was done is undone, and the old release stays', async () => {
    const before = await world.served('production');
    await world.call('PUT', '/_sandbox/settings', { vercel: { buildMs: 60_000 } });
    await world.type(ana, '/deploy prod');
    await world.press(bruno, await world.card(/^✋/), 'Approve');
    const running = await world.card(/^⏳/);
    await eventually(
      async () => (/building/i.test(JSON.stringify((await world.cards()).at(-1)?.blocks)) ? true : undefined),
      {
        what: 'the build to run',
        withinMs: 10_000,
      },
    );
    await world.press(carla, running, 'Cancel');
    const card = await world.card(/🚫.*ancelled/s);
    await world.call('PUT', '/_sandbox/settings', quickPlatforms);
    expect(card.text).toContain(`<@${carla}>`);
    expect(card.text).toMatch(/build discarded/);
    expect(await world.served('production')).toEqual(before);
  });

  it('is refused while a check is red, by the check’s name, with a green commit to ask for instead', async () => {
    const sha = await world.commit('main', 'Break the cart');
    const red = { sha, name: 'e2e-tests', status: 'completed' };
    await world.call('POST', '/_sandbox/github/check', { ...red, conclusion: 'failure' });
    const card = await world.ask(ana, '/deploy prod', /^🚫.*e2e-tests/s);
    expect(world.buttons(card)).toEqual(['Open the check']);
    expect(card.text).toMatch(/The last green one on main is `[0-9a-f]{7}`\.$/);
    await world.call('POST', '/_sandbox/github/check', { ...red, conclusion: 'success' });
  });

  it('stays where it is when a check has turned red since the nod was asked for, and who nods is told', async () => {
    const sha = await world.commit('main', 'Change the banner');
    await world.type(ana, '/deploy prod');
    const waiting = await world.card(/^✋/);
    await world.call('POST', '/_sandbox/github/check', {
      sha,
      name: 'lint',
      status: 'completed',
      conclusion: 'failure',
    });
    await world.press(bruno, waiting, 'Approve');
    await world.whisper(bruno, /lint.* failed/);
    expect((await world.card(/^✋/)).ts).toBe(waiting.ts);
  });
});

function isRailwayDeploy({ operation, body }: { operation?: string; body?: unknown }): boolean {
  return JSON.stringify([operation, body]).includes('serviceInstanceDeployV2');
}
