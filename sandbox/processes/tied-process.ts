import { spawn } from 'node:child_process';

export interface TiedProcess {
  readonly pid: number;
  /** Code and signal of the command, once it is over. */
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Only where `ipc` was asked for. */
  send(message: object): void;
  onMessage(listener: (message: unknown) => void): void;
  /** SIGTERM to the command and all it started, SIGKILL `graceMs` later; resolves when it is over. */
  stop(graceMs?: number): Promise<void>;
}

export interface TiedProcessOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly ipc?: boolean;
  /** One call per line of stdout and stderr. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
}

/**
 * Runs a shell command that cannot outlive this process: the command's group is led by a shell whose guard reads a
 * pipe that only we hold; when it ends, for whatever reason (SIGKILL too), the guard kills the group.
 */
export function spawnTied(command: string, options: TiedProcessOptions): TiedProcess {
  const child = spawn('/bin/sh', ['-c', guarded, 'tied', command], {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', ...(options.ipc ? (['ipc'] as const) : [])],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`/bin/sh did not start in ${options.cwd}`);
  for (const stream of ['stdout', 'stderr'] as const) {
    eachLine(child[stream], (line) => options.onLine?.(line, stream));
  }
  child.stdin?.on('error', () => {});
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.on('error', () => resolve({ code: 127, signal: null }));
    child.on('exit', (code, signal) => {
      child.stdin?.destroy();
      resolve({ code, signal });
    });
  });
  return {
    pid,
    exited,
    send: (message) => {
      if (child.connected) child.send(message, () => {});
    },
    onMessage: (listener) => void child.on('message', listener),
    stop: async (graceMs = 2000) => {
      signalGroup(pid, 'SIGTERM');
      const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
      await exited;
      clearTimeout(timer);
      signalGroup(pid, 'SIGKILL');
    },
  };
}

/** Runs a command to its end. */
export async function runTied(
  command: string,
  options: TiedProcessOptions & { readonly signal?: AbortSignal },
): Promise<number> {
  const process = spawnTied(command, options);
  const abort = () => void process.stop(0);
  options.signal?.addEventListener('abort', abort, { once: true });
  const { code } = await process.exited;
  options.signal?.removeEventListener('abort', abort);
  return code ?? 1;
}

/* The guard reads descriptor 9, since a shell gives its background jobs /dev/null as standard input. */
const guarded = `exec 9<&0 </dev/null
( trap '' TERM INT HUP; read _ <&9; kill -KILL 0 ) >/dev/null 2>&1 &
trap : TERM
/bin/sh -c "exec 9<&-; $1" &
command=$!
while :; do
  wait "$command"; code=$?
  kill -0 "$command" 2>/dev/null || exit "$code"
done`;

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is already gone.
  }
}

function eachLine(stream: NodeJS.ReadableStream | null, listener: (line: string) => void): void {
  if (stream === null) return;
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) listener(line);
  });
  stream.on('end', () => {
    if (rest !== '') listener(rest);
  });
}
