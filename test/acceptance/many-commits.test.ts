import { afterAll, beforeAll, expect, it } from 'vitest';
import { shownTexts } from '../support/block-kit.ts';
import { World } from '../support/world.ts';

const ana = 'U0ANA001';
const added = 300;
/** Between what production runs and the head of main when the sandbox starts. */
const seeded = 7;

let world: World;

beforeAll(async () => {
  world = await World.start();
}, 60_000);

afterAll(() => world.stop());

it('a plan over 300 commits is a card that Slack takes, which counts what it leaves out', async () => {
  for (let n = 1; n <= added; n += 1) {
    const message = `Change ${n} of many <!channel> with a subject that goes on and on (#${1000 + n})`;
    await world.commit('main', message);
  }
  const card = await world.ask(ana, '/deploy prod', /^✋/);
  const shown = shownTexts(card.blocks).join('\n');
  expect(shown).toContain(`${added + seeded} commits by at least 1 person`);
  expect(shown).toMatch(/Change 296 .*\n…and 302 more/);
  expect(shown).not.toContain('<!channel>');
  const posts = await world.requests('slack');
  expect(posts.filter(({ path, status }) => path.includes('chat.') && status !== 200)).toEqual([]);
}, 90_000);
