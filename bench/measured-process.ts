import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { repositoryRoot } from '../sandbox/kernel/root.ts';
import { spawnTied } from '../sandbox/processes/tied-process.ts';
import { quoteWords } from '../sandbox/shell.ts';

export interface MeasuredProcess {
  readonly url: string;
  /** From spawn until `/health` was well. */
  readonly readyMs: number;
  /** User and system time that it took until then. */
  readonly readyCpuMs: number;
  /** What it wrote: one line each. */
  readonly lines: readonly string[];
  cpuMs(): number;
  residentMiB(): number;
  stop(): Promise<void>;
  /** SIGKILL; resolves when it is dead. */
  kill(): Promise<void>;
}

export interface MeasuredOptions {
  /** Under dist/. */
  readonly entry: string;
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;
}

const deadlineMs = 30_000;
/** Linux counts a process's time in ticks of 10 ms. */
const tickMs = 10;

/** A Node process as it runs in production, up and answering `/health`. */
export async function startMeasured({ entry, url, env }: MeasuredOptions): Promise<MeasuredProcess> {
  const lines: string[] = [];
  const file = join(repositoryRoot(), 'dist', entry);
  const command = quoteWords([process.execPath, '--enable-source-maps', file]);
  const began = performance.now();
  const child = spawnTied(`echo $$; exec ${command}`, {
    cwd: repositoryRoot(),
    env: { ...env, PORT: new URL(url).port },
    onLine: (line) => void lines.push(line),
  });
  let ended = false;
  void child.exited.then(() => (ended = true));
  while (!(await isHealthy(url))) {
    if (ended || performance.now() - began > deadlineMs) {
      await child.stop(0);
      throw new Error(`${entry} did not come up. It wrote:\n${lines.slice(-20).join('\n')}`);
    }
    await delay(5);
  }
  const readyMs = performance.now() - began;
  const pid = Number(lines[0]);
  return {
    url,
    readyMs,
    readyCpuMs: cpuMs(pid),
    lines,
    cpuMs: () => cpuMs(pid),
    residentMiB: () => residentMiB(pid),
    stop: () => child.stop(10_000),
    async kill() {
      process.kill(pid, 'SIGKILL');
      await child.exited;
    },
  };
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

/** proc(5): utime and stime are the 12th and 13th fields after the name, which stands in brackets. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}

function residentMiB(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}
