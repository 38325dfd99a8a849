import { Redis } from 'ioredis';
import { freePort } from '../../sandbox/free-port.ts';
import { eventually } from './eventually.ts';
import { type RedisServer, startRedis } from './redis-server.ts';

export interface RedisCluster {
  /** As REDIS_URL names it. */
  readonly url: string;
  /** The master that holds the key now. */
  masterOf(key: string): Promise<RedisServer>;
  stop(): Promise<void>;
}

/** Three masters; `standInFor`: and a replica of the one that holds this key. */
export async function startCluster(options: {
  readonly program?: string;
  readonly standInFor?: string;
}): Promise<RedisCluster> {
  const { program, standInFor } = options;
  const nodes: Node[] = [];
  const stop = async () => void (await Promise.all(nodes.map(({ server }) => server.stop())));
  try {
    while (nodes.length < (standInFor === undefined ? 3 : 4)) nodes.push(await startNode(program));
    const [first, second, third, fourth] = nodes;
    if (!first || !second || !third) throw new Error('three nodes were started');
    await Promise.all([first, second, third].map((node, index) => giveSlots(node, index)));
    for (const node of nodes.slice(1)) {
      await ask(first, 'MEET', '127.0.0.1', String(node.server.port), node.busPort);
    }
    await Promise.all(nodes.map((node) => knowsAll(node, nodes.length)));
    const masterOf = (key: string) => findMaster(nodes, key);
    if (fourth && standInFor !== undefined) await follow(fourth, await masterOf(standInFor));
    return {
      url: nodes.map(({ server }) => server.url).join(','),
      masterOf: async (key) => (await masterOf(key)).server,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Node {
  readonly server: RedisServer;
  readonly busPort: string;
}

async function startNode(program: string | undefined): Promise<Node> {
  const busPort = String(await freePort());
  const settings = {
    'cluster-enabled': 'yes',
    'cluster-port': busPort,
    'cluster-node-timeout': '1500',
    // A replica begins at once.
    'repl-diskless-sync-delay': '0',
  };
  return { server: await startRedis({ ...(program && { program }), settings }), busPort };
}

const slots = 16_384;

async function giveSlots(node: Node, third: number): Promise<void> {
  const from = Math.ceil((slots * third) / 3);
  const to = Math.ceil((slots * (third + 1)) / 3);
  await ask(node, 'ADDSLOTS', ...Array.from({ length: to - from }, (_, index) => String(from + index)));
}

async function knowsAll(node: Node, count: number): Promise<void> {
  await eventually(
    async () => {
      const info = String(await ask(node, 'INFO'));
      return info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${count}`)
        ? true
        : undefined;
    },
    {
      what: 'a node to know the Cluster',
      withinMs: 20_000,
      found: async () => String(await ask(node, 'INFO')),
    },
  );
}

async function follow(replica: Node, master: Node): Promise<void> {
  await ask(replica, 'REPLICATE', String(await ask(master, 'MYID')));
  await eventually(
    async () => {
      const state = await connected(replica, (redis) => redis.info('replication'));
      return state.includes('master_link_status:up') ? true : undefined;
    },
    { what: 'the replica to follow', withinMs: 20_000 },
  );
}

type SlotRange = readonly [from: number, to: number, master: readonly [host: string, port: number]];

/** Asked of any node that answers. */
async function findMaster(nodes: readonly Node[], key: string): Promise<Node> {
  const answers = nodes.map(async (node) => {
    const slot = Number(await ask(node, 'KEYSLOT', key));
    const ranges = (await ask(node, 'SLOTS')) as readonly SlotRange[];
    const range = ranges.find(([from, to]) => from <= slot && slot <= to);
    const master = nodes.find(({ server }) => server.port === range?.[2][1]);
    if (!master) throw new Error(`no master holds ${key}`);
    return master;
  });
  return Promise.any(answers);
}

function ask(node: Node, ...words: readonly string[]): Promise<unknown> {
  return connected(node, (redis) => redis.call('CLUSTER', ...words));
}

async function connected<T>({ server }: Node, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(server.url, { retryStrategy: () => null, commandTimeout: 5_000 });
  redis.on('error', () => undefined);
  try {
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}
