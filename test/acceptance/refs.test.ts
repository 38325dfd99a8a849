import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SlackMessage, World } from '../support/world.ts';

const ana = 'U0ANA001';
const bruno = 'U0BRUNO1';

let world: World;

beforeAll(async () => {
  world = await World.start({
    configure: ({ apps }) => {
      const { production } = apps['mundo-tango'].environments;
      if (production) production.policy = { ...production.policy, branch: 'any', confirm: 'never' };
    },
  });
});
afterAll(() => world.stop());

/** The commit of a card that waits for a nod, which is then withdrawn. */
async function planned(text: string): Promise<string> {
  const card = await world.ask(ana, text, /^✋/);
  await world.press(ana, card, 'Cancel');
  await world.card(/^🚫.*ancelled/s);
  return card.text;
}

describe('what is to be deployed', () => {
  it('is the head of the environment’s branch, or of another branch', async () => {
    const sha = await world.commit('main', 'Head of main');
    const short = sha.slice(0, 7);
    expect(await planned('/deploy prod')).toContain(short);
    expect(await planned('/deploy prod main')).toContain(short);
    const topic = await world.commit('topic/with-a/long_name.v2', 'Head of a topic');
    expect(await planned('/deploy prod topic/with-a/long_name.v2')).toContain(topic.slice(0, 7));
  });

  it('is a commit by its full or its short SHA, in capitals too', async () => {
    const sha = await world.commit('main', 'Commit of its own');
    await world.commit('main', 'Commit on top of it');
    for (const ref of [sha, sha.slice(0, 7), sha.slice(0, 12).toUpperCase()]) {
      expect(await planned(`/deploy prod ${ref}`)).toContain(sha.slice(0, 7));
    }
  });

  it('is a tag', async () => {
    const card = await world.ask(ana, '/deploy prod v1.0.0 --back', /^(✋|🚫)/);
    expect(card.text).not.toContain('knows no');
    expect(card.text).toMatch(/Open the site/);
    if (card.text.startsWith('✋')) {
      await world.press(ana, card, 'Cancel');
      await world.card(/ancelled/);
    }
  });

  it('is the head of a pull request', async () => {
    // Its end-to-end tests are red, which is said of that very commit.
    const card = await world.ask(ana, '/deploy prod #44', /^🚫/);
    expect(card.text).toContain('e2e-tests');
  });

  it.each([
    ['a pull request', '#4711'],
    ['a SHA', 'deadbee'],
    ['a full SHA', 'deadbeefdeadbeefdeadbeefdeadbeefdeadbeef'],
    ['an expression', 'HEAD~1'],
    ['a branch', 'mian'],
    ['a pull request that is none', '#0'],
    ['something else', '../../etc/passwd'],
  ])('is refused when GitHub does not know it: %s', async (_, ref) => {
    const card = await world.ask(ana, `/deploy prod ${ref}`, /^🚫/);
    expect(card.text).toContain('knows no branch, tag, commit or pull request');
    expect(card.text).toContain('A branch, a tag, 7 digits or more of a commit, or `#123` will do.');
    expect(card.text.includes('Did you mean `main`?')).toBe(ref === 'mian');
    expect(world.buttons(card)).toEqual([]);
  });

  it('is refused when few digits fit several commits, or just one by chance', async () => {
    const shas = await Promise.all(
      Array.from({ length: 17 }, (_, index) => world.commit(`ambiguous-${index}`, `One of many, ${index}`)),
    );
    const firsts = shas.map((sha) => sha.charAt(0));
    const shared = firsts.find((first, index) => firsts.indexOf(first) < index) ?? '';
    for (const ref of [shared, shas[0]?.slice(0, 5) ?? '']) {
      const card = await world.ask(ana, `/deploy prod ${ref}`, /^🚫/);
      expect(card.text).toContain(`“${ref}”`);
    }
  });

  it('is only what --only names, in an environment by its alias', async () => {
    const before = await world.served('development');
    const sha = await world.commit('develop', 'Only for the eye');
    await world.ask(ana, '/deploy DEV develop --only frontend', /^✅.*development/s);
    expect(await world.served('development')).toEqual({ frontend: sha, backend: before.backend });
  });
});

const hostile = {
  'a channel-wide mention': 'Fix <!channel> and <!here> <!everyone> @channel <@U0BRUNO1> <#C0GENERAL>',
  backticks: '```\nrm -rf /\n``` and `code` *bold* ~gone~ _slanted_',
  'a link in disguise': '<https://evil.example|Open the check> & &lt;!channel&gt;',
  'right-to-left text': 'תקן את העגלה \u202Eevorppa\u202C \u2066 العربة',
  'four thousand characters': 'word '.repeat(800),
  'one long word': 'x'.repeat(4_000),
  emoji: '👩‍👩‍👧‍👦🏳️‍🌈'.repeat(60),
  'control characters': 'Bell \u0007 and escape \u001B[31mred\u001B[0m and tabs\t\t\t',
  'stacked marks': `Z${'\u0301'.repeat(500)}algo`,
  newlines: '\n\n\nSubject that comes late\n\n\n',
};

describe('a hostile commit message', () => {
  it.each(Object.entries(hostile))('is shown harmlessly: %s', async (_, message) => {
    const sha = await world.commit('main', message);
    const card = await world.ask(ana, '/deploy prod', /^✋/);
    expect(card.text).toContain(sha.slice(0, 7));
    await world.press(ana, card, 'Cancel');
    await world.card(/ancelled/);
    expectHarmless(await world.messages());
  });

  it('does not get out of its place with 60 others of its kind, nor on the way to done', async () => {
    const messages = Object.values(hostile);
    let sha = '';
    for (let index = 0; index < 60; index += 1)
      sha = await world.commit('main', `${messages[index % messages.length]}`);
    const waiting = await world.ask(ana, '/deploy prod', /^✋/, 30_000);
    await world.press(bruno, waiting, 'Approve');
    const done = await world.card(/^✅.*production.*runs/s, 30_000);
    expect(done.ts).toBe(waiting.ts);
    expect(await world.served('production')).toEqual({ frontend: sha, backend: sha });
    expectHarmless(await world.messages());
  });

  it('makes Slack refuse nothing', () => {
    expect(world.botLines.filter((line) => /Slack refused|"level":"error"/.test(line))).toEqual([]);
  });
});

function expectHarmless(messages: readonly SlackMessage[]): void {
  const said = messages.map((message) => JSON.stringify([message.text, message.versions, message.blocks]));
  for (const text of said) {
    expect(text).not.toMatch(/<!(?:channel|here|everyone)|<#C|<https:\/\/evil|\u202E/);
    expect(text).not.toMatch(/```/);
  }
}
