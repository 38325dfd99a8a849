import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LogLevel, WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Who } from '../../../src/domain/environment.ts';
import type { SlackUserId } from '../../../src/domain/ids.ts';
import { createIdentity } from '../../../src/slack/identity.ts';
import type { Identity } from '../../../src/slack/identity.ts';
import { mayDo } from '../../../src/slack/people.ts';

/* Slack's own client against a server that answers what a test says, and counts what it was asked. */

const ana = 'U0ANA001' as SlackUserId;
const member = { id: ana, team_id: 'T0MUNDO01' };

let asked: string[];
let answers: Record<string, object | 'broken'>;
let time: number;
let identity: Identity;
let close: () => Promise<void>;

beforeEach(async () => {
  asked = [];
  time = 1_000_000;
  answers = {
    'auth.test': { ok: true, team_id: 'T0MUNDO01' },
    'users.info': { ok: true, user: member },
    'usergroups.users.list': { ok: true, users: ['U0BRUNO1', 'U0CARLA1'] },
  };
  const server = createServer((request, response) => {
    const method = (request.url ?? '').slice(1);
    const answer = answers[method] ?? { ok: false, error: 'unknown_method' };
    asked.push(method);
    if (answer === 'broken') return void request.socket.destroy();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = new WebClient('xoxb-sandbox-cabeceo', {
    slackApiUrl: `http://127.0.0.1:${port}/`,
    retryConfig: { retries: 0 },
    logLevel: LogLevel.ERROR,
  });
  identity = createIdentity({ client, ttlMs: 60_000, now: () => time });
  close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
});

afterEach(() => close());

const timesAsked = (method: string) => asked.filter((one) => one === method).length;

describe('the members of a user group', () => {
  it('are those that Slack names', async () => {
    expect(await identity.membersOf('S0RELEASE')).toEqual({ kind: 'known', users: ['U0BRUNO1', 'U0CARLA1'] });
  });

  it('are asked for once, however many clicks wait for them', async () => {
    await Promise.all([1, 2, 3].map(() => identity.membersOf('S0RELEASE')));
    time += 59_000;
    await identity.membersOf('S0RELEASE');
    expect(timesAsked('usergroups.users.list')).toBe(1);
  });

  it('are asked for again after a minute, for people come and go', async () => {
    await identity.membersOf('S0RELEASE');
    answers['usergroups.users.list'] = { ok: true, users: [] };
    time += 60_000;
    expect(await identity.membersOf('S0RELEASE')).toEqual({ kind: 'known', users: [] });
  });

  it('are kept apart by group', async () => {
    await identity.membersOf('S0RELEASE');
    answers['usergroups.users.list'] = { ok: true, users: ['U0DARIO1'] };
    expect(await identity.membersOf('S0SECURITY')).toEqual({ kind: 'known', users: ['U0DARIO1'] });
  });

  it.each([
    ['refuses', { ok: false, error: 'missing_scope' }, 'missing_scope'],
    ['drops the connection', 'broken', 'slack_webapi_request_error'],
    ['answers without users', { ok: true }, 'Error'],
  ] as const)('are unknown while Slack %s, even when they were known before', async (_, answer, why) => {
    await identity.membersOf('S0RELEASE');
    answers['usergroups.users.list'] = answer;
    time += 60_000;
    expect(await identity.membersOf('S0RELEASE')).toEqual({ kind: 'unreachable', why });
  });

  it('are known again as soon as Slack answers', async () => {
    answers['usergroups.users.list'] = 'broken';
    await identity.membersOf('S0RELEASE');
    answers['usergroups.users.list'] = { ok: true, users: ['U0BRUNO1'] };
    expect(await identity.membersOf('S0RELEASE')).toEqual({ kind: 'known', users: ['U0BRUNO1'] });
  });
});

describe('somebody who clicks', () => {
  it('is a member of the bot’s own workspace', async () => {
    expect(await identity.userOf(ana)).toEqual({ kind: 'member' });
  });

  it('is a member in an organisation of several workspaces', async () => {
    const user = { id: ana, team_id: 'E0ORG', enterprise_user: { teams: ['T0OTHER', 'T0MUNDO01'] } };
    answers['users.info'] = { ok: true, user };
    expect(await identity.userOf(ana)).toEqual({ kind: 'member' });
  });

  it.each([
    ['another_workspace', { ...member, team_id: 'T0OTHER' }],
    ['another_workspace', { ...member, is_stranger: true }],
    ['guest', { ...member, is_restricted: true }],
    ['guest', { ...member, is_ultra_restricted: true }],
    ['bot', { ...member, is_bot: true }],
    ['deactivated', { ...member, deleted: true }],
    ['another_workspace', { id: ana }],
  ])('is an outsider: %s', async (why, user) => {
    answers['users.info'] = { ok: true, user };
    expect(await identity.userOf(ana)).toEqual({ kind: 'outsider', why });
  });

  it('is an outsider when Slack does not know them', async () => {
    answers['users.info'] = { ok: false, error: 'user_not_found' };
    expect(await identity.userOf(ana)).toEqual({ kind: 'outsider', why: 'unknown' });
  });

  it.each([
    ['the user', 'users.info'],
    ['its own workspace', 'auth.test'],
  ])('is nobody known while Slack does not tell %s', async (_, method) => {
    answers[method] = { ok: false, error: 'internal_error' };
    expect(await identity.userOf(ana)).toEqual({ kind: 'unreachable', why: 'internal_error' });
  });

  it('is looked up again after a minute; the bot’s own workspace is not', async () => {
    await identity.userOf(ana);
    answers['users.info'] = { ok: true, user: { ...member, deleted: true } };
    time += 60_000;
    expect(await identity.userOf(ana)).toEqual({ kind: 'outsider', why: 'deactivated' });
    expect(timesAsked('auth.test')).toBe(1);
  });
});

describe('whether somebody may do something', () => {
  const bruno = 'U0BRUNO1' as SlackUserId;
  const release = { groups: ['S0RELEASE'], users: [] };
  const may = (user: SlackUserId, who: Who | 'everyone') => mayDo(identity, { user }, who);

  it('is asked of the group, and of the people named', async () => {
    expect(await may(bruno, release)).toBe('allowed');
    expect(await may(ana, release)).toBe('not_allowed');
    expect(await may(ana, { groups: [], users: [ana] })).toBe('allowed');
  });

  it('is a yes for every full member where everyone may, and for nobody where nobody may', async () => {
    expect(await may(ana, 'everyone')).toBe('allowed');
    expect(await may(ana, { groups: [], users: [] })).toBe('not_allowed');
  });

  it.each<[string, object]>([
    ['a guest', { is_restricted: true }],
    ['a guest of one channel', { is_ultra_restricted: true }],
    ['a bot', { is_bot: true }],
    ['somebody who has left', { deleted: true }],
    ['somebody of another workspace', { team_id: 'T0OTHER01' }],
    ['a stranger of a shared channel', { is_stranger: true }],
  ])('is a no for %s, also when named', async (_, over) => {
    answers['users.info'] = { ok: true, user: { ...member, ...over } };
    expect(await may(ana, { groups: [], users: [ana] })).toBe('outsider');
    expect(await may(ana, 'everyone')).toBe('outsider');
  });

  it('is unknown, never a yes, while Slack does not say', async () => {
    answers['usergroups.users.list'] = 'broken';
    expect(await may(bruno, release)).toBe('unreachable');
    answers['users.info'] = 'broken';
    expect(await may('U0CARLA1' as SlackUserId, 'everyone')).toBe('unreachable');
  });
});
