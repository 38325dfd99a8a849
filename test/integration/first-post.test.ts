import type { WebClient } from '@slack/web-api';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { laneName } from '../../src/domain/lane.ts';
import type { Operation } from '../../src/domain/operation.ts';
import { currentPermit } from '../../src/providers/permit.ts';
import { FirstPosts } from '../../src/slack/first-post.ts';
import { Outbox } from '../../src/slack/outbox.ts';
import { type Claim, claimFrom } from '../../src/store/claim.ts';
import type { Store } from '../../src/store/commit.ts';
import { raiseFence } from '../../src/store/fence.ts';
import { keys } from '../../src/store/keys.ts';
import { changeOperation, createOperation } from '../../src/store/operations.ts';
import { askedOf } from '../support/asked-of-slack.ts';
import { anOperation } from '../support/operation-builders.ts';
import { startRedis } from '../support/redis-server.ts';

const channel = 'C0DEPLOYS';
const lane = `channel/${channel}`;
const log = { warn: () => undefined, error: () => undefined };

let server: Awaited<ReturnType<typeof startRedis>>;
let redis: Redis;
let now: number;
let woken: string[];
let store: Store;
let slack: FakeSlack;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
});
beforeEach(async () => {
  await redis.flushall();
  now = Date.now();
  woken = [];
  store = { redis, now: () => now, wake: async (of) => void woken.push(laneName(of)) };
  slack = new FakeSlack();
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

/** Keeps what is posted, and does what a test wants before or after a post. */
class FakeSlack {
  readonly posts: { readonly ts: string; readonly metadata: object; readonly thread_ts?: string }[] = [];
  readonly edits: string[] = [];
  before: () => Promise<void> = async () => undefined;
  after: () => Promise<void> = async () => undefined;

  get client(): WebClient {
    return {
      chat: {
        postMessage: async (message: { metadata: object; thread_ts?: string }) => {
          await once(this, 'before');
          const ts = `${now}.${this.posts.length + 1}`;
          this.posts.push({ ...message, ts });
          await once(this, 'after');
          return { ok: true, ts };
        },
        update: async ({ ts }: { ts: string }) => void this.edits.push(ts),
        getPermalink: async () => ({ ok: true, permalink: 'https://slack.example/1' }),
        delete: async ({ ts }: { ts: string }) =>
          void this.posts.splice(
            this.posts.findIndex((post) => post.ts === ts),
            1,
          ),
      },
      conversations: {
        history: async () => ({ ok: true, messages: [...this.posts] }),
        replies: async () => ({ ok: true, messages: [...this.posts] }),
      },
    } as unknown as WebClient;
  }
}

async function once(from: FakeSlack, when: 'before' | 'after'): Promise<void> {
  const act = from[when];
  from[when] = async () => undefined;
  await act();
}

async function create(): Promise<{ readonly operation: Operation; readonly claim: Claim }> {
  const { plan: _plan, approval: _approval, ...bare } = anOperation({ state: 'planning', version: 1 });
  const operation = { ...bare, createdAt: now };
  const claim = claimFrom(now);
  const event = { kind: 'requested', at: now, by: operation.request.by } as const;
  await createOperation(store, operation, { delivery: 'trigger', event, claim });
  return { operation, claim };
}

async function post(card: Awaited<ReturnType<typeof create>>): Promise<void> {
  const firstPosts = new FirstPosts({ store, slack: slack.client, apps: [], log });
  firstPosts.follow(async () => card);
  await firstPosts.close();
}

async function deliver(): Promise<void> {
  const turn = { signal: new AbortController().signal, assertHeld: () => undefined };
  const fence = await raiseFence(redis, lane);
  await new Outbox({ store, slack: slack.client, apps: [], people: askedOf(slack.client), log }).deliver(
    channel,
    { ...turn, fence },
  );
}

/** Ends it, with a message in its thread. */
async function reject({ operation }: { readonly operation: Operation }): Promise<void> {
  await changeOperation(store, operation.id, (current) => {
    const by = current.request.by;
    const rejected = { kind: 'rejected', by, reason: 'no' } as const;
    return {
      operation: { ...current, state: 'cancelled', endedAt: now, ending: cancelledBy(by) },
      events: [{ ...rejected, at: now }],
    };
  });
}

function cancelledBy(by: Operation['request']['by']) {
  return { kind: 'cancelled', by, aftermath: { undone: [], notUndone: [], live: {} } } as const;
}

const card = (id: string) => redis.hgetall(keys.message(id));
const inOutbox = () => redis.zrange(keys.outbox(channel), '0', '-1');

describe('the process that took a command', () => {
  it('posts the card, and leaves nothing to a worker', async () => {
    const created = await create();
    await post(created);
    expect(slack.posts).toHaveLength(1);
    expect(await card(created.operation.id)).toMatchObject({
      ts: slack.posts[0]?.ts,
      shownState: 'planning',
      link: 'https://slack.example/1',
    });
    expect(await inOutbox()).toEqual([]);
    expect(woken).not.toContain(lane);
  });

  it('has a worker edit the card at once when the operation has moved on', async () => {
    const created = await create();
    slack.before = () => reject(created);
    await post(created);
    expect(woken).toContain(lane);
    await deliver();
    expect(slack.edits).toEqual([slack.posts[0]?.ts]);
    expect(slack.posts.map(({ thread_ts: thread }) => thread)).toEqual([undefined, slack.posts[0]?.ts]);
    expect(await inOutbox()).toEqual([]);
  });

  it('leaves the card to a worker at once when Slack does not take it', async () => {
    const created = await create();
    slack.before = () => Promise.reject(new Error('Slack is down'));
    await post(created);
    expect(woken).toContain(lane);
    await deliver();
    expect(slack.posts).toHaveLength(1);
  });

  it('has a worker find the card when Slack’s answer was lost', async () => {
    const created = await create();
    slack.after = () => Promise.reject(new Error('the connection broke'));
    await post(created);
    await deliver();
    expect(slack.posts).toHaveLength(1);
    expect((await card(created.operation.id))['ts']).toBe(slack.posts[0]?.ts);
  });

  it('sends nothing when it was paused before, and leaves the card to a worker', async () => {
    const { operation, claim } = await create();
    const sending = { chat: { postMessage: permitted(slack.client) } } as unknown as WebClient;
    const firstPosts = new FirstPosts({ store, slack: sending, apps: [], log });
    const late = { ...claim, sendBefore: performance.now() - 1 };
    firstPosts.follow(async () => ({ operation, claim: late }));
    await firstPosts.close();
    expect(slack.posts).toEqual([]);
    expect(woken).toContain(lane);
  });

  it('takes its card back when a worker has posted it since its claim was over', async () => {
    const created = await create();
    slack.before = async () => {
      now = created.claim.until;
      await deliver();
    };
    await post(created);
    expect(slack.posts).toHaveLength(1);
    expect((await card(created.operation.id))['ts']).toBe(slack.posts[0]?.ts);
  });
});

describe('a worker', () => {
  it('passes over a claimed card and its thread, and comes back when the claim is over', async () => {
    const created = await create();
    await reject(created);
    await deliver();
    expect(slack.posts).toEqual([]);
    expect(await redis.zscore(keys.alarms, lane)).toBe(String(created.claim.until));

    now = created.claim.until;
    await deliver();
    expect(slack.posts.map(({ thread_ts: thread }) => thread)).toEqual([undefined, slack.posts[0]?.ts]);
    expect(await inOutbox()).toEqual([]);
  });

  it('tells what does not belong to a claimed card meanwhile', async () => {
    await create();
    now += 1;
    const other = anOperation({ id: 'op_another0000' as Operation['id'], state: 'planning', version: 1 });
    const asked = { ...other, request: { ...other.request, ref: 'another-branch' } };
    const event = { kind: 'requested', at: now, by: other.request.by } as const;
    await createOperation(store, asked, { delivery: 'another', event });
    await deliver();
    expect(slack.posts.map(({ metadata }) => metadata)).toEqual([
      expect.objectContaining({ event_payload: { key: other.id } }),
    ]);
  });

  it('takes its card back when the process that took the command has posted it meanwhile', async () => {
    const created = await create();
    now = created.claim.until;
    slack.before = () => post(created);
    await deliver();
    expect(slack.posts).toHaveLength(1);
    expect((await card(created.operation.id))['ts']).toBe(slack.posts[0]?.ts);
    expect(await inOutbox()).toEqual([]);
  });
});

/** As src/slack/client.ts sends. */
function permitted(client: WebClient) {
  return async (message: Parameters<WebClient['chat']['postMessage']>[0]) => {
    currentPermit()();
    return client.chat.postMessage(message);
  };
}
