import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import type { Crew } from './crew.ts';

/** Shorter than a lane's lock, or a request could take effect after another worker has looked for it in vain. */
const longestLatencyMs = 600;

const targets = [
  { service: 'vercel', paths: ['', '/v13/deployments', '/v9/projects', '/promote', '/aliases', '/v2/files'] },
  { service: 'railway', paths: ['', 'serviceInstanceDeployV2', 'deployments', 'deploymentRollback'] },
  { service: 'neon', paths: ['', '/branches'] },
  { service: 'github', paths: ['', '/deployments', '/statuses', '/commits', '/compare'] },
  { service: 'slack', paths: ['', 'chat.postMessage', 'chat.postMessage', 'chat.update', 'conversations'] },
] as const;

type Effect =
  | { readonly kind: 'latency'; readonly ms: number }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterSeconds?: number }
  | { readonly kind: 'drop_before' | 'drop_after' };

export type Counts = Readonly<Record<string, number>>;

/** Kills workers and breaks answers until it is told to stop. What comes next is random's; when, the machine's. */
export class Trouble {
  readonly #counts = new Map<string, number>();
  readonly #world: World;
  readonly #crew: Crew;
  readonly #end = new AbortController();
  readonly #running: readonly Promise<void>[];

  constructor(world: World, crew: Crew, random: Random) {
    this.#world = world;
    this.#crew = crew;
    const [blows, faults] = [random.fork(), random.fork()];
    this.#running = [
      this.#repeat(
        () => blows.between(1_500, 4_500),
        () => this.#blow(blows),
      ),
      this.#repeat(
        () => faults.between(100, 700),
        () => this.#fault(faults),
      ),
    ];
    // Heard of in `stop`.
    for (const one of this.#running) one.catch(() => undefined);
  }

  /** No more of it; what was broken and not yet used is forgotten. */
  async stop(): Promise<Counts> {
    this.#end.abort();
    await Promise.all(this.#running);
    await this.#world.call('DELETE', '/_sandbox/faults');
    return Object.fromEntries([...this.#counts].toSorted(([a], [b]) => a.localeCompare(b)));
  }

  async #repeat(restMs: () => number, act: () => Promise<void>): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      await pause(restMs(), undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) await act();
    }
  }

  async #blow(random: Random): Promise<void> {
    const worker = random.between(0, 2);
    const blow = random.pick(['SIGKILL', 'SIGTERM', 'SIGSTOP'] as const);
    const pausedMs = random.between(200, 6_000);
    this.#count(`worker ${blow}`);
    if (blow === 'SIGSTOP') await this.#crew.freeze(worker, pausedMs);
    else await this.#crew.replace(worker, blow);
  }

  async #fault(random: Random): Promise<void> {
    const { service, paths } = random.pick(targets);
    const path = random.pick<string>(paths);
    const times = random.between(1, 2);
    const effect = random.weigh<Effect>([
      [2, { kind: 'latency', ms: random.between(50, longestLatencyMs) }],
      [1, { kind: 'status', status: 429, retryAfterSeconds: 1 }],
      [2, { kind: 'status', status: random.pick([500, 502, 503]) }],
      [2, { kind: 'drop_before' }],
      [3, { kind: 'drop_after' }],
    ]);
    if (await this.#isTroubled(service)) return;
    this.#count(
      `${service} ${'status' in effect ? String(effect.status).replace(/^5../, '5xx') : effect.kind}`,
    );
    await this.#world.fault({ service, ...(path !== '' && { path }), times, effect });
  }

  /** One thing at a time: where more is broken than is asked, nothing but waiting would be tested. */
  async #isTroubled(service: string): Promise<boolean> {
    const waiting = await this.#world.call<readonly { service: string }[]>('GET', '/_sandbox/faults');
    return waiting.some((fault) => fault.service === service);
  }

  #count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }
}
