import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { ackDeadlineMs } from './envelope.ts';
import type { Delivered, Envelope } from './envelope.ts';
import type { Workspace } from './workspace.ts';

const pingMs = 10_000;
const mostConnections = 10;

/** Slack's side of Socket Mode: tickets, sockets, envelopes and their acknowledgements. */
export interface SocketMode {
  readonly connected: boolean;
  readonly full: boolean;
  /** A ticket opens one connection. */
  ticket(): string;
  attach(server: Server): void;
  deliver(envelope: Envelope): Promise<Delivered>;
  /** Ends every connection: after Slack's warning that it will, or without a word. Answers how many there were. */
  disconnect(how: Disconnection): number;
  close(): Promise<void>;
}

export type Disconnection = 'warned' | 'cut';

const acknowledgement = z.object({ envelope_id: z.string(), payload: z.unknown().optional() });

export function createSocketMode(workspace: Workspace): SocketMode {
  const { kernel } = workspace;
  const tickets = new Set<string>();
  const waiting = new Map<string, (payload: unknown) => void>();
  const server = new WebSocketServer({ noServer: true });
  let turn = 0;

  const heartbeat = setInterval(() => {
    for (const socket of server.clients) socket.ping();
  }, pingMs).unref();

  server.on('connection', (socket: WebSocket) => {
    socket.on('error', () => socket.terminate());
    socket.on('message', (data) => {
      const read = acknowledgement.safeParse(parsed(textOf(data)));
      if (read.success) waiting.get(read.data.envelope_id)?.(read.data.payload);
      else socket.close(1007, 'expected {envelope_id, payload?} as JSON');
    });
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: server.clients.size,
        connection_info: { app_id: workspace.appId },
        debug_info: { host: 'sandbox', build_number: 1, approximate_connection_time: 18_060 },
      }),
    );
  });

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    if (url.pathname !== '/link/' || !tickets.delete(url.searchParams.get('ticket') ?? '')) {
      socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n');
      return;
    }
    server.handleUpgrade(request, socket, head, (opened) => server.emit('connection', opened, request));
  }

  const open = () => [...server.clients].filter(({ readyState }) => readyState === WebSocket.OPEN);

  return {
    get connected() {
      return open().length > 0;
    },
    get full() {
      return server.clients.size >= mostConnections;
    },
    ticket() {
      const ticket = kernel.id('', { separator: '', length: 32 });
      tickets.add(ticket);
      return ticket;
    },
    attach: (onto) => void onto.on('upgrade', upgrade),
    async deliver({ kind, payload, retry }) {
      const sockets = open();
      turn += 1;
      const id = kernel.id('', { separator: '', length: 32 });
      const started = performance.now();
      const acknowledged = new Promise<{ payload: unknown } | undefined>((resolve) => {
        const timer = setTimeout(() => resolve(undefined), ackDeadlineMs);
        waiting.set(id, (body) => {
          clearTimeout(timer);
          resolve({ payload: body });
        });
      });
      sockets[turn % sockets.length]?.send(
        JSON.stringify({
          envelope_id: id,
          type: kind,
          payload,
          accepts_response_payload: kind !== 'events_api',
          ...(retry && { retry_attempt: retry.number, retry_reason: retry.reason }),
        }),
      );
      const answer = await acknowledged;
      waiting.delete(id);
      const ms = performance.now() - started;
      return answer === undefined
        ? { status: 0, ms, body: '', error: 'operation_timeout' }
        : { status: 200, ms, body: answer.payload ?? '' };
    },
    disconnect(how) {
      const sockets = open();
      for (const socket of sockets) {
        if (how === 'cut') socket.terminate();
        else socket.send(JSON.stringify(refresh), () => socket.close(1000));
      }
      return sockets.length;
    },
    async close() {
      clearInterval(heartbeat);
      await Promise.all([...server.clients].map(goodbye));
      server.close();
    },
  };
}

/** What Slack says before it recycles a connection (docs: Socket Mode, "Disconnect messages"). */
const refresh = { type: 'disconnect', reason: 'refresh_requested', debug_info: { host: 'sandbox' } };

/** Cut off where the app does not answer the close frame soon. */
async function goodbye(socket: WebSocket): Promise<void> {
  const closed = once(socket, 'close');
  const timer = setTimeout(() => socket.terminate(), 500);
  socket.close(1001);
  await closed;
  clearTimeout(timer);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}
