import { expect, test, vi } from 'vitest';
import { ana, aSlack, bruno, deploys, last } from './world.ts';

const approve = {
  type: 'actions' as const,
  block_id: 'nods',
  elements: [
    {
      type: 'button' as const,
      action_id: 'approve',
      value: 'op_1',
      text: { type: 'plain_text' as const, text: 'Approve' },
    },
  ],
};
const card = { channel: deploys, text: 'Deploy to production waits', blocks: [approve] };

test('a command reaches Bolt with Slack’s fields, and its answer is shown to the person alone', async () => {
  const world = await aSlack();
  let seen: Record<string, unknown> = {};
  await world.startBolt((app) => {
    app.command('/deploy', async ({ ack, command }) => {
      seen = command;
      await ack(`On it: ${command.text}`);
    });
  });

  const answer = await world.control('/command', { user: ana, channel: deploys, text: '/deploy prod main' });

  expect(answer).toMatchObject({ http: 200, status: 200, body: 'On it: prod main' });
  expect(seen).toMatchObject({
    team_id: 'T0MUNDO01',
    team_domain: 'mundotango',
    channel_id: deploys,
    channel_name: 'deploys',
    user_id: ana,
    user_name: 'ana',
    command: '/deploy',
    text: 'prod main',
    is_enterprise_install: 'false',
  });
  expect(last(world.channel(deploys))).toMatchObject({ text: 'On it: prod main', visibleTo: ana });
});

test('a button of a posted card comes back as block_actions, and the card can be replaced', async () => {
  const world = await aSlack();
  await world.startBolt((app) => {
    app.command('/deploy', async ({ ack, client }) => {
      await ack();
      await client.chat.postMessage(card);
    });
    app.action('approve', async ({ ack, body, client, respond, action }) => {
      await ack();
      if (body.type !== 'block_actions' || action.type !== 'button') return;
      await client.chat.update({
        channel: deploys,
        ts: body.message?.ts ?? '',
        text: `Approved ${action.value}`,
      });
      await respond({ text: 'Thank you', replace_original: false });
    });
  });
  await world.control('/command', { user: ana, channel: deploys, text: '/deploy prod' });
  await vi.waitFor(() => expect(last(world.channel(deploys)).blocks).toHaveLength(1));
  const { ts } = last(world.channel(deploys));

  const clicked = await world.control('/click', { user: bruno, channel: deploys, ts, actionId: 'approve' });

  expect(clicked).toMatchObject({ http: 200, status: 200 });
  await vi.waitFor(() => expect(last(world.channel(deploys)).text).toBe('Thank you'));
  const updated = world.channel(deploys).messages.find((message) => message.ts === ts);
  expect(updated).toMatchObject({ text: 'Approved op_1', blocks: [] });
  expect(updated?.versions).toEqual([card.text, 'Approved op_1']);
  expect(last(world.channel(deploys)).visibleTo).toBe(bruno);
  expect(
    await world.control('/click', { user: bruno, channel: deploys, ts, actionId: 'approve' }),
  ).toMatchObject({
    http: 409,
  });
});

test('a reply lost after the effect makes the client post twice', async () => {
  const world = await aSlack();
  world.kernel.faults.add({
    service: 'slack',
    path: 'chat.postMessage',
    times: 1,
    effect: { kind: 'drop_after' },
  });

  await world.client.chat.postMessage({ channel: deploys, text: 'once?' });

  expect(world.channel(deploys).messages.filter(({ text }) => text === 'once?')).toHaveLength(2);
});

test('the same bot works over Socket Mode', async () => {
  const world = await aSlack();
  await world.startSocketBolt((app) => {
    app.command('/deploy', async ({ ack, client, command }) => {
      await ack({ response_type: 'in_channel', text: `${command.user_id} deploys` });
      await client.chat.postMessage(card);
    });
    app.action('approve', async ({ ack, respond }) => {
      await ack();
      await respond({ text: 'Thank you', response_type: 'ephemeral', replace_original: true });
    });
  });

  const answer = await world.control('/command', { user: ana, channel: deploys, text: '/deploy prod' });
  expect(answer).toMatchObject({ status: 200, body: { text: `${ana} deploys` } });
  await vi.waitFor(() => expect(last(world.channel(deploys)).blocks).toHaveLength(1));
  const { ts } = last(world.channel(deploys));
  await world.control('/click', { user: bruno, channel: deploys, ts, actionId: 'approve', value: 'op_1' });
  await vi.waitFor(() =>
    expect(last(world.channel(deploys))).toMatchObject({ ts, text: 'Thank you', blocks: [] }),
  );
});
