import { Client } from 'pg';
import { neonSeed } from '../../sandbox/neon/seed.ts';
import type { World } from './world.ts';

/** Does what an app does: connects to production's database at its own address, which stays the same. */
export async function query(
  world: World,
  text: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const neon = await world.holds('neon');
  const port = neon.branches.find(({ name }) => name === 'production')?.endpoint?.port;
  const { role, database } = neonSeed;
  const client = new Client({
    connectionString: `postgresql://${role}:sandbox-production@127.0.0.1:${port}/${database}`,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}

/** A moment (ms since the epoch) at which the data was as it is now. */
export async function remember(world: World): Promise<number> {
  const { at } = await world.call<{ at: number }>('POST', '/_sandbox/neon/remember', {
    branch: 'production',
  });
  return at;
}

export async function branches(world: World): Promise<readonly string[]> {
  const neon = await world.holds('neon');
  return neon.branches.map(({ name }) => name);
}
