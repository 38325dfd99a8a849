import { WebClient } from '@slack/web-api';
import { expect, test } from 'vitest';
import { ana, aSlack, bruno, deploys, last } from './world.ts';

const generalTalk = 4;

test('refuses a missing, a wrong and an app-level token each in Slack’s words', async () => {
  const { url } = await aSlack();
  const ask = async (init: RequestInit) =>
    (await fetch(`${url}/api/auth.test`, { method: 'POST', ...init })).json();
  const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

  expect(await ask({})).toMatchObject({ ok: false, error: 'not_authed' });
  expect(await ask(bearer('xoxb-other'))).toMatchObject({ ok: false, error: 'invalid_auth' });
  expect(await ask(bearer('xapp-sandbox-cabeceo'))).toMatchObject({ error: 'not_allowed_token_type' });
  expect(await ask({ body: new URLSearchParams({ token: 'xoxb-other' }) })).toMatchObject({
    error: 'invalid_auth',
  });
  expect(await ask({ body: new URLSearchParams({ token: 'xoxb-sandbox-cabeceo' }) })).toMatchObject({
    ok: true,
    team_id: 'T0MUNDO01',
    user_id: 'U0CABECEO',
    bot_id: 'B0CABECEO',
  });
});

test('refuses an unknown method and an unknown argument', async () => {
  const { client, kernel } = await aSlack();

  await expect(client.apiCall('chat.shout', {})).rejects.toMatchObject({ data: { error: 'unknown_method' } });
  expect(kernel.journal.list({ service: 'slack' }).at(-1)).toMatchObject({
    operation: 'chat.shout',
    unknown: true,
  });
  await expect(
    client.apiCall('chat.postMessage', { channel: deploys, text: 'x', thread: '1' }),
  ).rejects.toMatchObject({ data: { error: 'invalid_arguments' } });
});

test('answers blocks over a limit with invalid_blocks and where it is', async () => {
  const { client } = await aSlack();
  const blocks = [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }];

  await expect(
    client.apiCall('chat.postMessage', { channel: deploys, text: 'x', blocks }),
  ).rejects.toMatchObject({
    data: {
      error: 'invalid_blocks',
      response_metadata: {
        messages: ['[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]'],
      },
    },
  });
});

test('posts with metadata and finds it again among the history', async () => {
  const { client } = await aSlack();
  const metadata = { event_type: 'cabeceo_message', event_payload: { key: 'op_1' } };
  const posted = await client.chat.postMessage({ channel: deploys, text: 'root', metadata });

  const plain = await client.conversations.history({ channel: deploys, limit: 1 });
  const full = await client.conversations.history({ channel: deploys, limit: 1, include_all_metadata: true });

  expect(plain.messages?.[0]?.metadata).toBeUndefined();
  expect(full.messages?.[0]).toMatchObject({ ts: posted.ts, bot_id: 'B0CABECEO', metadata });
  expect(full.has_more).toBe(true);
});

test('pages through the history and keeps to oldest, latest and inclusive', async () => {
  const { client } = await aSlack();
  const general = 'C0GENERAL';
  const all = (await client.conversations.history({ channel: general })).messages ?? [];
  expect(all).toHaveLength(generalTalk);
  const second = all[1]?.ts ?? '';

  const first = await client.conversations.history({ channel: general, limit: 3 });
  const rest = await client.conversations.history({
    channel: general,
    limit: 3,
    cursor: first.response_metadata?.next_cursor ?? '',
  });
  expect([...(first.messages ?? []), ...(rest.messages ?? [])].map(({ ts }) => ts)).toEqual(
    all.map(({ ts }) => ts),
  );
  expect(rest.has_more).toBe(false);

  const timestamps = async (window: object) =>
    (await client.conversations.history({ channel: general, ...window })).messages?.map(({ ts }) => ts);
  expect(await timestamps({ oldest: second })).toEqual([all[0]?.ts]);
  expect(await timestamps({ oldest: second, inclusive: true })).toEqual([all[0]?.ts, second]);
  expect(await timestamps({ latest: second })).toEqual(all.slice(2).map(({ ts }) => ts));
});

