import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Release } from '../../src/domain/release.ts';
import { recentReleases } from '../../src/store/releases.ts';
import { shownTexts } from '../support/block-kit.ts';
import { eventually } from '../support/eventually.ts';
import { type RedisServer, startRedis } from '../support/redis-server.ts';
import { type SlackMessage, World } from '../support/world.ts';

const ana = 'U0ANA001';
const bruno = 'U0BRUNO1';
const production = { app: 'mundo-tango', environment: 'production' };

let world: World;
let server: RedisServer;
let redis: Redis;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url, { maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  world = await World.start({ redisUrl: server.url });
});
afterAll(async () => {
  redis.disconnect();
  await world.stop();
  await server.stop();
});

/** A new Redis in the place of the old one: no connection, no key, no script. */
async function replaceRedis(): Promise<void> {
  await redis.flushall();
  await server.restart();
}

/** The same under a bot that runs. */
async function loseRedis(): Promise<void> {
  await replaceRedis();
  const health = `http://127.0.0.1:${world.botEnvironment['PORT']}/health`;
  await eventually(async () => (await fetch(health)).ok || undefined, {
    what: 'the bot to reach the new Redis',
    withinMs: 10_000,
  });
}

/** But for what ran before the first of them, which was announced to nobody. */
async function releases(): Promise<readonly Release[]> {
  const store = { redis, now: Date.now, wake: async () => undefined };
  const all = await recentReleases(store, production, 100);
  return all.filter(({ githubDeployment }) => githubDeployment !== undefined);
}

async function deploy(message: string): Promise<string> {
  const sha = await world.commit('main', message);
  const waiting = await world.ask(ana, '/deploy prod', /^✋/);
  await world.press(bruno, waiting, 'Approve');
  await world.card(/^✅.*production.*runs/s);
  return sha;
}

/** Times are GitHub's, to the second; durations went through a text for people. */
function told({ liveAt, stepDurations, ...rest }: Release) {
  const planned = Object.entries(stepDurations).filter(([step]) => !step.startsWith('github-'));
  return {
    ...rest,
    liveAt: expect.closeTo(liveAt, -3.5) as number,
    steps: planned.map(([step]) => step).toSorted(),
  };
}

/** Numbers are kept beside their units: with a space at which no line breaks. */
function shownOn({ blocks }: SlackMessage): string {
  return shownTexts(blocks).join('\n');
}

/** Loses Redis while a plan waits for a nod, and asks again. */
async function expectSameAgain(lose: () => Promise<void>): Promise<void> {
  const live = await deploy('Live before the loss');
  const before = await releases();
  const sha = await world.commit('main', 'Asked for before the loss');
  const old = await world.ask(ana, '/deploy prod', /^✋/);
  await lose();

  await world.press(bruno, old, 'Approve');
  expect(await world.whisper(bruno, /no record of this deploy/)).toContain('`/deploy`');
  const known = (await world.cards()).length;
  const waiting = await world.ask(ana, '/deploy prod', /^✋/);
  const shown = shownOn(waiting);
  expect(shown).toContain(`1 commit by 1 person since \`${live.slice(0, 7)}\``);
  expect(shown).toContain('Asked for before the loss');
  expect(shown.match(/≈ /g)).toHaveLength(3);

  const after = await releases();
  expect(
    after.map(({ stepDurations, ...release }) => ({
      ...release,
      steps: Object.keys(stepDurations).toSorted(),
    })),
  ).toEqual(before.map(told));
  await world.press(bruno, waiting, 'Approve');
  expect((await world.card(/^✅.*production.*runs/s)).ts).toBe(waiting.ts);
  expect(await world.served('production')).toEqual({ frontend: sha, backend: sha });
  expect(await world.cards()).toHaveLength(known + 1);
  expect(await releases()).toHaveLength(before.length + 1);
}

describe('a Redis that was lost', () => {
  it('costs a running bot nothing that GitHub and the platforms know', async () => {
    await expectSameAgain(loseRedis);
  });

  it('costs a bot that starts again nothing that GitHub and the platforms know', async () => {
    await expectSameAgain(async () => {
      await world.stopBot('SIGKILL');
      await replaceRedis();
      await world.startBot();
    });
  });

  it('leaves a deploy half done, which the next plan says and the next deploy mends', async () => {
    const before = await deploy('Live before the half');
    const half = await world.commit('main', 'Half done');
    const card = await world.ask(ana, '/deploy prod', /^✋/);
    await world.fault({
      service: 'vercel',
      method: 'POST',
      path: '/promote/',
      times: 1_000,
      effect: { kind: 'status', status: 503 },
    });
    await world.press(bruno, card, 'Approve');
    await eventually(
      async () => (await world.requests('vercel')).findLast(isPromotion)?.status === 503 || undefined,
      { what: 'the promotion to be asked for', withinMs: 20_000 },
    );
    await lostUnderRun();
    await world.call('DELETE', '/_sandbox/faults');
    expect(await world.served('production')).toEqual({ frontend: before, backend: half });
    const [stale] = await deploymentsOf(half);
    expect(stale?.statuses.map(({ state }) => state)).toEqual(['in_progress']);

    const waiting = await world.ask(ana, '/deploy prod', /^✋/);
    expect(waiting.text).toContain(
      `Live now: frontend \`${before.slice(0, 7)}\`, backend \`${half.slice(0, 7)}\` · different commits.`,
    );
    expect(shownOn(waiting)).toContain(`1 commit by 1 person since \`${before.slice(0, 7)}\``);
    await world.press(bruno, waiting, 'Approve');
    await world.card(/^✅.*production.*runs/s);
    expect(await world.served('production')).toEqual({ frontend: half, backend: half });
    const statesOf = (await deploymentsOf(half)).map(({ id, statuses }) => [id, statuses.at(-1)?.state]);
    expect(statesOf).toContainEqual([stale?.id, 'error']);
    expect(statesOf.filter(([, state]) => state === 'success')).toHaveLength(1);
  });
});

/** The worker that runs the deploy gives up with its next write, or when it cannot renew its lock. */
async function lostUnderRun(): Promise<void> {
  const said = world.botLines.length;
  await loseRedis();
  await eventually(
    async () =>
      world.botLines.slice(said).some((line) => /"lane":"environment\/.*left to another worker/.test(line)) ||
      undefined,
    {
      what: 'the worker to give its lane up',
      withinMs: 15_000,
      found: async () => world.botLines.slice(said).join('\n'),
    },
  );
}

function isPromotion({ method, path }: { readonly method: string; readonly path: string }): boolean {
  return method === 'POST' && path.includes('/promote/');
}

async function deploymentsOf(sha: string) {
  const github = await world.holds('github');
  return github.deployments.filter((one) => one.sha === sha);
}
