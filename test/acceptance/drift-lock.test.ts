import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aimByHand, aimedAt, deployByHand, promoteByHand } from '../support/by-hand.ts';
import { eventually } from '../support/eventually.ts';
import { mutationsOf } from '../support/mutations.ts';
import { type RedisServer, startRedis } from '../support/redis-server.ts';
import { type JournalLine, quickPlatforms, type SlackMessage, World } from '../support/world.ts';

const ana = 'U0ANA001';
const bruno = 'U0BRUNO1';
const dario = 'U0DARIO1';

let server: RedisServer;
let world: World;
let released: string;

beforeAll(async () => {
  server = await startRedis();
  world = await World.start({
    redisUrl: server.url,
    configure: ({ apps }) => {
      const { production } = apps['mundo-tango'].environments;
      if (production)
        production.policy = {
          approvals: { required: 0 },
          branch: 'any',
          rights: { deploy: { users: [ana, bruno] }, rollback: { users: [bruno] } },
          drift: { every: '1s', lock: true },
        };
      Object.assign(apps['mundo-tango'], { announce: 'C0DEPLOYS' });
    },
  });
  await world.call('PUT', '/_sandbox/settings', quickPlatforms);
  await release('Before all this');
  released = await release('What was released');
});
afterAll(async () => {
  await world.stop();
  await server.stop();
});

const short = (sha: string) => sha.slice(0, 7);

async function release(what: string): Promise<string> {
  const sha = await world.commit('main', what);
  await world.ask(bruno, '/deploy prod', new RegExp(`^✅ .*runs \`${short(sha)}`));
  return sha;
}

/** The newest message that tells of drift; with both buttons. */
async function told(known: number): Promise<SlackMessage> {
  return world.card(/^❌ \*production\* is not as it was released: .*Nothing is deployed/s, 40_000, known);
}

async function becomes({ ts }: SlackMessage, wanted: RegExp): Promise<SlackMessage> {
  const find = async () => (await world.cards()).find((card) => card.ts === ts);
  return eventually(
    async () => {
      const card = await find();
      return card && wanted.test(card.text) ? card : undefined;
    },
    { what: `the message to say ${wanted}`, withinMs: 40_000, found: async () => `${(await find())?.text}` },
  );
}

async function mutationsAfter(since: number): Promise<readonly string[]> {
  const lines = await world.call<readonly JournalLine[]>('GET', `/_sandbox/requests?since=${since}`);
  const ours = lines.filter(({ service }) => service === 'vercel' || service === 'railway');
  return mutationsOf(ours).map(({ name }) => name);
}

describe('an environment that is locked by its drift', () => {
  it('keeps deploys out until what was released is put back, and is not held afterwards', async () => {
    const byHand = await world.commit('main', 'Deployed by hand');
    const known = (await world.cards()).length;
    await deployByHand(world, 'production', byHand);
    const notice = await told(known);
    expect(world.buttons(notice)).toEqual(['This is right…', 'Put back what was released']);

    const refused = await world.ask(
      ana,
      '/deploy prod',
      /^🚫 Not deployed.*production\* is not as it was released, seen .*Railway serves .*was released/s,
    );
    expect(world.buttons(refused)).toEqual(['This is right…', 'Put back what was released']);
    await world.type(ana, '/status prod');
    await world.whisper(ana, /locked until somebody says which state is right/);
    await world.type(ana, '/unlock prod');
    await world.whisper(ana, /^🚫 Not done: \*production\* is locked by nobody, but because it is not as/);

    await world.press(ana, notice, 'Put back');
    await world.card(/^🚫 \*production\* is not rolled back: <@U0ANA001> may not roll back/);
    const cards = (await world.cards()).length;
    await world.press(bruno, notice, 'Put back');
    const plan = await world.card(/^✋ Rollback of \*production\*/, 20_000, cards);
    expect(JSON.stringify(plan.blocks)).toMatch(
      /Frontend.*runs.*already.*Backend.*runs the old image again/s,
    );
    expect(JSON.stringify(plan.blocks)).toMatch(/is as it was released, and open for deploys/);
    const pressedAt = Date.now();
    await world.press(bruno, plan, `Roll back to ${short(released)}`);
    const done = await becomes(plan, /^↩️ \*production\* is back on/);
    expect(done.text).not.toMatch(/hold|bad/);
    await becomes(notice, /^✅ \*production\* is as it was released again/);
    await world.card(/^✅ \*production\* is open again/);
    expect(await mutationsAfter(pressedAt)).toEqual(['Railway: roll back']);
    expect(await world.served('production')).toEqual({ frontend: released, backend: released });
    expect((await world.cards()).filter(({ text }) => /^🔒.*on hold/.test(text))).toEqual([]);
    await world.ask(bruno, `/deploy prod ${byHand}`, new RegExp(`^✅ .*runs \`${short(byHand)}`));
  });

  it('is open once somebody who may deploy says that it is right, though the bot is killed', async () => {
    const byHand = await world.commit('main', 'Promoted by hand');
    const known = (await world.cards()).length;
    const deployment = await promoteByHand(world, byHand);
    const notice = await told(known);
    await world.press(dario, notice, 'This is right');
    await world.whisper(dario, /^🚫 Not done: you may not say what is right on production.*<@U0ANA001>/s);

    const before = await world.state();
    await world.press(ana, notice, 'This is right');
    await world.stopBot('SIGKILL');
    await world.startBot();
    const accepted = await becomes(notice, /^✅ \*production\* is on record as it is: <@U0ANA001> said/);
    expect(world.buttons(accepted)).toEqual([]);
    expect(await aimedAt(world)).toBe(deployment);
    expect((await world.holds('github')).deployments).toEqual(before.github.deployments);

    const plan = await world.ask(bruno, '/rollback prod', /^✋ Rollback of \*production\*/);
    expect(JSON.stringify(plan.blocks)).toMatch(new RegExp(`Leaves.*${short(byHand)}`));
    await world.press(bruno, plan, 'Cancel');
    await becomes(plan, /^🚫/);
    await release('Goes on from it');
  });

  it('is open again by itself where somebody puts it right at the platform, and says so', async () => {
    const ours = await aimedAt(world);
    const byHand = await world.commit('main', 'A slip of the hand');
    const known = (await world.cards()).length;
    await promoteByHand(world, byHand);
    const notice = await told(known);
    await world.ask(ana, '/deploy prod', /^🚫 Not deployed.*Vercel serves/s);
    const cards = (await world.cards()).length;
    await aimByHand(world, ours);
    await becomes(notice, /^✅ \*production\* is as it was released again/);
    await world.card(/^✅ \*production\* is open again: it is as it was released/, 20_000, cards);
    await release('Nothing in its way');
  });

  it('gets the very deployment back that was released, though the same commit is live', async () => {
    const sha = await release('Deployed twice');
    const known = (await world.cards()).length;
    await deployByHand(world, 'production', sha);
    const notice = await told(known);
    expect(notice.text).toMatch(/Railway serves .* once more/);
    const cards = (await world.cards()).length;
    await world.press(bruno, notice, 'Put back');
    const plan = await world.card(/^✋ Rollback of \*production\*/, 20_000, cards);
    expect(JSON.stringify(plan.blocks)).toMatch(/The same commit is live, and not as it was released/);
    const pressedAt = Date.now();
    await world.press(bruno, plan, `Roll back to ${short(sha)}`);
    await becomes(plan, /^↩️ \*production\* is back on/);
    expect(await mutationsAfter(pressedAt)).toEqual(['Railway: roll back']);
    await becomes(notice, /^✅ \*production\* is as it was released again/);
  });
});
