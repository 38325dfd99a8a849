import { type RedisCluster, startCluster } from './redis-cluster.ts';
import { type RedisServer, startRedis } from './redis-server.ts';
import { findValkey } from './valkey.ts';

/** A program that is a Redis or stands for one. What is not to be had here says so in its name. */
interface Program {
  readonly name: string;
  readonly program?: string;
  readonly missing: boolean;
}

const valkey = findValkey();
if (valkey.kind === 'missing') process.stderr.write(`Nothing is run over Valkey: ${valkey.why}\n`);

export const programs: readonly Program[] = [
  { name: 'Redis', missing: false },
  valkey.kind === 'found'
    ? { name: 'Valkey', program: valkey.program, missing: false }
    : { name: `Valkey (not run: ${valkey.why})`, missing: true },
];

interface Store {
  readonly name: string;
  readonly missing: boolean;
  readonly start: () => Promise<RedisServer | RedisCluster>;
}

export const stores: readonly Store[] = [
  ...programs.map((each) => ({ ...each, name: `one ${each.name}`, start: () => startRedis(each) })),
  ...programs.map((each) => ({
    ...each,
    name: `a three-node Cluster of ${each.name}`,
    start: () => startCluster(each),
  })),
];
