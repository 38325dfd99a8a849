import type { ModalView } from '@slack/types';
import { Hono } from 'hono';
import { expect, onTestFinished, test, vi } from 'vitest';
import { listen } from '../../../../sandbox/kernel/listen.ts';
import { ana, aSlack, bruno, deploys, last } from './world.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const modal = (fields: Partial<ModalView> = {}): ModalView => ({
  type: 'modal',
  callback_id: 'deploy',
  title: plain('Deploy'),
  submit: plain('Deploy'),
  notify_on_close: true,
  blocks: [
    {
      type: 'input',
      block_id: 'where',
      label: plain('Environment'),
      element: {
        type: 'static_select',
        action_id: 'environment',
        options: [
          { text: plain('Production'), value: 'production' },
          { text: plain('Development'), value: 'development' },
        ],
      },
    },
    {
      type: 'input',
      block_id: 'why',
      label: plain('Reason'),
      optional: true,
      element: { type: 'plain_text_input', action_id: 'reason', max_length: 10 },
    },
  ],
  ...fields,
});
const act = { user: ana, channel: deploys };

test('a modal takes what was typed, shows the app’s errors, and closes when the app is content', async () => {
  const world = await aSlack();
  const submitted: unknown[] = [];
  await world.startBolt((app) => {
    app.command('/deploy', async ({ ack, client, command }) => {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: modal({ private_metadata: 'm' }) });
    });
    app.view('deploy', async ({ ack, view }) => {
      submitted.push(view.state.values);
      const reason = view.state.values['why']?.['reason']?.value;
      await (reason === 'no' ? ack({ response_action: 'errors', errors: { why: 'Say more.' } }) : ack());
    });
  });
  await world.control('/command', { ...act, text: '/deploy' });
  await vi.waitFor(() => expect(world.state().modals).toHaveLength(1));
  const view = world.state().modals[0]?.id;
  const submit = (values: object) => world.control('/submit', { user: ana, view, values });

  expect(await submit({})).toMatchObject({ errors: { where: 'Please complete this required field.' } });
  expect(submitted).toEqual([]);
  const where = { environment: 'production' };
  expect(await submit({ where, why: { reason: 'no' } })).toMatchObject({ errors: { why: 'Say more.' } });
  expect(world.state().modals[0]?.errors).toEqual({ why: 'Say more.' });
  expect(await submit({ why: { reason: 'because' } })).not.toHaveProperty('errors');
  expect(world.state().modals).toEqual([]);
  expect(submitted.at(-1)).toMatchObject({
    where: {
      environment: {
        type: 'static_select',
        selected_option: { text: plain('Production'), value: 'production' },
      },
    },
    why: { reason: { type: 'plain_text_input', value: 'because' } },
  });
});

test('a modal can be updated, pushed onto, cleared and closed', async () => {
  const world = await aSlack();
  const closed: string[] = [];
  await world.startBolt((app) => {
    app.command('/deploy', async ({ ack, client, command }) => {
      await ack();
      const opened = await client.views.open({ trigger_id: command.trigger_id, view: modal() });
      const view_id = opened.view?.id ?? '';
      const hash = opened.view?.hash ?? '';
      await client.views.update({ view_id, hash, view: modal({ title: plain('Ready') }) });
      await expect(client.views.update({ view_id, hash, view: modal() })).rejects.toMatchObject({
        data: { error: 'hash_conflict' },
      });
    });
    app.view('deploy', async ({ ack }) => {
      await ack({
        response_action: 'push',
        view: modal({ callback_id: 'sure', title: plain('Sure?'), blocks: [{ type: 'divider' }] }),
      });
    });
    app.view('sure', async ({ ack }) => ack({ response_action: 'clear' }));
    app.view({ callback_id: 'sure', type: 'view_closed' }, async ({ ack, view }) => {
      closed.push(view.callback_id);
      await ack();
    });
  });
  await world.control('/command', { ...act, text: '/deploy' });
  await vi.waitFor(() => expect(world.state().modals[0]?.view).toMatchObject({ title: plain('Ready') }));
  const root = world.state().modals[0]?.id;
  const push = () =>
    world.control('/submit', { user: ana, view: root, values: { where: { environment: 'production' } } });
  const top = () => world.state().modals.at(-1)?.id;

  await push();
  expect(world.state().modals.map(({ view }) => view.callback_id)).toEqual(['deploy', 'sure']);
  expect(await push()).toMatchObject({ http: 409 });
  expect(await world.control('/close', { user: ana, view: top() })).toMatchObject({ status: 200 });
  expect(closed).toEqual(['sure']);
  await push();
  await world.control('/submit', { user: ana, view: top() });
  expect(world.state().modals).toEqual([]);
});

