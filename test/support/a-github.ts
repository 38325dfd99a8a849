import { Octokit } from '@octokit/rest';
import { afterAll, beforeAll } from 'vitest';
import { createGithub } from '../../sandbox/github/service.ts';
import type { OwnedGithub } from '../../sandbox/github/service.ts';
import { createKernel } from '../../sandbox/kernel/kernel.ts';
import type { OwnedKernel } from '../../sandbox/kernel/kernel.ts';
import { listen } from '../../sandbox/kernel/listen.ts';
import type { Listener } from '../../sandbox/kernel/listen.ts';
import type { Seed } from '../../sandbox/seed/contract.ts';

export const repo = { owner: 'mundo-tango', repo: 'mundo-tango' };
export const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** The local GitHub for all tests of a file, and GitHub's own client for it. */
export function useGithub(seed: Seed) {
  let running: { kernel: OwnedKernel; github: OwnedGithub; listener: Listener; octokit: Octokit };

  beforeAll(async () => {
    const kernel = createKernel();
    const github = await createGithub(kernel, { seed });
    const listener = await listen(github.app, 0);
    const octokit = new Octokit({ auth: 'ghp_sandbox', baseUrl: listener.url, log: silent });
    running = { kernel, github, listener, octokit };
  });
  afterAll(async () => {
    await running.listener.close();
    await running.kernel.close();
  });
  return {
    kernel: () => running.kernel,
    github: () => running.github,
    octokit: () => running.octokit,
    url: () => running.listener.url,
  };
}

/** Status and message of a call that GitHub refused; status 0 where it did not. */
export async function refusal(call: Promise<unknown>) {
  const error = (await call.then(
    () => ({ status: 0 }),
    (reason: unknown) => reason,
  )) as { status: number; response?: { data: { message: string } } };
  return { status: error.status, message: error.response?.data.message };
}
