import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../sandbox/kernel/root.ts';

describe('npm run sandbox', () => {
  it('says in one line of JSON where everything is, and SIGTERM ends it all', async () => {
    const { child, line } = await startedSandbox();
    for (const url of [line.url, `${line.urls['bot']}/health`]) expect((await fetch(url)).status).toBe(200);
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(143);
    await expectNothingLeft(line);
    expect(existsSync(dirname(line.configFile))).toBe(false);
  });

  it('leaves no process behind even when it is killed', async () => {
    const { child, line } = await startedSandbox();
    child.kill('SIGKILL');
    await expectNothingLeft(line);
  });
});

it('npm run demo ships a commit with a nod and ends well', { timeout: 120_000 }, async () => {
  const child = run('demo.js');
  const [printed, [code]] = await Promise.all([
    text(child.stdout as NodeJS.ReadableStream),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  expect(printed).toContain('Bruno presses Approve');
  expect(printed).toMatch(/http:\/\/127\.0\.0\.1:\d+ serves [0-9a-f]{7}/);
  expect(code).toBe(0);
});

interface StartLine {
  readonly url: string;
  readonly urls: Readonly<Record<string, string>>;
  readonly configFile: string;
}

function run(entry: string, ...words: readonly string[]): ChildProcess {
  const { REDIS_URL: _ours, ...env } = process.env;
  return spawn(process.execPath, [`${repositoryRoot()}/dist/sandbox/${entry}`, ...words], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function startedSandbox(): Promise<{ readonly child: ChildProcess; readonly line: StartLine }> {
  const child = run('main.js', '--port', '0', '--json');
  let printed = '';
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    printed += chunk.toString();
    if (printed.includes('\n')) break;
  }
  return { child, line: JSON.parse(printed) as StartLine };
}

async function expectNothingLeft({ urls }: StartLine): Promise<void> {
  for (const url of Object.values(urls)) {
    const http = url.replace('redis:', 'http:');
    const answers = async () =>
      fetch(http).then(
        () => true,
        () => false,
      );
    await expect.poll(answers, { timeout: 20_000 }).toBe(false);
  }
}
