import { readFile, writeFile } from 'node:fs/promises';
import { Redis } from 'ioredis';
import { parse, stringify } from 'yaml';
import type { Store } from '../../../src/store/commit.ts';
import { type RedisServer, startRedis } from '../redis-server.ts';
import { World } from '../world.ts';
import { Crew } from './crew.ts';
import { type SoakLane, soakLanes } from './plan.ts';

/** Short, so that much happens in a minute; long enough that people can cancel in the middle. */
const platforms = {
  vercel: { queueMs: 20, buildMs: 400, promoteMs: 100, realBuilds: false },
  railway: { queueMs: 20, buildMs: 300, deployMs: 200, realBuilds: false },
  neon: { operationMs: 50 },
};

/** One web process and three workers, with ten environments to deploy to. */
export class SoakWorld {
  readonly world: World;
  readonly crew: Crew;
  readonly store: Store;
  /** Where each lane's frontend is served. */
  readonly addresses: ReadonlyMap<SoakLane, string>;
  readonly #channels: ReadonlyMap<string, string>;
  readonly #redis: RedisServer;

  private constructor(parts: {
    readonly world: World;
    readonly crew: Crew;
    readonly store: Store;
    readonly place: Place;
    readonly redis: RedisServer;
  }) {
    this.world = parts.world;
    this.crew = parts.crew;
    this.store = parts.store;
    this.addresses = parts.place.addresses;
    this.#channels = parts.place.channels;
    this.#redis = parts.redis;
  }

  static async start(): Promise<SoakWorld> {
    const redis = await startRedis();
    const env = { LOG_LEVEL: 'warn', LANE_LOCK_MS: '2000' };
    const world = await World.start({ redisUrl: redis.url, bot: 'none', settings: platforms, env });
    try {
      const place = await prepare(world);
      await world.startBot({ ROLE: 'web' });
      const crew = await Crew.start(world, 3);
      const client = new Redis(redis.url, { maxRetriesPerRequest: null });
      const store: Store = { redis: client, now: Date.now, wake: async () => undefined };
      return new SoakWorld({ world, crew, store, place, redis });
    } catch (error) {
      await world.stop();
      await redis.stop();
      throw error;
    }
  }

  get channels(): readonly string[] {
    return [...this.#channels.values()];
  }

  channelOf({ app }: SoakLane): string {
    const channel = this.#channels.get(app);
    if (channel === undefined) throw new Error(`${app} has no channel`);
    return channel;
  }

  async stop(): Promise<void> {
    this.store.redis.disconnect();
    await this.world.stop();
    await this.#redis.stop();
  }
}

interface Place {
  readonly channels: ReadonlyMap<string, string>;
  readonly addresses: ReadonlyMap<SoakLane, string>;
}

interface AppFile {
  channels?: readonly string[];
  readonly repository: string;
  readonly frontend: object;
  readonly database: object;
  readonly environments: Record<string, { readonly frontend?: { readonly url: string }; policy?: object }>;
}

/** A channel for each app, a domain for each environment, and the configuration that names them. */
async function prepare(world: World): Promise<Place> {
  const file = world.botEnvironment['CABECEO_CONFIG'] ?? '';
  const config = parse(await readFile(file, 'utf8')) as { readonly apps: Record<string, AppFile> };
  const base = config.apps['mundo-tango'];
  if (!base) throw new Error('the sandbox has no app to start from');
  const channels = new Map<string, string>();
  const addresses = new Map<SoakLane, string>();
  for (const lane of soakLanes) {
    const channel = channels.get(lane.app) ?? (await openChannel(world, lane.app));
    channels.set(lane.app, channel);
    const { repository, frontend, database } = base;
    const app = (config.apps[lane.app] ??= { repository, frontend, database, environments: {} });
    app.channels = [channel];
    const url = app.environments[lane.environment]?.frontend?.url ?? (await openDomain(world, lane));
    addresses.set(lane, url);
    app.environments[lane.environment] ??= environmentOf(lane, url);
  }
  const { production } = base.environments;
  if (production) production.policy = { ...production.policy, branch: 'any', confirm: 'never' };
  await writeFile(file, stringify(config));
  return { channels, addresses };
}

function environmentOf({ approvals }: SoakLane, url: string) {
  return {
    frontend: { url },
    database: { branch: 'development' },
    ...(approvals && { policy: { approvals: { from: { groups: ['S0RELEASE'] } } } }),
  };
}

async function openDomain(world: World, { app, environment }: SoakLane): Promise<string> {
  const name = `${environment}.${app}.example`;
  return (await world.call<{ url: string }>('POST', '/_sandbox/vercel/domain', { name })).url;
}

async function openChannel(world: World, app: string): Promise<string> {
  if (app === 'mundo-tango') return 'C0DEPLOYS';
  const members = ['U0BRUNO1', 'U0CARLA1', 'U0DARIO1', 'U0ELENA1', 'U0CABECEO'];
  const name = `deploys-${app}`;
  const channel = { user: 'U0ANA001', name, members };
  return (await world.call<{ channel: string }>('POST', '/_sandbox/slack/channel', channel)).channel;
}
