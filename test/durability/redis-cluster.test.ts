import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { keys } from '../../src/store/keys.ts';
import { ana, Crew } from '../support/crew.ts';
import { eventually } from '../support/eventually.ts';
import { startCluster } from '../support/redis-cluster.ts';
import { programs } from '../support/stores.ts';
import { World } from '../support/world.ts';

const parts: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of parts.splice(0).toReversed()) await part.stop();
});

for (const { name, missing, program } of programs) {
  describe.skipIf(missing)(`a Cluster of ${name} whose master dies while a deploy runs`, () => {
    it.each(['kill', 'freeze'] as const)(
      'ends the deploy on the replica, once, and tells people meanwhile (%s)',
      { timeout: 120_000 },
      async (blow) => {
        const cluster = opened(await startCluster({ ...(program && { program }), standInFor: keys.alarms }));
        const crew = opened(await Crew.start({ redisUrl: cluster.url, webs: 1 }));
        const [web = ''] = crew.webs;
        const { sha, card } = await crew.runningDeploy(`Goes on after a ${blow}`);
        const master = await cluster.masterOf(keys.alarms);
        await master[blow]();

        const from = performance.now();
        expect(await crew.world.type(ana, '/deploy dev')).toContain('cannot take requests right now');
        expect(performance.now() - from).toBeLessThan(3_000);
        await health(web, 503);

        await health(web, 200);
        expect((await cluster.masterOf(keys.alarms)).port).not.toBe(master.port);
        await crew.expectDone(sha, card, 60_000);
        expect(await crew.world.cards()).toHaveLength(1);
        await crew.quickAgain();
        await crew.world.ask(ana, '/deploy dev', /^✅.*development/s);
      },
    );
  });
}

describe('`cabeceo doctor` on a Cluster', () => {
  it('says that all is well, or which master is not', async () => {
    const cluster = opened(await startCluster({}));
    const world = opened(await World.start({ bot: 'none', redisUrl: cluster.url }));
    expect(await doctor(world)).toContain('ok      Redis: answers, appends to disk and never evicts');
    const { url, port } = await cluster.masterOf('anything');
    const redis = new Redis(url);
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    redis.disconnect();
    expect(await doctor(world)).toContain(`failed  Redis: Redis at 127.0.0.1:${port} evicts keys`);
  });
});

function opened<T extends { stop(): Promise<void> }>(part: T): T {
  parts.push(part);
  return part;
}

async function health(url: string, status: number): Promise<void> {
  let seen = 0;
  await eventually(
    async () => {
      seen = (await fetch(`${url}/health`)).status;
      return seen === status ? true : undefined;
    },
    { what: `the web's health to be ${status}`, withinMs: 30_000, found: async () => String(seen) },
  );
}

/** What it prints, whether all is well or not. */
async function doctor({ botEnvironment }: World): Promise<string> {
  const words = ['dist/src/cli/main.js', 'doctor', botEnvironment['CABECEO_CONFIG'] ?? ''];
  const doctor = spawn(process.execPath, words, {
    env: botEnvironment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return text(doctor.stdout);
}