test('a trigger opens one modal, and none after three seconds', async () => {
  const world = await aSlack();
  const triggers: string[] = [];
  await world.startBolt((app) => {
    app.command('/deploy', async ({ ack, command }) => {
      triggers.push(command.trigger_id);
      await ack();
    });
  });
  await world.control('/command', { ...act, text: '/deploy' });
  await world.control('/command', { ...act, text: '/deploy' });
  const open = (trigger_id = '') => world.client.views.open({ trigger_id, view: modal() });

  await open(triggers[0]);
  await expect(open(triggers[0])).rejects.toMatchObject({ data: { error: 'exchanged_trigger_id' } });
  world.kernel.clock.advance(3001);
  await expect(open(triggers[1])).rejects.toMatchObject({ data: { error: 'expired_trigger_id' } });
  await expect(open('1.2.3')).rejects.toMatchObject({ data: { error: 'invalid_trigger_id' } });
});

test('two deliveries of one command carry the same trigger', async () => {
  const world = await aSlack();
  const triggers: string[] = [];
  await world.startBolt((app) => {
    app.command('/deploy', async ({ ack, command }) => {
      triggers.push(command.trigger_id);
      await ack();
    });
  });

  const answer = await world.control('/command', { ...act, text: '/deploy prod', deliveries: 2 });

  expect(answer['deliveries']).toHaveLength(2);
  expect(triggers).toHaveLength(2);
  expect(new Set(triggers).size).toBe(1);
});

test('a response_url works five times, replaces and deletes, and ends after half an hour', async () => {
  const world = await aSlack();
  const urls: string[] = [];
  await world.startBolt((app) => {
    app.command('/deploy', async ({ ack, command }) => {
      urls.push(command.response_url);
      await ack();
    });
    app.action('more', async ({ ack, body }) => {
      urls.push(body.type === 'block_actions' ? body.response_url : '');
      await ack();
    });
  });
  await world.control('/command', { ...act, text: '/deploy' });
  const say = (body: object, url = urls.at(-1) ?? '') =>
    fetch(url, { method: 'POST', body: JSON.stringify(body) });

  for (const text of ['1', '2', '3', '4']) expect((await say({ text })).status).toBe(200);
  expect(last(world.channel(deploys))).toMatchObject({ text: '4', visibleTo: ana });
  const button = { type: 'button', action_id: 'more', text: plain('More') };
  await say({ text: 'all', response_type: 'in_channel', blocks: [{ type: 'actions', elements: [button] }] });
  const refused = await say({ text: '6' });
  expect([refused.status, await refused.json()]).toEqual([404, { ok: false, error: 'used_url' }]);

  const { ts, visibleTo } = last(world.channel(deploys));
  expect(visibleTo).toBeUndefined();
  await world.control('/click', { user: bruno, channel: deploys, ts, actionId: 'more' });
  await say({ text: 'replaced', replace_original: true });
  expect(last(world.channel(deploys))).toMatchObject({ ts, text: 'replaced', blocks: [] });
  await say({ delete_original: true });
  expect(world.channel(deploys).messages.some((message) => message.ts === ts)).toBe(false);
  world.kernel.clock.advance(31 * 60_000);
  expect(await (await say({ text: 'late' })).json()).toMatchObject({ error: 'expired_url' });
});

test('an ephemeral button can be pressed by the person who sees it only', async () => {
  const world = await aSlack();
  await world.startBolt((app) => app.action('ok', async ({ ack }) => ack()));
  const button = { type: 'button' as const, action_id: 'ok', text: plain('OK') };
  await world.client.chat.postEphemeral({
    channel: deploys,
    user: ana,
    text: 'psst',
    blocks: [{ type: 'actions', elements: [button] }],
  });
  const { ts } = last(world.channel(deploys));

  expect(await world.control('/click', { user: bruno, channel: deploys, ts, actionId: 'ok' })).toMatchObject({
    http: 409,
  });
  expect(await world.control('/click', { ...act, ts, actionId: 'ok' })).toMatchObject({
    http: 200,
    status: 200,
  });
});

test('menus of a message keep what each person picked', async () => {
  const world = await aSlack();
  const seen: unknown[] = [];
  await world.startBolt((app) => {
    app.action(/./, async ({ ack, body, action }) => {
      if (body.type === 'block_actions') seen.push({ action, state: body.state?.values });
      await ack();
    });
  });
  const menu = {
    type: 'static_select' as const,
    action_id: 'ref',
    options: [{ text: plain('main'), value: 'main' }],
  };
  const button = { type: 'button' as const, action_id: 'go', value: 'v', text: plain('Go') };
  const blocks = [{ type: 'actions' as const, block_id: 'b', elements: [menu, button] }];
  const { ts } = await world.client.chat.postMessage({ channel: deploys, text: 'pick', blocks });

  await world.control('/click', { ...act, ts, actionId: 'ref', value: 'main' });
  await world.control('/click', { ...act, ts, actionId: 'go' });

  const picked = { b: { ref: { type: 'static_select', selected_option: menu.options[0] } } };
  expect(seen).toMatchObject([
    { action: { type: 'static_select', block_id: 'b', selected_option: { value: 'main' } }, state: picked },
    { action: { type: 'button', action_id: 'go', value: 'v', text: plain('Go') }, state: picked },
  ]);
  expect(await world.control('/click', { ...act, ts, actionId: 'ref', value: 'nope' })).toMatchObject({
    error: '"nope" is not an option of ref: main.',
  });
});

