import { describe, expect, it } from 'vitest';
import { createChannels } from '../../../src/slack/channels.ts';
import { ana, aSlack, bruno, deploys } from '../sandbox/slack/world.ts';

const incident = 'C0INC042';

describe('a channel', () => {
  it('is known by its id: its name, its age, and who else is there', async () => {
    const { client, kernel } = await aSlack();
    const channels = createChannels({ client });
    const found = await channels.channelOf(incident);
    expect(found).toMatchObject({ id: incident, name: 'inc-042-checkout', shared: false, archived: false });
    const ageMs = kernel.clock.now() - (found?.createdAt ?? 0);
    expect(ageMs).toBeGreaterThan(27 * 60_000);
    expect(ageMs).toBeLessThan(30 * 60_000);
    expect(await channels.channelOf(deploys)).toMatchObject({ name: 'deploys', shared: true });
  });

  it('is asked for once a minute, and then has its new name, or is archived', async () => {
    const { client, kernel, control } = await aSlack();
    let time = 0;
    const channels = createChannels({ client, now: () => time });
    await Promise.all([channels.channelOf(incident), channels.channelOf(incident)]);
    await control('/rename', { user: ana, channel: incident, name: 'resolved-042' });
    time = 59_000;
    expect((await channels.channelOf(incident))?.name).toBe('inc-042-checkout');
    expect(kernel.journal.list({ service: 'slack' })).toHaveLength(1);
    time = 60_000;
    expect((await channels.channelOf(incident))?.name).toBe('resolved-042');
    await control('/archive', { user: ana, channel: incident });
    time = 120_000;
    expect((await channels.channelOf(incident))?.archived).toBe(true);
  });

  it('that is not there, is private and not ours, or is a conversation of two, is unknown', async () => {
    const { client, control } = await aSlack();
    const channels = createChannels({ client });
    expect(await channels.channelOf('C0NOWHERE')).toBeUndefined();
    expect(await channels.channelOf('')).toBeUndefined();
    const room = await control('/channel', { user: ana, name: 'inc-043-secret', kind: 'private' });
    expect(await channels.channelOf(String(room['channel']))).toBeUndefined();
    const { channel } = await client.conversations.open({ users: bruno });
    expect(await channels.channelOf(channel?.id ?? '')).toBeUndefined();
  });

  it('is unknown while Slack does not answer, and asked for again at once', async () => {
    const { client, kernel } = await aSlack();
    let time = 0;
    const channels = createChannels({ client, now: () => time });
    await channels.channelOf(incident);
    time = 60_000;
    kernel.faults.add({
      service: 'slack',
      path: 'conversations.info',
      times: 2,
      effect: { kind: 'status', status: 500 },
    });
    expect(await channels.channelOf(incident)).toBeUndefined();
    expect(await channels.channelOf(incident)).toMatchObject({ name: 'inc-042-checkout' });
  });
});
