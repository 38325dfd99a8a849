import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { TerminalError } from '../../domain/errors.ts';
import type { Scrub, Secret } from '../secrets.ts';
import { environmentOf } from './address-environment.ts';

export type ProgramName = 'pg_dump' | 'pg_restore';

export interface ProgramsOptions {
  /** Where the programs are looked for. */
  readonly path: string;
  readonly scrub: Scrub;
}

export interface Program {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Rejects with a TerminalError that has its last words, unless it ended with 0. */
  readonly ended: Promise<void>;
}

/** Runs one of PostgreSQL's own programs on the database at `address`, until `signal`. */
export function startProgram(
  { path, scrub }: ProgramsOptions,
  name: ProgramName,
  wanted: {
    readonly arguments: readonly string[];
    readonly address: Secret;
    readonly signal: AbortSignal;
  },
): Program {
  const child = spawn(name, wanted.arguments, {
    env: { PATH: path, LC_ALL: 'C', ...environmentOf(wanted.address) },
    stdio: 'pipe',
    signal: wanted.signal,
    killSignal: 'SIGKILL',
  });
  const said = lastWords(child.stderr);
  // What it did not read any more is said by how it ended.
  child.stdin.on('error', () => undefined);
  const ended = endOf(child, name, wanted.signal).then((code) => {
    if (code === 0) return;
    const message = scrub(said()).replaceAll(/\s+/g, ' ').trim().replace(/\.$/, '') || 'it said nothing';
    throw new TerminalError('backup_program_failed', { program: name, exit: code, message });
  });
  ended.catch(() => undefined);
  return { stdin: child.stdin, stdout: child.stdout, ended };
}

/** The major version; throws a TerminalError where there is none. */
export async function versionOf({ path }: ProgramsOptions, name: ProgramName): Promise<number> {
  const child = spawn(name, ['--version'], { env: { PATH: path }, stdio: 'pipe' });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  await endOf(child, name, undefined);
  const major = /\b(\d+)(?:\.\d+|devel|beta|rc)/.exec(text)?.[1];
  if (major === undefined) throw missing(name);
  return Number(major);
}

function endOf(child: ChildProcess, name: ProgramName, signal: AbortSignal | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (signal?.aborted) reject(signal.reason as Error);
      else reject(error.code === 'ENOENT' || error.code === 'EACCES' ? missing(name) : error);
    });
    child.once('close', (code) => resolve(code ?? -1));
  });
}

function missing(program: ProgramName): TerminalError {
  return new TerminalError('backup_program_missing', { program });
}

const mostSaid = 300;

/** What a program says last is what it failed of. */
function lastWords(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => (text = (text + chunk).slice(-4_000)));
  return () => text.trim().slice(-mostSaid);
}
