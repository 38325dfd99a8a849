import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { mutationsOf } from '../support/mutations.ts';
import { type JournalLine, quickPlatforms, type SlackMessage, World } from '../support/world.ts';

const ana = 'U0ANA001';
const bruno = 'U0BRUNO1';
const dario = 'U0DARIO1';

let world: World;

beforeAll(async () => {
  world = await World.start({
    configure: ({ apps }) => {
      const { production } = apps['mundo-tango'].environments;
      if (production)
        production.policy = {
          approvals: { required: 0 },
          rights: { rollback: { groups: ['S0RELEASE'], users: [ana] } },
          deadlines: { health: '3s', verify: '3s' },
        };
    },
  });
});
afterAll(() => world.stop());

beforeEach(async () => {
  await world.call('PUT', '/_sandbox/settings', quickPlatforms);
});

const short = (sha: string) => sha.slice(0, 7);

/** A release to production of a commit of its own. */
async function release(what: string): Promise<{ readonly sha: string; readonly card: SlackMessage }> {
  const sha = await world.commit('main', what);
  const card = await world.ask(bruno, '/deploy prod', new RegExp(`^✅ .*runs \`${short(sha)}`));
  return { sha, card };
}

/** Asks for it, and presses the red button. */
async function rollBack(asked: string, to: string): Promise<SlackMessage> {
  const plan = await world.ask(ana, asked, /^✋ Rollback of \*production\*/);
  expect(plan.text).toContain(`to \`${short(to)}\``);
  await world.press(ana, plan, `Roll back to ${short(to)}`);
  return cardAt(plan, /^↩️ \*production\* is back on/);
}

async function cardAt({ ts }: SlackMessage, wanted: RegExp): Promise<SlackMessage> {
  const find = async () => (await world.cards()).find((card) => card.ts === ts);
  return eventually(
    async () => {
      const card = await find();
      return card && wanted.test(card.text) ? card : undefined;
    },
    {
      what: `the card to say ${wanted}`,
      withinMs: 30_000,
      found: async () => `${(await find())?.text}\n${world.botLines.slice(-15).join('\n')}`,
    },
  );
}

/** The newest hold; with the button on its message. */
async function releaseHold(): Promise<void> {
  const held = (await world.cards()).findLast(({ text }) => /^🔒.*on hold/.test(text));
  if (!held) throw new Error('there is no hold');
  await world.press(ana, held, 'Release the hold');
  await cardAt(held, /^✅ The hold of/);
}

async function expectServed(sha: string): Promise<void> {
  expect(await world.served('production')).toEqual({ frontend: sha, backend: sha });
}

async function mutationsAfter(since: number) {
  const lines = await world.call<readonly JournalLine[]>('GET', `/_sandbox/requests?since=${since}`);
  return mutationsOf(lines.filter(({ service }) => service === 'vercel' || service === 'railway'));
}

