import { repositoryRoot } from '../kernel/root.ts';
import { spawnTied } from '../processes/tied-process.ts';
import type { FromCompute, ToCompute } from './compute-messages.ts';
import type { Compute, ComputeOptions } from './compute-contract.ts';
import { nodeCommand } from './node-command.ts';
import { serverPrograms, startServer } from './postgres-server.ts';
import { neonSeed } from './seed.ts';
import { createTurns } from './turns.ts';

export async function startCompute(options: ComputeOptions): Promise<Compute> {
  const programs = serverPrograms();
  return programs === undefined ? startPglite(options) : startServer(programs, options);
}

async function startPglite({ directory, passwords, onWritten }: ComputeOptions): Promise<Compute> {
  const errors: string[] = [];
  const child = spawnTied(nodeCommand('./compute-process'), {
    cwd: repositoryRoot(),
    env: { PATH: process.env['PATH'] ?? '' },
    ipc: true,
    onLine: (line) => void errors.push(line),
  });
  const tell = (message: ToCompute) => child.send(message);
  const waiting: { kind: FromCompute['kind']; resolve: (message: FromCompute) => void }[] = [];
  child.onMessage((received) => {
    const message = received as FromCompute;
    if (message.kind === 'written') onWritten(message.lsn);
    const index = waiting.findIndex(({ kind }) => kind === message.kind);
    if (index !== -1) waiting.splice(index, 1)[0]?.resolve(message);
  });
  const failed = child.exited.then(({ code }) => {
    throw new Error(`Postgres over ${directory} ended with code ${code}: ${errors.slice(-5).join(' | ')}`);
  });
  failed.catch(() => {});
  const next = (kind: FromCompute['kind']) =>
    Promise.race([new Promise<FromCompute>((resolve) => waiting.push({ kind, resolve })), failed]);

  tell({ kind: 'start', directory, role: neonSeed.role, database: neonSeed.database, passwords });
  const ready = await next('ready');
  const turns = createTurns();
  return {
    port: ready.kind === 'ready' ? ready.port : 0,
    ended: child.exited.then(() => {}),
    frozen: (work) =>
      turns.alone(async () => {
        tell({ kind: 'freeze' });
        const { lsn } = (await next('frozen')) as Extract<FromCompute, { kind: 'frozen' }>;
        try {
          return await work(lsn);
        } finally {
          tell({ kind: 'thaw' });
        }
      }),
    schema: () =>
      turns.alone(async () => {
        tell({ kind: 'describe' });
        return ((await next('described')) as Extract<FromCompute, { kind: 'described' }>).schema;
      }),
    async takeRowsOut() {
      tell({ kind: 'take_rows_out' });
      await next('rows_taken_out');
    },
    async stop() {
      tell({ kind: 'stop' });
      const timer = setTimeout(() => void child.stop(0), stopGraceMs);
      await child.exited;
      clearTimeout(timer);
    },
  };
}

/** An open transaction would keep the clean shutdown waiting; what was committed survives a kill. */
const stopGraceMs = 1000;
