import type { ChildProcess } from 'node:child_process';
import { createServer, request, type Server } from 'node:http';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { quickPlatforms, type SlackMessage, World } from '../support/world.ts';

const ana = 'U0ANA001';
const bruno = 'U0BRUNO1';
const carla = 'U0CARLA1';

let world: World;
let balancer: Server;
let workers: readonly Worker[];
let redis: Redis;

beforeAll(async () => {
  world = await World.start({ bot: 'none' });
  const [first, second] = await Promise.all([1, 2].map(() => world.startAnotherBot({ ROLE: 'web' })));
  const webs = [first?.url ?? '', second?.url ?? ''];
  balancer = balance(webs).listen(Number(world.botEnvironment['PORT']), '127.0.0.1');
  redis = new Redis(world.botEnvironment['REDIS_URL'] ?? '');
  workers = await Promise.all([startWorker(), startWorker()]);
});
afterAll(async () => {
  redis.disconnect();
  balancer.close();
  await world.stop();
});
afterEach(() => world.call('PUT', '/_sandbox/settings', quickPlatforms));

describe('two webs and two workers over one Redis', () => {
  it('plan a command once that Slack delivers to both', async () => {
    const known = (await world.cards()).length;
    await world.commit('main', 'Delivered twice');
    const body = { user: ana, channel: 'C0DEPLOYS', text: '/deploy prod', deliveries: 2 };
    await world.call('POST', '/_sandbox/slack/command', body);
    const waiting = await world.card(/^✋/, 20_000, known);
    await world.press(ana, waiting, 'Cancel', { deliveries: 2 });
    await world.card(/^🚫.*ancelled/s);
    expect(await world.cards()).toHaveLength(known + 1);
  });

  it('run once what two people approve at two webs at the same instant', async () => {
    const sha = await world.commit('main', 'Approved twice');
    const waiting = await world.ask(ana, '/deploy prod', /^✋/);
    await Promise.all([
      world.press(bruno, waiting, 'Approve', { deliveries: 2 }),
      world.press(carla, waiting, 'Approve', { deliveries: 2 }),
    ]);
    await world.card(/^✅.*production.*runs/s, 30_000);
    expect(await railwayDeployments(sha)).toBe(1);
    expect(await world.served('production')).toEqual({ frontend: sha, backend: sha });
    expect((await world.thread(waiting)).filter((text) => / approved: /.test(text))).toHaveLength(1);
  });

  it('hand a running deploy over when its worker is asked to stop, twice in a row', async () => {
    const { sha, card, runner } = await runningDeploy('Handed over');
    const next = await stopped(runner, 'SIGTERM', 5_000);
    expect(runner.process.exitCode).toBe(0);
    await stopped(next, 'SIGTERM', 5_000);
    await expectDone(sha, card);
  });

  it('take a running deploy over within 20 s when its worker is killed', async () => {
    const { sha, card, runner } = await runningDeploy('Taken over');
    await stopped(runner, 'SIGKILL', 20_000);
    await expectDone(sha, card);
  });
});

interface Worker {
  readonly process: ChildProcess;
  readonly lines: string[];
}

async function startWorker(): Promise<Worker> {
  const { process } = await world.startAnotherBot({ ROLE: 'worker' });
  const lines: string[] = [];
  if (!process.stdout) throw new Error('the worker prints nowhere');
  createInterface({ input: process.stdout }).on('line', (line) => lines.push(line));
  return { process, lines };
}

/** A deploy to production that a worker has begun and whose build takes its time. */
async function runningDeploy(message: string) {
  await world.call('PUT', '/_sandbox/settings', { vercel: { buildMs: 10_000 } });
  const sha = await world.commit('main', message);
  const card = await world.ask(ana, '/deploy prod', /^✋/);
  for (const { lines } of workers) lines.length = 0;
  await world.press(bruno, card, 'Approve');
  const runner = await eventually(
    async () =>
      (await vercelDeployments(sha)) === 1
        ? workers.find(({ lines }) => lines.some((line) => line.includes('"step":"github-in-progress"')))
        : undefined,
    { what: 'a worker to run the deploy', withinMs: 15_000 },
  );
  return { sha, card, runner };
}

/** Ends the worker, waits until the other one has its lane, and starts a third. Answers the one that took over. */
async function stopped(worker: Worker, signal: NodeJS.Signals, withinMs: number): Promise<Worker> {
  const before = await fence();
  const [other] = workers.filter((each) => each !== worker);
  if (!other) throw new Error('there is one worker only');
  const at = Date.now();
  await world.stopBot(signal, worker.process);
  await eventually(async () => ((await fence()) > before ? true : undefined), {
    what: 'the other worker to take over',
    withinMs: withinMs - (Date.now() - at),
    found: async () => other.lines.slice(-10).join('\n'),
  });
  workers = [other, await startWorker()];
  return other;
}

/** How often a worker has begun to run production's lane. */
async function fence(): Promise<number> {
  return Number(await redis.get('{cabeceo}:fence:environment/mundo-tango/production'));
}

async function expectDone(sha: string, card: SlackMessage): Promise<void> {
  const done = await world.card(/^✅.*production.*runs/s, 30_000);
  expect(done.ts).toBe(card.ts);
  expect(await world.served('production')).toEqual({ frontend: sha, backend: sha });
  expect(await vercelDeployments(sha)).toBe(1);
  expect(await railwayDeployments(sha)).toBe(1);
  const thread = await eventually(
    async () => {
      const told = await world.thread(card);
      return told.some((text) => /✅ .*runs/.test(text)) ? told : undefined;
    },
    { what: 'the thread to end', withinMs: 10_000 },
  );
  expect(new Set(thread).size).toBe(thread.length);
}

async function vercelDeployments(sha: string): Promise<number> {
  const { vercel } = await world.state();
  return vercel.projects.flatMap(({ deployments }) => deployments).filter(({ commit }) => commit === sha)
    .length;
}

async function railwayDeployments(sha: string): Promise<number> {
  const { railway } = await world.state();
  const services = railway.environments.flatMap((environment) => environment.services);
  return services.flatMap(({ deployments }) => deployments).filter(({ commit }) => commit === sha).length;
}

/** As a load balancer does: one request here, the next there. */
function balance(urls: readonly string[]): Server {
  let turn = 0;
  return createServer((incoming, outgoing) => {
    turn += 1;
    const url = `${urls[turn % urls.length]}${incoming.url}`;
    const { method = 'GET', headers } = incoming;
    const passed = request(url, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
}
