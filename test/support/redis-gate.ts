import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Where a step can be stopped: each lies between two things that the journal or a platform sees. */
export const boundaries = ['before-intent', 'after-intent', 'after-effect', 'after-result'] as const;
export type Boundary = (typeof boundaries)[number];

interface Wanted {
  readonly step: string;
  readonly boundary: Boundary;
  readonly reached: () => void;
}

/**
 * Stands between one worker and Redis, and stops the worker exactly at a boundary of its journal: by keeping back the
 * write itself (before the intent, before the result), or Redis's answer to it (after the intent, after the result).
 */
export class RedisGate {
  readonly url: string;
  readonly #server: Server;
  readonly #links = new Set<Link>();
  #wanted: Wanted | undefined;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.url = `redis://127.0.0.1:${port}`;
  }

  static async start(redisUrl: string): Promise<RedisGate> {
    const upstream = Number(new URL(redisUrl).port);
    const server = createServer({ allowHalfOpen: false }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the gate has no port');
    const gate = new RedisGate(server, address.port);
    server.on('connection', (client) => gate.#link(client, upstream));
    return gate;
  }

  /** Resolves once the worker has come to the boundary; it stays there until `open`. */
  hold(step: string, boundary: Boundary): Promise<void> {
    return new Promise((reached) => (this.#wanted = { step, boundary, reached }));
  }

  /** Lets everything through, what was kept back first. */
  open(): void {
    this.#wanted = undefined;
    for (const link of this.#links) link.open();
  }

  async close(): Promise<void> {
    for (const link of this.#links) link.end();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #link(client: Socket, upstream: number): void {
    const link = new Link(client, connect(upstream, '127.0.0.1'), (command) => this.#verdict(command));
    this.#links.add(link);
    client.on('close', () => this.#links.delete(link));
  }

  #verdict(command: readonly Buffer[]): Verdict {
    const wanted = this.#wanted;
    if (!wanted || journaled(command, wanted.step) !== statusAt[wanted.boundary]) return 'pass';
    this.#wanted = undefined;
    setImmediate(wanted.reached);
    return wanted.boundary === 'before-intent' || wanted.boundary === 'after-effect'
      ? 'keep command'
      : 'keep answer';
  }
}

const statusAt: Readonly<Record<Boundary, string>> = {
  'before-intent': 'intent',
  'after-intent': 'intent',
  'after-effect': 'started',
  'after-result': 'done',
};

/** The status that this command writes for the step, if it is one of the journal's transactions. */
function journaled(command: readonly Buffer[], step: string): string | undefined {
  const last = command.at(-1)?.toString() ?? '';
  if (!last.includes('"writes"') || !last.includes(`"${step}"`)) return undefined;
  const { writes } = JSON.parse(last) as { writes: readonly (readonly string[])[] };
  const write = writes.find(([word, , field]) => word === 'HSET' && field === step);
  return write && (JSON.parse(write[3] ?? '{}') as { status?: string }).status;
}

type Verdict = 'pass' | 'keep command' | 'keep answer';

/** One connection. What is kept back leaves in order once it is opened. */
class Link {
  readonly #client: Socket;
  readonly #redis: Socket;
  #partial: Buffer = Buffer.alloc(0);
  #commands: Buffer[] | undefined;
  #answers: Buffer[] | undefined;

  constructor(client: Socket, redis: Socket, judge: (command: readonly Buffer[]) => Verdict) {
    this.#client = client;
    this.#redis = redis;
    client.on('data', (data) => this.#take(data, judge));
    redis.on('data', (data) => void (this.#answers ? this.#answers.push(data) : client.write(data)));
    for (const socket of [client, redis]) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
    }
    client.on('close', () => redis.end());
    redis.on('close', () => client.destroy());
  }

  open(): void {
    for (const data of this.#answers ?? []) this.#client.write(data);
    for (const data of this.#commands ?? []) this.#redis.write(data);
    this.#answers = undefined;
    this.#commands = undefined;
  }

  end(): void {
    this.#client.destroy();
    this.#redis.destroy();
  }

  #take(data: Buffer, judge: (command: readonly Buffer[]) => Verdict): void {
    this.#partial = Buffer.concat([this.#partial, data]);
    for (let next = readCommand(this.#partial); next; next = readCommand(this.#partial)) {
      const bytes = this.#partial.subarray(0, next.end);
      this.#partial = this.#partial.subarray(next.end);
      const verdict = judge(next.words);
      if (verdict === 'keep command') this.#commands = [];
      if (verdict === 'keep answer') this.#answers = [];
      if (this.#commands) this.#commands.push(bytes);
      else this.#redis.write(bytes);
    }
  }
}

/** The first whole command: `*2\r\n$3\r\nGET\r\n$1\r\nk\r\n` (https://redis.io/docs/latest/develop/reference/protocol-spec/). */
function readCommand(data: Buffer): { readonly words: readonly Buffer[]; readonly end: number } | undefined {
  const header = readNumber(data, 0);
  if (!header) return undefined;
  const words: Buffer[] = [];
  let at = header.end;
  for (let word = 0; word < header.value; word += 1) {
    const length = readNumber(data, at);
    if (!length || data.length < length.end + length.value + 2) return undefined;
    words.push(data.subarray(length.end, length.end + length.value));
    at = length.end + length.value + 2;
  }
  return { words, end: at };
}

function readNumber(data: Buffer, at: number): { readonly value: number; readonly end: number } | undefined {
  const end = data.indexOf('\r\n', at);
  return end === -1 ? undefined : { value: Number(data.toString('latin1', at + 1, end)), end: end + 2 };
}
