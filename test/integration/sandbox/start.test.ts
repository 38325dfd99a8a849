import { existsSync, readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { dirname } from 'node:path';
import { Octokit } from '@octokit/rest';
import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { startSandbox } from '../../../sandbox/start.ts';
import type { Sandbox } from '../../../sandbox/start.ts';

const withoutRedisUrl = () => {
  const before = process.env['REDIS_URL'];
  delete process.env['REDIS_URL'];
  return () => void (before !== undefined && (process.env['REDIS_URL'] = before));
};

describe('a running sandbox', () => {
  let sandbox: Sandbox;
  let giveBack: () => void;

  beforeAll(async () => {
    giveBack = withoutRedisUrl();
    sandbox = await startSandbox({ bot: 'none' });
  });
  afterAll(async () => {
    await sandbox.stop();
    giveBack();
  });

  it('serves the page, its state and every service', async () => {
    expect((await fetch(sandbox.url)).status).toBe(200);
    const state = (await (await fetch(`${sandbox.url}/_sandbox/state`)).json()) as object;
    expect(Object.keys(state)).toEqual(
      expect.arrayContaining(['slack', 'github', 'vercel', 'railway', 'neon', 'settings']),
    );
  });

  it('gives the bot an environment with which the official clients work', async () => {
    const env = sandbox.botEnvironment;
    const slack = new WebClient(env['SLACK_BOT_TOKEN'], { slackApiUrl: env['SLACK_API_URL'] ?? '' });
    expect((await slack.auth.test()).user_id).toBe('U0CABECEO');
    const octokit = new Octokit({ auth: env['GITHUB_TOKEN'], baseUrl: env['GITHUB_API_URL'] ?? '' });
    const repository = await octokit.rest.repos.get({ owner: 'mundo-tango', repo: 'mundo-tango' });
    expect(repository.data.default_branch).toBe('main');
    const asked = (url: string | undefined, authorization: string) =>
      fetch(String(url), { headers: { authorization } }).then((answer) => answer.status);
    const neon = `${env['NEON_API_URL']}/projects/mundo-tango-1234/branches`;
    expect(await asked(neon, `Bearer ${env['NEON_API_KEY']}`)).toBe(200);
    const vercel = `${env['VERCEL_API_URL']}/v9/projects/mundo-tango?teamId=team_mundotango`;
    expect(await asked(vercel, `Bearer ${env['VERCEL_TOKEN']}`)).toBe(200);
  });

  it('starts a Redis that keeps what it is told', async () => {
    expect(await redis(sandbox.urls.redis, 'CONFIG GET appendonly')).toContain('yes');
    expect(await redis(sandbox.urls.redis, 'CONFIG GET maxmemory-policy')).toContain('noeviction');
  });

  it('writes a configuration that names what the platforms have', () => {
    const config = parse(readFileSync(sandbox.configFile, 'utf8')) as {
      apps: { 'mundo-tango': { environments: { production: { frontend: { url: string } } } } };
      people: object;
    };
    expect(config.apps['mundo-tango'].environments.production.frontend.url).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+$/,
    );
    expect(config.people).toMatchObject({ 'ana-tango': 'U0ANA001' });
  });
});

describe('the end of a sandbox', () => {
  it('leaves no server, no file and no Redis behind', async () => {
    const giveBack = withoutRedisUrl();
    const sandbox = await startSandbox({ bot: 'none' });
    await sandbox.stop();
    giveBack();
    expect(existsSync(dirname(sandbox.configFile))).toBe(false);
    for (const url of Object.values(sandbox.urls)) expect(await accepts(url)).toBe(false);
  });

  it('is the same where the bot does not come up, whose last words are told', async () => {
    const failing = startSandbox({ env: { CABECEO_CONFIG: '/nowhere/cabeceo.yml' } });
    await expect(failing).rejects.toThrow(
      /The bot (is not built|did not come up[\s\S]*\/nowhere\/cabeceo\.yml)/,
    );
  });

  it('uses a Redis that runs already and leaves it alone', async () => {
    const first = await startSandbox({ bot: 'none' });
    const second = await startSandbox({ bot: 'none', redisUrl: first.urls.redis });
    expect(second.urls.redis).toBe(first.urls.redis);
    await second.stop();
    expect(await accepts(first.urls.redis)).toBe(true);
    await first.stop();
  });
});

function connection(url: string) {
  const { hostname, port } = new URL(url);
  return createConnection({ host: hostname, port: Number(port) });
}

function accepts(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connection(url);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function redis(url: string, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connection(url);
    socket.once('connect', () => socket.write(`${command}\r\n`));
    socket.once('error', reject);
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString());
    });
  });
}