test('the Home is published for the person who opened it', async () => {
  const world = await aSlack();
  await world.startBolt((app) => {
    app.event('app_home_opened', async ({ client, event }) => {
      const blocks = [{ type: 'header' as const, text: plain('Waiting for you') }];
      await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } });
    });
  });

  expect(await world.control('/home', { user: bruno })).toMatchObject({ delivered: { status: 200 } });

  await vi.waitFor(() => expect(world.state().homes).toHaveLength(1));
  expect(world.state().homes[0]).toMatchObject({ user: bruno, view: { type: 'home' } });
});

test('a mention and a direct message reach the app', async () => {
  const world = await aSlack();
  const heard: unknown[] = [];
  await world.startBolt((app) => {
    app.event('app_mention', async ({ event }) => void heard.push(event.text));
    app.message(async ({ message }) => void heard.push(message.channel_type));
  });

  await world.control('/message', { ...act, text: '@cabeceo what is live?' });
  await world.control('/message', { user: ana, channel: 'U0CABECEO', text: 'hello' });
  expect(await world.control('/message', { ...act, text: 'just talk' })).not.toHaveProperty('delivered');

  await vi.waitFor(() => expect(heard).toEqual(['<@U0CABECEO> what is live?', 'im']));
});

test('an event is tried again at once, after a minute and after five', async () => {
  const world = await aSlack();
  const tries: string[] = [];
  const app = new Hono().post('/slack/events', ({ req, text }) => {
    tries.push(`${req.header('x-slack-retry-num') ?? 'first'} ${req.header('x-slack-retry-reason') ?? ''}`);
    return text('not now', 500);
  });
  const server = await listen(app, 0);
  onTestFinished(() => server.close());
  world.pointEventsAt(`${server.url}/slack/events`);
  const expected = ['first ', '1 http_error', '2 http_error', '3 http_error'];

  await world.control('/home', { user: ana });

  await vi.waitFor(() => expect(tries).toEqual(expected.slice(0, 2)));
  world.kernel.clock.advance(60_000);
  await vi.waitFor(() => expect(tries).toEqual(expected.slice(0, 3)));
  world.kernel.clock.advance(300_000);
  await vi.waitFor(() => expect(tries).toEqual(expected));
});

test('a command that nobody answers ends with Slack’s own words after three seconds', async () => {
  const world = await aSlack();
  await world.startBolt((app) => app.command('/deploy', async () => undefined));

  const answer = await world.control('/command', { ...act, text: '/deploy' });

  expect(answer).toMatchObject({ status: 0, error: 'operation_timeout' });
  expect(last(world.channel(deploys))).toMatchObject({
    text: '/deploy failed with the error "operation_timeout"',
    user: 'USLACKBOT',
    visibleTo: ana,
  });
  world.pointEventsAt(undefined);
  expect(await world.control('/command', { ...act, text: '/deploy' })).toMatchObject({
    error: 'dispatch_failed',
  });
  expect(await world.control('/command', { ...act, text: '/nope' })).toMatchObject({
    error: 'invalid_command',
  });
});

test('completes commands as they are typed', async () => {
  const { slack } = await aSlack();
  const complete = async (text: string) =>
    (
      (await (
        await slack.control.request(`/complete?user=${ana}&text=${encodeURIComponent(text)}`)
      ).json()) as {
        command: string;
      }[]
    ).map(({ command }) => command);

  expect(await complete('/dep')).toEqual(['/deploy', '/deploys']);
  expect(await complete('/deploy ')).toEqual(['/deploy']);
  expect(await complete('hello')).toEqual([]);
});

test('people come, and their accounts are switched off', async () => {
  const { client, control } = await aSlack();
  const { user } = await control('/person', { name: 'Wanda Novak', email: 'wanda@mundo-tango.example' });
  const lookUp = () => client.users.lookupByEmail({ email: 'WANDA@mundo-tango.example' });
  expect((await lookUp()).user).toMatchObject({ id: user, deleted: false, real_name: 'Wanda Novak' });
  await control('/deactivate', { user });
  await expect(lookUp()).rejects.toThrow('users_not_found');
  expect((await client.users.info({ user: String(user) })).user).toMatchObject({ deleted: true });
  await expect(client.conversations.open({ users: String(user) })).rejects.toThrow('user_disabled');
  await expect(client.chat.postMessage({ channel: String(user), text: 'x' })).rejects.toThrow(
    'channel_not_found',
  );
  const typed = { user, channel: deploys, text: 'Still here' };
  expect(await control('/message', typed)).toMatchObject({ http: 409 });
});

test('a reset brings the seed back', async () => {
  const world = await aSlack();
  const before = world.channel(deploys).messages.length;
  await world.client.chat.postMessage({ channel: deploys, text: 'x' });
  await world.slack.reset();
  expect(world.channel(deploys).messages).toHaveLength(before);
});
