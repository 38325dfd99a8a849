import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { PGlite } from '@electric-sql/pglite';
import type { FromCompute, ToCompute } from './compute-messages.ts';
import { schemaText, takeRowsOut } from './schema-text.ts';
import { serveSession } from './session.ts';
import { createTurns } from './turns.ts';

/** A program: Postgres over one data directory, driven by the messages of compute-messages.ts. */
process.on('disconnect', () => process.exit());
process.on('message', (message: ToCompute) => {
  if (message.kind === 'start') void start(message);
});

const noticeWritesMs = 50;

async function start({ directory, role, database, passwords }: Extract<ToCompute, { kind: 'start' }>) {
  const postgres = await PGlite.create({ dataDir: directory, username: role, database });
  const turns = createTurns();
  const position = async () => {
    const { rows } = await postgres.query<{ lsn: string }>('select pg_current_wal_insert_lsn()::text as lsn');
    return rows[0]?.lsn ?? '0/0';
  };
  let known = await position();
  let noticing: NodeJS.Timeout | undefined;

  const noticeWrites = () => {
    noticing ??= setTimeout(() => {
      noticing = undefined;
      void turns.alone(async () => {
        const lsn = await position();
        if (lsn !== known) tell({ kind: 'written', lsn });
        known = lsn;
      });
    }, noticeWritesMs);
  };
  const ask = async (sql: string) => (await postgres.query<Record<string, unknown>>(sql)).rows;
  let thaw: (() => void) | undefined;
  process.on('message', (message: ToCompute) => {
    if (message.kind === 'freeze') void freeze();
    if (message.kind === 'thaw') thaw?.();
    if (message.kind === 'describe')
      void turns.alone(async () => tell({ kind: 'described', schema: await schemaText(ask) }));
    if (message.kind === 'take_rows_out')
      void turns.alone(async () => {
        await takeRowsOut(ask);
        tell({ kind: 'rows_taken_out' });
      });
    if (message.kind === 'stop')
      void turns.take().then(async () => {
        await postgres.close();
        process.exit();
      });
  });
  const freeze = async () => {
    thaw = await turns.take();
    const lsn = await position();
    if (lsn !== known) tell({ kind: 'written', lsn });
    await postgres.exec('checkpoint');
    known = await position();
    tell({ kind: 'frozen', lsn: known });
  };

  const server = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    const parts = {
      ask: async (message: Uint8Array) => {
        const answer: Buffer[] = [];
        await postgres.execProtocolRawStream(message, {
          onRawData: (data) => void answer.push(Buffer.from(data)),
        });
        return Buffer.concat(answer);
      },
      turns,
      passwords: new Map(Object.entries(passwords)),
      database,
      onIdle: noticeWrites,
    };
    serveSession(socket, parts).catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      process.exit(1);
    });
  });
  server.listen(0, '127.0.0.1', () => {
    tell({ kind: 'ready', port: (server.address() as AddressInfo).port, lsn: known });
  });
}

function tell(message: FromCompute): void {
  process.send?.(message);
}
