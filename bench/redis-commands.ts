import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { connectionName } from './stage.ts';

export interface Commands {
  /** Asked by clients: a round trip each, unless several travel together. */
  readonly sent: number;
  /** Run inside Redis by the scripts that they called. */
  readonly inScripts: number;
}

/** BullMQ gives the bench's connection for the events of no-op jobs a name of its own. */
const ofTheBench = new RegExp(` name=(?:${connectionName}|\\S*:qe) `);

/**
 * What clients other than the bench ask of Redis meanwhile, as MONITOR shows it: INFO's `total_commands_processed`
 * is the sum of both numbers, and what the bench itself asks.
 */
export async function watchCommands(redis: Redis, during: () => Promise<unknown>): Promise<Commands> {
  return watch(redis, during, async () => {
    const clients = (await redis.client('LIST')) as string;
    const own = clients.split('\n').filter((line) => ofTheBench.test(line));
    const addresses = new Set(own.map((line) => / addr=(\S+)/.exec(line)?.[1]));
    return (source) => !addresses.has(source);
  });
}

/** What the bench itself asks of Redis on this connection. */
export async function watchOwnCommands(redis: Redis, during: () => Promise<unknown>): Promise<Commands> {
  return watch(redis, during, async () => () => true);
}

async function watch(
  redis: Redis,
  during: () => Promise<unknown>,
  whose: () => Promise<(source: string) => boolean>,
): Promise<Commands> {
  const mark = randomUUID();
  const monitor = await redis.monitor();
  try {
    const seen: string[] = [];
    const marked = new Promise<void>((resolve) => {
      monitor.on('monitor', (_time: string, [command, text]: readonly string[], source: string) => {
        if (command?.toLowerCase() === 'echo' && text === mark) resolve();
        else seen.push(source);
      });
    });
    await during();
    await redis.echo(mark);
    await marked;
    const counts = await whose();
    const sent = seen.filter((source) => source !== 'lua' && counts(source)).length;
    return { sent, inScripts: seen.filter((source) => source === 'lua').length };
  } finally {
    monitor.disconnect();
  }
}

/** A number of Redis's INFO, such as `used_memory` of `memory`. */
export async function readInfo(redis: Redis, section: string, field: string): Promise<number> {
  const value = new RegExp(`^${field}:([\\d.]+)`, 'm').exec(await redis.info(section))?.[1];
  if (value === undefined) throw new Error(`Redis's INFO ${section} has no ${field}.`);
  return Number(value);
}

/** Processor time that Redis has taken, ms. */
export async function redisCpuMs(redis: Redis): Promise<number> {
  const user = await readInfo(redis, 'cpu', 'used_cpu_user');
  return 1000 * (user + (await readInfo(redis, 'cpu', 'used_cpu_sys')));
}
