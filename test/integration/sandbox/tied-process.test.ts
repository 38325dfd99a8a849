import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, vi } from 'vitest';
import { repositoryRoot } from '../../../sandbox/kernel/root.ts';
import { runTied, spawnTied } from '../../../sandbox/processes/tied-process.ts';

const env = { PATH: process.env['PATH'] ?? '' };

it('a tied process ends, with all it started, when the one that started it is killed', async () => {
  const module = pathToFileURL(join(repositoryRoot(), 'sandbox/processes/tied-process.ts')).href;
  const program = `
    const { spawnTied } = await import('${module}');
    spawnTied('sleep 1000 & echo $!; echo $$; sleep 1000', {
      cwd: '/', env: { PATH: process.env.PATH }, onLine: (line) => console.log(line),
    });
    setInterval(() => {}, 1000);`;
  const loader = createRequire(import.meta.url).resolve('tsx');
  const loaderUrl = pathToFileURL(join(loader, '../loader.mjs')).href;
  const parent = spawn(process.execPath, ['--import', loaderUrl, '--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  parent.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await vi.waitFor(() => expect(text.trim().split('\n')).toHaveLength(2), { timeout: 20_000 });
  const pids = text.trim().split('\n').map(Number);
  expect(pids.every(isAlive)).toBe(true);

  parent.kill('SIGKILL');
  await once(parent, 'exit');
  await vi.waitFor(() => expect(pids.some(isAlive)).toBe(false), { timeout: 5000 });
});

it('a tied process says how it ended', async () => {
  const lines: string[] = [];
  const onLine = (line: string) => void lines.push(line);
  expect(await runTied('echo out; echo err >&2; exit 3', { cwd: '/', env, onLine })).toBe(3);
  expect(lines.toSorted()).toEqual(['err', 'out']);
});

it('a tied process that ignores SIGTERM is killed after its time', async () => {
  const child = spawnTied(`trap '' TERM; echo ready; while :; do sleep 0.1; done`, {
    cwd: '/',
    env,
    onLine: () => ready(),
  });
  let ready = () => {};
  await new Promise<void>((resolve) => (ready = resolve));
  await child.stop(100);
  expect(isAlive(child.pid)).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