describe('/rollback', () => {
  it('brings the last release back on both platforms at once, without a build', async () => {
    const good = await release('Shows opening hours');
    const bad = await release('Loses orders');
    const plan = await world.ask(ana, '/rollback prod', /^✋ Rollback of \*production\*/);
    const shown = JSON.stringify(plan.blocks);
    expect(shown).toMatch(/Vercel serves the old build again.*Railway runs the old image again/s);
    expect(shown).toMatch(/Database.*is not touched: data stays as it is/);
    const pressedAt = Date.now();
    await world.press(ana, plan, `Roll back to ${short(good.sha)}`);
    const done = await cardAt(plan, /^↩️ \*production\* is back on/);
    expect(done.text).toContain(`\`${short(bad.sha)}\` is marked bad`);
    await expectServed(good.sha);

    const calls = (await mutationsAfter(pressedAt)).toSorted((one, other) => one.at - other.at);
    expect(calls.map(({ name }) => name).toSorted()).toEqual(['Railway: roll back', 'Vercel: roll back']);
    const [first = 0, second = 0] = calls.map(({ at }) => at);
    expect(second - first).toBeLessThan(300);

    await cardAt(bad.card, /^↩️ \*production\* ran .* until it was rolled back/);
    const told = await eventually(
      async () => (await world.thread(bad.card)).find((text) => text.startsWith('↩️')),
      { what: 'the deploy’s own thread to tell of it', withinMs: 10_000 },
    );
    expect(told).toMatch(/<@U0BRUNO1> <@U0ANA001> rolled \*production\* back/);
    const github = await world.holds('github');
    const [mirrored] = github.deployments
      .filter(({ sha }) => sha === good.sha)
      .toSorted((a, b) => b.id - a.id);
    expect(mirrored?.statuses.map(({ state }) => state)).toEqual(['in_progress', 'success']);

    await world.ask(
      bruno,
      `/deploy prod ${bad.sha}`,
      /^🚫 Not deployed.*marked bad by <@U0ANA001>.*rolled back from/s,
    );
    await world.commit('main', 'Not the fix yet');
    await world.ask(bruno, '/deploy prod', /^🚫 Not deployed.*put \*production\* on hold.*rolled back from/s);
    await releaseHold();
    await expectServed((await release('Keeps orders')).sha);
  });

  it('builds the old commit again where Railway keeps its image no longer, and says so before', async () => {
    const good = await release('Sells tickets');
    await release('Sells them twice');
    await world.call('PUT', '/_sandbox/settings', {
      ...quickPlatforms,
      railway: { ...quickPlatforms.railway, rollbackWindowMs: 0 },
    });
    const plan = await world.ask(ana, '/rollback prod', /^✋ Rollback of \*production\*/);
    expect(JSON.stringify(plan.blocks)).toMatch(/Backend.*is built again, with the variables of now/);
    const pressedAt = Date.now();
    await world.press(ana, plan, 'Roll back to');
    await cardAt(plan, /^↩️ \*production\* is back on/);
    await expectServed(good.sha);
    const calls = (await mutationsAfter(pressedAt)).map(({ name }) => name);
    expect(calls.toSorted()).toEqual(['Railway: deploy', 'Vercel: roll back']);
    await releaseHold();
  });

  it('leaves nothing half done: where one platform fails, the other goes back too', async () => {
    const good = await release('Takes cards');
    const bad = await release('Takes cards slowly');
    await world.call('POST', '/_sandbox/railway/unhealthy', {
      environment: 'production',
      status: 503,
      forCommit: good.sha,
    });
    const plan = await world.ask(ana, '/rollback prod', /^✋ Rollback of \*production\*/);
    await world.press(ana, plan, 'Roll back to');
    const failed = await cardAt(plan, /^❌/);
    expect(failed.text).toMatch(
      /\*production\* was not rolled back and is as before: the backend did not become healthy/,
    );
    await expectServed(bad.sha);
    expect((await world.cards()).filter(({ text }) => /^🔒.*on hold/.test(text))).toEqual([]);
    await world.call('POST', '/_sandbox/railway/unhealthy', { environment: 'production', status: 200 });
    const known = (await world.cards()).length;
    await world.press(ana, failed, 'Retry');
    const again = await world.card(/^✋ Rollback of \*production\*/, 20_000, known);
    await world.press(ana, again, 'Roll back to');
    await cardAt(again, /^↩️ \*production\* is back on/);
    await expectServed(good.sha);
    await releaseHold();
  });

  it('cancels a deploy that runs, goes before one that waits, and holds that one back', async () => {
    const good = await release('Sends receipts');
    const live = await release('Sends them to everybody');
    await world.call('PUT', '/_sandbox/settings', {
      ...quickPlatforms,
      vercel: { ...quickPlatforms.vercel, buildMs: 60_000 },
    });
    await world.commit('main', 'Still sends them to everybody');
    const running = await world.ask(bruno, '/deploy prod', /^⏳ Deploying/);
    await world.commit('main', 'And once more');
    const waiting = await world.ask(dario, '/deploy prod', /^🕓 Deploy/);
    expect(world.buttons(live.card)).toContain(`Roll back to ${short(good.sha)}`);
    const known = (await world.cards()).length;
    await world.press(ana, live.card, 'Roll back to');
    const plan = await world.card(/^✋ Rollback of \*production\*/, 20_000, known);
    await world.press(ana, plan, `Roll back to ${short(good.sha)}`);
    await cardAt(running, /^🚫 .*cancelled by <@U0ANA001>/);
    await cardAt(plan, /^↩️ \*production\* is back on/);
    await cardAt(waiting, /^🚫 Not deployed.*put \*production\* on hold/s);
    await expectServed(good.sha);
    await releaseHold();
  });

  it('goes one release further back each time, and two with “before last”', async () => {
    const oldest = await release('One');
    const older = await release('Two');
    const newer = await release('Three');
    await release('Four');
    await rollBack('/rollback prod', newer.sha);
    await rollBack('/rollback prod', older.sha);
    await expectServed(older.sha);
    await world.ask(
      ana,
      `/rollback prod ${short(newer.sha)}`,
      /^🚫 \*production\* is not rolled back.*going forward/s,
    );
    await releaseHold();
    const five = await release('Five');
    await release('Six');
    await rollBack('/rollback prod before last', older.sha);
    await rollBack('/rollback prod', oldest.sha);
    await expectServed(oldest.sha);
    await world.ask(ana, `/rollback prod ${short(five.sha)}`, /^🚫 .*going forward/s);
    await releaseHold();
  });

  it('passes over a commit that somebody marked bad, and says so; by name it comes back with a warning', async () => {
    const good = await release('Shows prices');
    const bad = await release('Shows wrong prices');
    await release('Shows them in bold');
    await world.type(ana, `/hold prod ${short(bad.sha)} prices are wrong`);
    await world.card(/^🔒 \*production\* was put on hold by <@U0ANA001>/);
    const named = await world.ask(ana, `/rollback prod ${short(bad.sha)}`, /^✋ Rollback/);
    expect(named.text).toMatch(/Shows wrong prices comes back although it was marked bad by <@U0ANA001>/);
    await world.press(ana, named, 'Cancel');
    await cardAt(named, /^🚫/);
    const plan = await world.ask(ana, '/rollback prod', /^✋ Rollback/);
    expect(plan.text).toMatch(
      /Shows wrong prices was skipped: marked bad by <@U0ANA001> .*“prices are wrong”/,
    );
    await world.press(ana, plan, `Roll back to ${short(good.sha)}`);
    await cardAt(plan, /^↩️ \*production\* is back on/);
    await expectServed(good.sha);
    await releaseHold();
  });

  it('is for those who may, and is offered on the card of what is live alone', async () => {
    const first = await release('Lists teachers');
    const second = await release('Lists pupils too');
    await world.ask(
      dario,
      '/rollback prod',
      /^🚫 \*production\* is not rolled back: <@U0DARIO1> may not roll back production/,
    );
    const plan = await world.ask(ana, `/rollback prod ${short(first.sha)}`, /^✋ Rollback/);
    await world.press(dario, plan, 'Roll back to');
    await world.whisper(dario, /^🚫 Not rolled back: you may not roll back production/);
    const third = await release('Lists halls');
    await world.press(ana, plan, 'Roll back to');
    await cardAt(
      plan,
      /^🚫 \*production\* is not rolled back: the plan no longer fits: the newest release changed/,
    );
    await eventually(
      async () => {
        const shown = (await world.cards()).find(({ ts }) => ts === second.card.ts);
        return shown && world.buttons(shown).join() === 'Open' ? shown : undefined;
      },
      { what: 'the button of the overtaken card to go', withinMs: 10_000 },
    );
    const known = (await world.cards()).length;
    await world.press(ana, third.card, 'Roll back to');
    const next = await world.card(/^✋ Rollback/, 20_000, known);
    await world.press(bruno, next, 'Roll back to');
    await cardAt(next, /^↩️ \*production\* is back on/);
    await expectServed(second.sha);
  });

  it('goes to a release, not to a name', async () => {
    expect(await world.type(ana, '/rollback prod main')).toMatch(
      /^🚫 Not rolled back: I do not know which release/,
    );
    await world.ask(
      ana,
      '/rollback prod 0123456',
      /^🚫 \*production\* is not rolled back: no release of .* is “0123456”/,
    );
    await world.ask(
      ana,
      '/rollback dev',
      /^🚫 \*development\* is not rolled back: I have no record of a release/,
    );
  });
});