test('keeps replies in their thread, and shows those that are broadcast in the channel too', async () => {
  const { client } = await aSlack();
  const { ts = '' } = await client.chat.postMessage({ channel: deploys, text: 'root' });
  await client.chat.postMessage({ channel: deploys, text: 'quiet', thread_ts: ts });
  await client.chat.postMessage({ channel: deploys, text: 'loud', thread_ts: ts, reply_broadcast: true });

  const thread = await client.conversations.replies({ channel: deploys, ts });
  const history = await client.conversations.history({ channel: deploys, limit: 2 });

  expect(thread.messages?.map(({ text }) => text)).toEqual(['root', 'quiet', 'loud']);
  expect(thread.messages?.[0]).toMatchObject({ reply_count: 2 });
  expect(history.messages?.map(({ text }) => text)).toEqual(['loud', 'root']);
  await expect(
    client.chat.postMessage({ channel: deploys, text: 'x', thread_ts: '1.000001' }),
  ).rejects.toMatchObject({ data: { error: 'thread_not_found' } });
});

test('text alone removes the blocks of an updated message; metadata stays until it is emptied', async () => {
  const { client, channel } = await aSlack();
  const metadata = { event_type: 'cabeceo_message', event_payload: {} };
  const blocks = [{ type: 'divider' as const }];
  const { ts = '' } = await client.chat.postMessage({ channel: deploys, text: 'one', blocks, metadata });

  await client.chat.update({ channel: deploys, ts, text: 'two' });

  expect(last(channel(deploys))).toMatchObject({
    text: 'two',
    blocks: [],
    metadata,
    versions: ['one', 'two'],
  });
  await client.apiCall('chat.update', { channel: deploys, ts, text: 'three', metadata: {} });
  expect(last(channel(deploys)).metadata).toBeUndefined();
});

test('updates and deletes only the bot’s own messages, and no ephemeral ones', async () => {
  const { client, channel } = await aSlack();
  const others = last(channel(deploys)).ts;
  const { message_ts: hidden = '' } = await client.chat.postEphemeral({
    channel: deploys,
    user: ana,
    text: 'psst',
  });

  const update = (ts: string) => client.chat.update({ channel: deploys, ts, text: 'x' });
  await expect(update(others)).rejects.toMatchObject({ data: { error: 'cant_update_message' } });
  await expect(update(hidden)).rejects.toMatchObject({ data: { error: 'message_not_found' } });
  await expect(client.chat.delete({ channel: deploys, ts: others })).rejects.toMatchObject({
    data: { error: 'cant_delete_message' },
  });
});

test('a deleted root of a thread leaves a tombstone', async () => {
  const { client, channel } = await aSlack();
  const { ts = '' } = await client.chat.postMessage({ channel: deploys, text: 'root' });
  await client.chat.postMessage({ channel: deploys, text: 'reply', thread_ts: ts });

  await client.chat.delete({ channel: deploys, ts });

  expect(channel(deploys).messages.find((message) => message.ts === ts)).toMatchObject({
    text: 'This message was deleted.',
    user: 'USLACKBOT',
  });
});

test('knows who may write where', async () => {
  const { client, control, state } = await aSlack();
  const { channel: room } = await control('/channel', { user: ana, name: 'war-room', kind: 'private' });
  const { channel: open } = await control('/channel', { user: ana, name: 'inc-043' });
  const posting = (channel: unknown) => client.chat.postMessage({ channel: String(channel), text: 'x' });

  await expect(posting('C0NOWHERE')).rejects.toMatchObject({ data: { error: 'channel_not_found' } });
  await expect(posting(room)).rejects.toMatchObject({ data: { error: 'channel_not_found' } });
  await expect(posting(open)).rejects.toMatchObject({ data: { error: 'not_in_channel' } });
  await client.conversations.join({ channel: String(open) });
  await expect(posting('#inc-043')).resolves.toMatchObject({ channel: open });

  const direct = await posting(bruno);
  expect(state().channels.find(({ id }) => id === direct.channel)).toMatchObject({
    kind: 'im',
    members: [bruno, 'U0CABECEO'],
  });
});

