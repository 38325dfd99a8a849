import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { createInterface } from 'node:readline';
import { expect } from 'vitest';
import { keys } from '../../src/store/keys.ts';
import { connectForWork, type RedisClient } from '../../src/store/redis.ts';
import { eventually } from './eventually.ts';
import { quickPlatforms, type SlackMessage, World } from './world.ts';

export const ana = 'U0ANA001';
export const bruno = 'U0BRUNO1';
export const carla = 'U0CARLA1';

export interface CrewWorker {
  readonly process: ChildProcess;
  readonly lines: string[];
}

/** Webs behind a balancer, and two workers, over one store. */
export class Crew {
  readonly world: World;
  readonly webs: readonly string[];
  workers: readonly CrewWorker[] = [];
  readonly #balancer: Server;
  readonly #redis: RedisClient;

  private constructor(world: World, webs: readonly string[], balancer: Server, redis: RedisClient) {
    this.world = world;
    this.webs = webs;
    this.#balancer = balancer;
    this.#redis = redis;
  }

  static async start({
    redisUrl,
    webs,
  }: {
    readonly redisUrl: string;
    readonly webs: number;
  }): Promise<Crew> {
    const world = await World.start({ bot: 'none', redisUrl });
    const redis = connectForWork(redisUrl.split(','));
    redis.on('error', () => undefined);
    try {
      const started = await Promise.all(
        Array.from({ length: webs }, () => world.startAnotherBot({ ROLE: 'web' })),
      );
      const urls = started.map(({ url }) => url);
      const balancer = balance(urls).listen(Number(world.botEnvironment['PORT']), '127.0.0.1');
      await once(balancer, 'listening');
      const crew = new Crew(world, urls, balancer, redis);
      crew.workers = await Promise.all([crew.#startWorker(), crew.#startWorker()]);
      return crew;
    } catch (error) {
      redis.disconnect();
      await world.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.#redis.disconnect();
    this.#balancer.close();
    await this.world.stop();
  }

  /** A deploy to production that a worker has begun and whose build takes its time. */
  async runningDeploy(message: string) {
    const { world } = this;
    await world.call('PUT', '/_sandbox/settings', { vercel: { buildMs: 10_000 } });
    const sha = await world.commit('main', message);
    const card = await world.ask(ana, '/deploy prod', /^✋/);
    for (const { lines } of this.workers) lines.length = 0;
    await world.press(bruno, card, 'Approve');
    const runner = await eventually(
      async () =>
        (await this.vercelDeployments(sha)) === 1
          ? this.workers.find(({ lines }) =>
              lines.some((line) => /"step":"github-in-progress".*"msg":"step done"/.test(line)),
            )
          : undefined,
      { what: 'a worker to run the deploy', withinMs: 15_000 },
    );
    return { sha, card, runner };
  }

  /** Ends the worker, waits until the other one has its lane, and starts a third. Answers the one that took over. */
  async endWorker(worker: CrewWorker, signal: NodeJS.Signals, withinMs: number): Promise<CrewWorker> {
    const before = await this.#fence();
    const [other] = this.workers.filter((each) => each !== worker);
    if (!other) throw new Error('there is one worker only');
    const at = Date.now();
    await this.world.stopBot(signal, worker.process);
    await eventually(async () => ((await this.#fence()) > before ? true : undefined), {
      what: 'the other worker to take over',
      withinMs: withinMs - (Date.now() - at),
      found: async () => other.lines.slice(-10).join('\n'),
    });
    this.workers = [other, await this.#startWorker()];
    return other;
  }

  /** The deploy ended well, in its one card and thread, and changed each platform once. */
  async expectDone(sha: string, card: SlackMessage, withinMs = 30_000): Promise<void> {
    const { world } = this;
    const done = await world.card(/^✅.*production.*runs/s, withinMs);
    expect(done.ts).toBe(card.ts);
    expect(await world.served('production')).toEqual({ frontend: sha, backend: sha });
    expect(await this.vercelDeployments(sha)).toBe(1);
    expect(await this.railwayDeployments(sha)).toBe(1);
    const thread = await world.told(card, /✅ .*runs/);
    expect(new Set(thread).size).toBe(thread.length);
  }

  async quickAgain(): Promise<void> {
    await this.world.call('PUT', '/_sandbox/settings', quickPlatforms);
  }

  async vercelDeployments(sha: string): Promise<number> {
    const vercel = await this.world.holds('vercel');
    const all = vercel.projects.flatMap(({ deployments }) => deployments);
    return all.filter(({ commit }) => commit === sha).length;
  }

  async railwayDeployments(sha: string): Promise<number> {
    const railway = await this.world.holds('railway');
    const services = railway.environments.flatMap((environment) => environment.services);
    return services.flatMap(({ deployments }) => deployments).filter(({ commit }) => commit === sha).length;
  }

  async #startWorker(): Promise<CrewWorker> {
    const { process } = await this.world.startAnotherBot({ ROLE: 'worker' });
    const lines: string[] = [];
    if (!process.stdout) throw new Error('the worker prints nowhere');
    createInterface({ input: process.stdout }).on('line', (line) => lines.push(line));
    return { process, lines };
  }

  /** How often a worker has begun to run production's lane. */
  async #fence(): Promise<number> {
    return Number(await this.#redis.get(keys.fence('environment/mundo-tango/production')));
  }
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
