import { describe, expect, it } from 'vitest';
import { plainText } from '../../../sandbox/demo/plain-text.ts';
import type { SlackState } from '../../../sandbox/slack/state.ts';

const slack = {
  users: [{ id: 'U0ANA001', name: 'ana' }],
  groups: [{ id: 'S0RELEASE', handle: 'release-managers' }],
  channels: [{ id: 'C0DEPLOYS', name: 'deploys' }],
} as unknown as SlackState;

describe('a message in a terminal', () => {
  it.each([
    [
      'people, groups and channels by name',
      '<@U0ANA001> asks <!subteam^S0RELEASE> in <#C0DEPLOYS|deploys>',
      '@ana asks @release-managers in #deploys',
    ],
    ['someone unknown by id', '<@U0NOBODY>', '@U0NOBODY'],
    [
      'links by their label',
      'see <https://x.example/a|the diff> or <https://x.example/b>',
      'see the diff or https://x.example/b',
    ],
    ['dates by their words', 'until <!date^1700000000^{time}|14:02 UTC>', 'until 14:02 UTC'],
    ['strong words as such', 'Deploying *production* now', 'Deploying [production] now'],
    ['no strong words within a word', '2*3*4', '2*3*4'],
    ['code without its quotes', '`a1b2c3d` Fix', 'a1b2c3d Fix'],
    ['escaped characters as themselves', 'a &lt;!channel&gt; &amp; b', 'a <!channel> & b'],
  ])('shows %s', (_, text, shown) => {
    expect(plainText(text, slack, (words) => `[${words}]`)).toBe(shown);
  });
});
