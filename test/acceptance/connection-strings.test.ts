import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redisContent } from '../support/redis-content.ts';
import { World } from '../support/world.ts';

const ana = 'U0ANA001';

let world: World;

beforeAll(async () => {
  world = await World.start({ env: { LOG_LEVEL: 'trace' } });
});
afterAll(() => world.stop());

describe('the connection strings of a branch', () => {
  const said = (text: string) => text.match(/postgresql:\/\/[^"\\]+/g) ?? [];

  it('reach the person who asked for them, and nothing else', async () => {
    const branch = 'whispered';
    await world.ask(ana, `/db branch ${branch}`, /^✅ Branch \*whispered\* was made/, 60_000);
    // The first try is refused: the strings are asked of Neon anew for the second.
    await world.fault({
      service: 'slack',
      path: 'chat.postEphemeral',
      times: 1,
      effect: { kind: 'status', status: 503, message: 'not now' },
    });
    await world.type(ana, `/db connect ${branch}`);
    const whisper = await world.toldPrivately(ana, /^🔒 How to connect to \*whispered\*/);
    const [pooled = '', direct = ''] = said(JSON.stringify(whisper.blocks));
    expect(direct).toBe(pooled);
    const { password } = new URL(direct);
    expect(password).toMatch(/^npg/);
    expect(whisper.text).not.toContain(password);

    const slack = await world.holds('slack');
    const seen = slack.channels
      .flatMap(({ messages }) => messages)
      .filter((message) => JSON.stringify(message).includes(password));
    expect(seen.map(({ ts, visibleTo }) => ({ ts, visibleTo }))).toEqual([
      { ts: whisper.ts, visibleTo: ana },
    ]);
    const places = {
      log: world.botLines.join('\n'),
      redis: await redisContent(world.botEnvironment['REDIS_URL'] ?? ''),
    };
    for (const [place, content] of Object.entries(places)) {
      expect(content.includes(password), `the password in ${place}`).toBe(false);
      expect(content.includes(new URL(direct).host), `the address in ${place}`).toBe(false);
    }
    expect(places.redis).toContain('branch_shown');
    const asked = (await world.requests('neon')).filter(({ path }) => path.includes('/connection_uri'));
    expect(asked.length).toBe(4);
    const shown = (await world.requests('slack')).filter(({ body }) =>
      JSON.stringify(body).includes(password),
    );
    expect(shown.map(({ operation, status }) => ({ operation, status }))).toEqual([
      { operation: 'chat.postEphemeral', status: 503 },
      { operation: 'chat.postEphemeral', status: 200 },
    ]);
  });

  it('are not looked for any longer when Slack takes the message nowhere, which the person is told', async () => {
    await world.fault({
      service: 'slack',
      path: 'chat.postEphemeral',
      times: 1,
      effect: { kind: 'status', status: 400, message: 'no' },
    });
    await world.type(ana, '/db connect whispered');
    await world.toldPrivately(ana, /^🚫 Slack did not let me show you the connection strings here/);
    await world.type(ana, '/db delete whispered');
    const offer = await world.toldPrivately(ana, /^✋ Delete \*whispered\*/);
    await world.press(ana, offer, 'Delete');
    await world.card(/^✅ Branch \*whispered\* was deleted/, 60_000);
  });
});
