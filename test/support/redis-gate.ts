import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { laneOf, momentOf, type Point } from './journal-moments.ts';

interface Wanted {
  readonly point: Pick<Point, 'moment' | 'keep'>;
  readonly reached: (lane: string) => void;
}

/**
 * Stands between one worker and Redis, and stops the worker exactly at a point of its journal: by keeping back the
 * write itself (before the intent, before the result), or Redis's answer to it (after the intent, after the result).
 */
export class RedisGate {
  readonly url: string;
  readonly #server: Server;
  readonly #links = new Set<Link>();
  readonly #note: (moment: string) => void;
  #wanted: Wanted | undefined;
  #cut = false;

  private constructor(server: Server, port: number, note: (moment: string) => void) {
    this.#server = server;
    this.#note = note;
    this.url = `redis://127.0.0.1:${port}`;
  }

  /** `note` is called with each moment that the worker comes to. */
  static async start(redisUrl: string, note: (moment: string) => void): Promise<RedisGate> {
    const upstream = Number(new URL(redisUrl).port);
    const server = createServer({ allowHalfOpen: false }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the gate has no port');
    const gate = new RedisGate(server, address.port, note);
    server.on('connection', (client) => gate.#link(client, upstream));
    return gate;
  }

  /** Resolves with the lane once the worker has come to the point; it stays there until `open`. */
  hold(point: Wanted['point']): Promise<string> {
    return new Promise((reached) => (this.#wanted = { point, reached }));
  }

  /** As a network that is cut: nothing comes through either way, and nobody is told. */
  cut(): void {
    this.#cut = true;
    for (const link of this.#links) link.keepAll();
  }

  /** Lets everything through, what was kept back first. */
  open(): void {
    this.#wanted = undefined;
    this.#cut = false;
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
    if (this.#cut) link.keepAll();
    client.on('close', () => this.#links.delete(link));
  }

  #verdict(command: readonly Buffer[]): Verdict {
    const moment = momentOf(command);
    if (moment === undefined) return 'pass';
    this.#note(moment);
    const wanted = this.#wanted;
    if (wanted?.point.moment !== moment) return 'pass';
    this.#wanted = undefined;
    setImmediate(() => wanted.reached(laneOf(command)));
    return `keep ${wanted.point.keep}`;
  }
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

  keepAll(): void {
    this.#answers ??= [];
    this.#commands ??= [];
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