test('tells what a channel is called, how old it is and who may see it, by its id alone', async () => {
  const { client, control } = await aSlack();
  const info = async (channel: string) => (await client.conversations.info({ channel })).channel;

  expect(await info(deploys)).toMatchObject({ name: 'deploys', is_ext_shared: true, is_archived: false });
  expect(await info('C0GENERAL')).toMatchObject({ name: 'general', is_ext_shared: false });
  for (const unknown of ['deploys', '#deploys', 'C0NOWHERE'])
    await expect(info(unknown)).rejects.toMatchObject({ data: { error: 'channel_not_found' } });
  await expect(client.apiCall('conversations.info', {})).rejects.toMatchObject({
    data: { error: 'invalid_arguments' },
  });
  await control('/archive', { user: ana, channel: 'C0GENERAL' });
  expect(await info('C0GENERAL')).toMatchObject({ is_archived: true });
  await expect(client.chat.postMessage({ channel: 'C0GENERAL', text: 'x' })).rejects.toMatchObject({
    data: { error: 'is_archived' },
  });
  const { channels } = await client.conversations.list({ exclude_archived: true });
  expect(channels?.map(({ id }) => id)).not.toContain('C0GENERAL');
  const silenced = await control('/message', { user: ana, channel: 'C0GENERAL', text: 'x' });
  expect(silenced['http']).toBe(409);
});

test('tells people, guests, strangers and groups apart', async () => {
  const { client } = await aSlack();

  expect((await client.users.info({ user: 'U0GUEST01' })).user).toMatchObject({ is_restricted: true });
  expect((await client.users.info({ user: 'U0OUTSIDE' })).user).toMatchObject({ team_id: 'T0OTHER01' });
  expect((await client.users.list({})).members?.map(({ id }) => id)).not.toContain('U0OUTSIDE');
  expect((await client.users.lookupByEmail({ email: 'ana@mundo-tango.example' })).user).toMatchObject({
    id: ana,
  });
  const { usergroups } = await client.usergroups.list({ include_users: true });
  expect(usergroups).toMatchObject([
    { id: 'S0RELEASE', handle: 'release-managers', users: [bruno, 'U0CARLA1'] },
    { id: 'S0SECURITY', handle: 'security', users: ['U0DARIO1'] },
  ]);
  await expect(client.usergroups.users.list({ usergroup: 'S0NONE' })).rejects.toMatchObject({
    data: { error: 'no_such_subteam' },
  });
});

test('limits posts per channel when asked to', async () => {
  const { url, control } = await aSlack();
  await control('/settings', { postIntervalMs: 1000 }, 'PUT');
  const client = new WebClient('xoxb-sandbox-cabeceo', {
    slackApiUrl: `${url}/api/`,
    rejectRateLimitedCalls: true,
  });

  await client.chat.postMessage({ channel: deploys, text: 'one' });

  await expect(client.chat.postMessage({ channel: deploys, text: 'two' })).rejects.toMatchObject({
    retryAfter: 1,
  });
  await client.chat.postMessage({ channel: 'C0GENERAL', text: 'elsewhere' });
});

test('takes JSON bodies as well as forms', async () => {
  const { url, channel } = await aSlack();
  const response = await fetch(`${url}/api/chat.postMessage`, {
    method: 'POST',
    headers: {
      authorization: 'Bearer xoxb-sandbox-cabeceo',
      'content-type': 'application/json; charset=utf-8',
    },
    body: JSON.stringify({ channel: deploys, text: 'json', blocks: [{ type: 'divider' }] }),
  });

  expect(await response.json()).toMatchObject({ ok: true, message: { text: 'json' } });
  expect(last(channel(deploys)).blocks[0]?.block_id).toMatch(/^\w{5}$/);
});

test('adds a reaction once', async () => {
  const { client } = await aSlack();
  const { ts = '' } = await client.chat.postMessage({ channel: deploys, text: 'x' });
  const react = () => client.reactions.add({ channel: deploys, name: 'tada', timestamp: ts });

  await react();

  await expect(react()).rejects.toMatchObject({ data: { error: 'already_reacted' } });
  expect(
    (await client.conversations.history({ channel: deploys, limit: 1 })).messages?.[0]?.reactions,
  ).toEqual([{ name: 'tada', users: ['U0CABECEO'], count: 1 }]);
});
