import type { Redis } from 'ioredis';
import { type OperationId, parseOperationId, parseSlackUserId } from '../src/domain/ids.ts';
import type { Operation } from '../src/domain/operation.ts';
import type { Store } from '../src/store/commit.ts';
import { keys } from '../src/store/keys.ts';
import { createOperation } from '../src/store/operations.ts';
import { person } from './slash-command.ts';
import { within } from './within.ts';

const app = 'mundo-tango';
const ends = /"kind":"(succeeded|failed|refused|unchanged|cancelled|superseded)"/;

/** Those of fifty-environments.ts that ship without a nod. */
export const environments = [
  'development',
  ...Array.from({ length: 48 }, (_, index) => `team-${index + 2}`),
] as const;

/** Deploys that are asked for as a command's handler does, and are followed to their end in the audit trail. */
export class Deploys {
  readonly #store: Store;
  readonly #channelOf: (environment: string) => string;
  readonly #reader: Redis;
  readonly #waiting = new Map<string, (ending: string) => void>();
  #asked = 0;

  /** `redis`: where the store is; it is connected to once more. */
  constructor(store: Store, redis: Redis, channelOf: (environment: string) => string) {
    this.#store = store;
    this.#channelOf = channelOf;
    this.#reader = redis.duplicate();
    void this.#follow().catch(() => undefined);
  }

  /** In each of these environments the next is asked for when the one before is done. Answers how many were done. */
  async runFor(ms: number, where: readonly string[]): Promise<number> {
    const until = performance.now() + ms;
    const before = this.#asked;
    await this.#run(where, () => performance.now() < until);
    return this.#asked - before;
  }

  /** So many in all, in all environments at once. */
  async runMany(count: number): Promise<void> {
    const last = this.#asked + count;
    await this.#run(environments, () => this.#asked < last);
  }

  /** Resolves when Slack has been shown everything. */
  async told(): Promise<void> {
    const outboxes = [...new Set(environments.map(this.#channelOf))].map(keys.outbox);
    const empty = async () => (await this.#store.redis.exists(outboxes)) === 0 || undefined;
    await within('Slack to be told everything', empty, { everyMs: 20 });
  }

  close(): void {
    this.#reader.disconnect();
  }

  async #run(where: readonly string[], more: () => boolean): Promise<void> {
    const each = where.map(async (environment) => {
      while (more()) await this.#deploy(environment);
    });
    await Promise.all(each);
  }

  async #deploy(environment: string): Promise<void> {
    const operation = this.#request(environment);
    const { id, createdAt: at } = operation;
    const ended = new Promise<string>((resolve) => this.#waiting.set(id, resolve));
    const by = operation.request.by;
    const event = { kind: 'requested', at, by } as const;
    const { kind } = await createOperation(this.#store, operation, { delivery: id, event });
    if (kind !== 'created') throw new Error(`A deploy was not taken: ${kind}.`);
    const ending = await ended;
    if (ending !== 'succeeded') throw new Error(`A deploy ended as ${ending}.`);
  }

  #request(environment: string): Operation {
    const now = Date.now();
    this.#asked += 1;
    return {
      id: newId(now, this.#asked),
      kind: 'deploy',
      app,
      environment,
      request: {
        by: parseSlackUserId(person),
        team: 'T0MUNDO01',
        channel: this.#channelOf(environment),
        components: [],
      },
      state: 'planning',
      version: 1,
      createdAt: now,
    };
  }

  async #follow(): Promise<void> {
    for (let from = '0'; ;) {
      const [stream] = (await this.#reader.xread('BLOCK', 0, 'STREAMS', keys.audit, from)) ?? [];
      for (const [id, fields] of stream?.[1] ?? []) {
        from = id;
        const ending = ends.exec(fields.at(-1) ?? '')?.[1];
        if (ending !== undefined) this.#end(fields[1] ?? '', ending);
      }
    }
  }

  #end(operation: string, ending: string): void {
    this.#waiting.get(operation)?.(ending);
    this.#waiting.delete(operation);
  }
}

function newId(now: number, number: number): OperationId {
  return parseOperationId(`op_${now.toString(36)}${number.toString(36).padStart(5, '0')}`);
}
