import type { Socket } from 'node:net';
import type { Turns } from './turns.ts';
import type { Startup } from './wire.ts';
import {
  askPassword,
  createReader,
  errorMessage,
  parsePassword,
  parseStartup,
  protocol,
  query,
  readyStatus,
} from './wire.ts';

export interface SessionParts {
  /** Sends one message to Postgres and collects its answer. */
  readonly ask: (message: Uint8Array) => Promise<Buffer>;
  /** There is one Postgres session for all connections: each has it from a request's start to its end. */
  readonly turns: Turns;
  readonly passwords: ReadonlyMap<string, string>;
  readonly database: string;
  /** A request has been answered. */
  readonly onIdle: () => void;
}

/** One client's connection, until it ends. A transaction keeps the turn, so that others never see into it. */
export async function serveSession(socket: Socket, parts: SessionParts): Promise<void> {
  const reader = createReader(socket);
  const startup = await negotiate(socket, reader);
  if (startup === undefined) return;
  if (!(await logIn(startup, { socket, reader, parts }))) return;

  let release: (() => void) | undefined = await parts.turns.take();
  let inTransaction = false;
  try {
    socket.write(await parts.ask(startup.bytes));
    release();
    release = undefined;
    for (;;) {
      const message = await reader.typed();
      if (message === undefined || message[0] === 'X'.charCodeAt(0)) break;
      release ??= await parts.turns.take();
      const answer = await parts.ask(message);
      socket.write(answer);
      const status = endsRequest(message) ? readyStatus(answer) : undefined;
      inTransaction = status === undefined ? inTransaction : status !== 'I';
      if (status === 'I') {
        release();
        release = undefined;
        parts.onIdle();
      }
    }
  } finally {
    await leave(parts, release, inTransaction);
    socket.destroy();
  }
}

type Reader = ReturnType<typeof createReader>;

async function negotiate(socket: Socket, reader: Reader): Promise<Startup | undefined> {
  for (;;) {
    const first = await reader.untyped();
    const code = first !== undefined && first.length >= 8 ? first.readInt32BE(4) : undefined;
    if (first === undefined || code === undefined || code === protocol.cancel) {
      socket.end();
      return undefined;
    }
    if (code === protocol.version3) return parseStartup(first);
    if (code !== protocol.ssl && code !== protocol.gss) {
      socket.end(errorMessage('08P01', `unsupported frontend protocol ${code}`));
      return undefined;
    }
    socket.write('N');
  }
}

async function logIn(
  { user, database }: Startup,
  {
    socket,
    reader,
    parts,
  }: { readonly socket: Socket; readonly reader: Reader; readonly parts: SessionParts },
): Promise<boolean> {
  socket.write(askPassword());
  const answer = await reader.typed();
  if (answer === undefined) return false;
  const expected = parts.passwords.get(user);
  if (expected === undefined || parsePassword(answer) !== expected) {
    socket.end(errorMessage('28P01', `password authentication failed for user '${user}'`));
    return false;
  }
  if (database !== parts.database) {
    socket.end(errorMessage('3D000', `database "${database}" does not exist`));
    return false;
  }
  return true;
}

/** Query, Sync, CopyDone, CopyFail and FunctionCall are answered by ReadyForQuery. */
const endsRequest = (message: Buffer) => 'QScfF'.includes(String.fromCharCode(message[0] ?? 0));

async function leave(
  parts: SessionParts,
  release: (() => void) | undefined,
  inTransaction: boolean,
): Promise<void> {
  const holding = release ?? (await parts.turns.take());
  // A Sync ends a request that broke off in the middle; what this client had SET must not reach the others.
  if (release !== undefined) await parts.ask(Buffer.from([0x53, 0, 0, 0, 4]));
  if (inTransaction || release !== undefined) await parts.ask(query('rollback'));
  await parts.ask(query('reset all'));
  holding();
  parts.onIdle();
}
