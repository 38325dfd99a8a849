import { spawn } from 'node:child_process';
import { buffer, text } from 'node:stream/consumers';

export interface Git {
  /** What it printed; throws GitError where it fails. */
  run(args: readonly string[], input?: string | Uint8Array): Promise<string>;
  /** As `run`, of what cannot change: commits by their whole SHA. A process for each answer would be most of a plan's time. */
  recall(args: readonly string[]): Promise<string>;
  bytes(args: readonly string[]): Promise<Uint8Array<ArrayBuffer>>;
}

const mostRecalled = 500;

export class GitError extends Error {
  override readonly name = 'GitError';
  readonly exitCode: number | null;
  readonly stdout: string;

  constructor(args: readonly string[], outcome: { code: number | null; stdout: string; stderr: string }) {
    super(`git ${args.join(' ')} ended with ${outcome.code}: ${outcome.stderr.trim()}`);
    this.exitCode = outcome.code;
    this.stdout = outcome.stdout;
  }
}

/** Nothing of this machine's or this person's git configuration may change what the sandbox does. */
const environment = {
  PATH: process.env['PATH'],
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_COMMITTER_NAME: 'GitHub',
  GIT_COMMITTER_EMAIL: 'noreply@github.com',
  LC_ALL: 'C',
};

export function createGit(directory: string): Git {
  const start = (args: readonly string[]) =>
    spawn('git', ['--git-dir', directory, '-c', 'core.quotePath=false', ...args], { env: environment });

  const finish = async (args: readonly string[], input: string | Uint8Array | undefined) => {
    const child = start(args);
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    // A git that refuses early closes its input; its exit code and stderr say why.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    const [out, stderr, code] = await Promise.all([buffer(child.stdout), text(child.stderr), ended]);
    if (code !== 0) throw new GitError(args, { code, stdout: out.toString('utf8'), stderr });
    return out;
  };

  const run = async (args: readonly string[], input?: string | Uint8Array) =>
    (await finish(args, input)).toString('utf8');
  const recalled = new Map<string, Promise<string>>();

  return {
    run,
    recall(args) {
      const key = args.join('\0');
      const known = recalled.get(key);
      if (known) return known;
      const answer = run(args);
      recalled.set(key, answer);
      answer.catch(() => recalled.delete(key));
      const [oldest] = recalled.keys();
      if (recalled.size > mostRecalled && oldest !== undefined) recalled.delete(oldest);
      return answer;
    },
    bytes: async (args) => new Uint8Array(await finish(args, undefined)),
  };
}
