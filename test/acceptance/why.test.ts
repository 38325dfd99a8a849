import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { World } from '../support/world.ts';

const ana = 'U0ANA001';
const bruno = 'U0BRUNO1';
const guest = 'U0GUEST01';

let world: World;

beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.stop());

describe('/why', () => {
  it('says to one person what stands in the way, who can clear it, and what is open', async () => {
    const sha = await world.commit('main', 'Break the cart');
    const red = { sha, name: 'e2e-tests', status: 'completed', conclusion: 'failure' };
    await world.call('POST', '/_sandbox/github/check', red);
    await world.type(bruno, '/lock prod payments are being moved');
    await world.card(/^🔒/);
    const cards = (await world.cards()).length;
    await world.type(ana, '/why prod');
    const told = await world.whisper(
      ana,
      /stand in the way of a deploy of .*Break the cart to \*production\*/,
    );
    expect(told).toContain(sha.slice(0, 7));
    expect(told).toMatch(/🚫 \*checks\*  \*e2e-tests\* failed.*Opened by:/);
    expect(told).toMatch(/🚫 \*lock\*  .*<@U0BRUNO1> locked .*payments are being moved.*Opened by:/);
    expect(told).toMatch(/✋ \*nods\*  1.nod from <!subteam\^S0RELEASE> would be asked for/);
    expect(told).toMatch(/✅ Open: change, .*rights/);
    expect((await world.cards()).length).toBe(cards);
  });

  it('says that nothing does', async () => {
    await world.commit('develop', 'Ready to go');
    await world.type(ana, '/why dev');
    await world.whisper(ana, /✅ Nothing stands in the way of a deploy of .*Ready to go to \*development\*/);
  });

  it('is asked of a ref too, and refused like a deploy where nobody knows it', async () => {
    await world.type(ana, '/why prod mian');
    await world.whisper(ana, /^🚫 Not answered: GitHub knows no branch, tag, commit or pull request “mian”/);
    expect(await world.type(ana, '/why prd')).toMatch(/no environment “prd”/);
    expect(await world.type(ana, '/why')).toMatch(/which environment/);
  });

  it('answers no guest', async () => {
    await world.type(guest, '/why prod');
    await world.whisper(guest, /only people of this one/);
  });

  it('is answered once, also when the worker dies over it', async () => {
    await world.fault({
      service: 'github',
      path: '/compare/',
      times: 4,
      effect: { kind: 'latency', ms: 1_500 },
    });
    await world.commit('develop', 'Asked about once');
    await world.type(ana, '/why dev');
    await world.stopBot('SIGKILL');
    await world.startBot();
    const answers = async () => (await world.whispers(ana)).filter((text) => /Asked about once/.test(text));
    await eventually(async () => ((await answers()).length > 0 ? true : undefined), {
      what: 'the answer',
      withinMs: 30_000,
    });
    expect(await answers()).toHaveLength(1);
  });
});
