import { request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { freePort } from '../free-port.ts';
import { spawnTied } from '../processes/tied-process.ts';
import { toolPath } from './image.ts';
import type { Manifest } from './manifest.ts';

/** A running container, or what stands in for it. */
export interface Runtime {
  serve(incoming: IncomingMessage, outgoing: ServerResponse): void;
  /** HTTP status of a GET, undefined while nothing answers. */
  check(path: string): Promise<number | undefined>;
  /** Resolves when it ended; `code` is undefined where it was told to stop. */
  readonly ended: Promise<{ readonly code: number | undefined }>;
  stop(graceMs: number): Promise<void>;
}

export interface ProcessOptions {
  readonly directory: string;
  readonly manifest: Manifest;
  readonly variables: Readonly<Record<string, string>>;
  readonly log: (line: string, stream: 'stdout' | 'stderr') => void;
}

/** The start command as a process of its own, on a free port. */
export async function startProcess(options: ProcessOptions): Promise<Runtime> {
  const port = await freePort();
  const process = spawnTied(`exec ${options.manifest.startCommand}`, {
    cwd: options.directory,
    env: processEnvironment(options.directory, { ...options.variables, PORT: String(port) }),
    onLine: options.log,
  });
  let stopping = false;
  return {
    serve: (incoming, outgoing) => forward(incoming, outgoing, port),
    check: (path) => statusOf(port, path),
    ended: process.exited.then(({ code }) => ({ code: stopping ? undefined : (code ?? 137) })),
    async stop(graceMs) {
      stopping = true;
      await process.stop(graceMs);
    },
  };
}

/** Nothing of ours leaks into a container: its variables and what a program needs to be found. */
export function processEnvironment(
  directory: string,
  variables: Readonly<Record<string, string>>,
): Record<string, string> {
  return { PATH: toolPath(directory), HOME: directory, NODE_ENV: 'production', ...variables };
}

/** Answers `/health` with the commit, for sandboxes in which builds are not real. */
export function startStandIn(commit: string, now: () => number): Runtime {
  const startedAt = now();
  let end: (how: { readonly code: undefined }) => void = () => {};
  const ended = new Promise<{ readonly code: number | undefined }>((resolve) => (end = resolve));
  return {
    serve(incoming, outgoing) {
      if (incoming.url?.split('?')[0] !== '/health') {
        answerJson(outgoing, 404, { error: 'The stand-in for the app knows only /health.' });
        return;
      }
      answerJson(outgoing, 200, {
        status: 'ok',
        version: commit,
        checks: { database: 'ok' },
        uptime: Math.round((now() - startedAt) / 1000),
        timestamp: new Date(now()).toISOString(),
      });
    },
    check: async (path) => (path === '/health' ? 200 : 404),
    ended,
    stop: async () => end({ code: undefined }),
  };
}

export function answerJson(outgoing: ServerResponse, status: number, body: unknown): void {
  outgoing.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  outgoing.end(JSON.stringify(body));
}

function forward(incoming: IncomingMessage, outgoing: ServerResponse, port: number): void {
  const onward = request(
    {
      host: '127.0.0.1',
      port,
      method: incoming.method,
      path: incoming.url,
      headers: { ...incoming.headers, 'x-forwarded-proto': 'https', 'x-forwarded-for': '127.0.0.1' },
    },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    },
  );
  onward.on('error', () => {
    if (outgoing.headersSent) outgoing.destroy();
    else answerJson(outgoing, 502, fallback(502, 'Application failed to respond'));
  });
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}

/** What Railway's edge says by itself. */
export function fallback(code: number, message: string): object {
  return { status: 'error', code, message, request_id: 'sandbox' };
}

function statusOf(port: number, path: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = request(
      { host: '127.0.0.1', port, path, headers: { host: 'healthcheck.railway.app' }, timeout: 5000 },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      },
    );
    probe.on('timeout', () => probe.destroy());
    probe.on('error', () => resolve(undefined));
    probe.end();
  });
}
