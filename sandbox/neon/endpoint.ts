import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import type { Clock } from '../kernel/contract.ts';
import type { Store } from './store.ts';
import { errorMessage } from './wire.ts';

/** A branch's address: a loopback port that starts the branch's Postgres on the first connection. */
export interface Endpoint {
  readonly id: string;
  readonly branch: string;
  readonly port: number;
  readonly createdAt: number;
  readonly suspendTimeoutSeconds: number;
  state(): 'init' | 'active' | 'idle';
  lastActive(): number | undefined;
  start(): Promise<void>;
  /** Drops all connections; the next one starts it again. */
  suspend(): Promise<void>;
  dropConnections(): void;
  close(): Promise<void>;
}

export interface EndpointOptions {
  readonly id: string;
  readonly branch: string;
  readonly clock: Clock;
  /** Undefined: a free one. */
  readonly port: number | undefined;
  /** As Neon's: 0 is the default of five minutes, -1 never. */
  readonly suspendTimeoutSeconds: number;
  /** Asked at every connection: a restore gives the branch another store. */
  readonly store: () => Store;
  readonly onChange: () => void;
}

const defaultSuspendSeconds = 300;

export async function openEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const { clock, store } = options;
  const sockets = new Set<Socket>();
  const closing = new AbortController();
  let lastActive: number | undefined;
  let starting = false;

  const touch = () => void (lastActive = clock.now());
  const start = async (): Promise<number> => {
    const wasRunning = store().isRunning();
    starting = !wasRunning;
    touch();
    try {
      return await store().connect();
    } finally {
      starting = false;
      if (!wasRunning) void suspendWhenIdle().catch(() => {});
    }
  };
  const dropConnections = () => {
    for (const socket of sockets) socket.destroy();
  };
  const suspend = async () => {
    dropConnections();
    await store().suspend();
    options.onChange();
  };

  const idleMs = (options.suspendTimeoutSeconds || defaultSuspendSeconds) * 1000;
  const suspendWhenIdle = async () => {
    if (idleMs < 0) return;
    while (store().isRunning()) {
      const idleFor = clock.now() - (lastActive ?? 0);
      if (idleFor >= idleMs) return suspend();
      await clock.sleep(idleMs - idleFor, closing.signal);
    }
  };

  const server = createServer((client) => {
    sockets.add(client);
    client.on('error', () => client.destroy());
    client.once('close', () => sockets.delete(client));
    client.on('data', touch);
    client.pause();
    start().then(
      (port) => join(client, port),
      (error: unknown) => client.end(errorMessage('XX000', String(error))),
    );
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');

  return {
    id: options.id,
    branch: options.branch,
    port: (server.address() as AddressInfo).port,
    createdAt: clock.now(),
    suspendTimeoutSeconds: options.suspendTimeoutSeconds,
    state: () => (starting ? 'init' : store().isRunning() ? 'active' : 'idle'),
    lastActive: () => lastActive,
    start: async () => void (await start()),
    suspend,
    dropConnections,
    async close() {
      closing.abort(new Error('The endpoint is closed.'));
      const closed = once(server, 'close');
      server.close();
      dropConnections();
      await closed;
    },
  };
}

function join(client: Socket, port: number): void {
  const backend = connect({ host: '127.0.0.1', port, noDelay: true });
  client.setNoDelay(true);
  backend.on('error', () => client.destroy());
  backend.once('close', () => client.destroy());
  client.once('close', () => backend.destroy());
  client.pipe(backend);
  backend.pipe(client);
}
