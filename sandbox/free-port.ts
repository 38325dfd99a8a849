import { once } from 'node:events';
import { mkdir, stat, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/*
 * Below the range from which systems hand out ports by themselves (32768 and up on Linux), so that nobody is given the
 * port between the look and its use.
 */
const lowest = 20_000;
const highest = 32_000;
/** What was started on it may not listen yet, and another process of ours may look meanwhile. */
const reservedMs = 60_000;
const reservations = join(tmpdir(), 'cabeceo-ports');

/** A port of this machine that nobody listens on now, for a process that is still to start. */
export async function freePort(): Promise<number> {
  await mkdir(reservations, { recursive: true });
  for (;;) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    if ((await reserve(port)) && (await isFree(port))) return port;
  }
}

async function reserve(port: number): Promise<boolean> {
  const file = join(reservations, String(port));
  try {
    await writeFile(file, '', { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const { mtimeMs } = await stat(file);
  const now = Date.now();
  if (now - mtimeMs < reservedMs) return false;
  await utimes(file, now / 1_000, now / 1_000);
  return true;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const listening = once(server, 'listening').then(
    () => true,
    () => false,
  );
  server.listen(port, '127.0.0.1');
  if (!(await listening)) return false;
  server.close();
  await once(server, 'close');
  return true;
}
