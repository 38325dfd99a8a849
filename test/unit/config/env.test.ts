import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../../src/config/env.ts';
import { ConfigError } from '../../../src/config/problem.ts';

const least = {
  REDIS_URL: 'redis://localhost:6379',
  SLACK_BOT_TOKEN: 'xoxb-1-secret',
  SLACK_SIGNING_SECRET: 'signing-secret',
  GITHUB_TOKEN: 'ghp_secret',
  VERCEL_TOKEN: 'vercel-secret',
  RAILWAY_TOKEN: 'railway-secret',
  NEON_API_KEY: 'neon-secret',
};

const privateKey = generateKeyPairSync('rsa', { modulusLength: 1024 })
  .privateKey.export({ type: 'pkcs1', format: 'pem' })
  .toString();

function problemsOf(environment: Record<string, string | undefined>) {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('accepted');
}

describe('the process environment', () => {
  it('needs seven variables; addresses default to the real services', () => {
    expect(readSettings(least)).toEqual({
      role: 'all',
      port: 3000,
      logLevel: 'info',
      configPath: './cabeceo.yml',
      shutdownGraceMs: 25_000,
      laneLockMs: 10_000,
      retentionMs: 30 * 24 * 3_600_000,
      redis: { urls: ['redis://localhost:6379'], allowNoAof: false },
      slack: {
        botToken: 'xoxb-1-secret',
        connection: { kind: 'http', signingSecret: 'signing-secret' },
        apiUrl: 'https://slack.com/api/',
      },
      github: { auth: { kind: 'token', token: 'ghp_secret' }, apiUrl: 'https://api.github.com' },
      vercel: { token: 'vercel-secret', apiUrl: 'https://api.vercel.com' },
      railway: { token: 'railway-secret', apiUrl: 'https://backboard.railway.com/graphql/v2' },
      path: '',
      neon: { apiKey: 'neon-secret', apiUrl: 'https://console.neon.tech/api/v2' },
    });
  });

  it('names every missing variable at once', () => {
    expect(problemsOf({}).problems.map(({ path }) => path)).toEqual([
      'REDIS_URL',
      'SLACK_BOT_TOKEN',
      'SLACK_SIGNING_SECRET',
      'GITHUB_TOKEN',
      'VERCEL_TOKEN',
      'RAILWAY_TOKEN',
      'NEON_API_KEY',
    ]);
  });

  it.each(Object.keys(least))('takes an empty %s for a missing one', (name) => {
    expect(problemsOf({ ...least, [name]: ' ' }).problems).toMatchObject([{ path: name, found: 'nothing' }]);
  });

  it.each([
    ['ROLE', 'both', '`web`, `worker` or `all`'],
    ['PORT', '65536', 'a port'],
    ['PORT', 'http', 'a port'],
    ['LOG_LEVEL', 'verbose', '`debug`'],
    ['SHUTDOWN_GRACE_MS', '20s', 'milliseconds'],
    ['RETENTION', '30', 'a duration from 1h'],
    ['RETENTION', '10m', 'a duration from 1h'],
    ['REDIS_ALLOW_NO_AOF', 'yes', '`true` or `false`'],
    ['VERCEL_API_URL', 'localhost:4000', 'an http(s) address'],
    ['GITHUB_API_URL', 'ftp://github', 'an http(s) address'],
    ['GITHUB_APP_ID', 'cabeceo', 'the app’s id'],
  ])('refuses %s=%s', (name, value, expected) => {
    const { problems } = problemsOf({ ...least, [name]: value });
    expect(problems).toContainEqual({
      path: name,
      found: `"${value}"`,
      expected: expect.stringContaining(expected),
    });
  });

  it.each([
    ['REDIS_URL', 'http://user:hunter2@redis'],
    ['SLACK_BOT_TOKEN', 'xapp-hunter2'],
    ['SLACK_APP_TOKEN', 'xoxb-hunter2'],
    ['GITHUB_APP_PRIVATE_KEY', 'hunter2'],
    ['VERCEL_TOKEN', 'hunter2 hunter2'],
    ['RAILWAY_WEBHOOK_SECRET', 'hunter2'],
  ])('never shows the value of a malformed %s', (name, value) => {
    const error = problemsOf({ ...least, [name]: value });
    expect(error.problems).toContainEqual(expect.objectContaining({ path: name }));
    expect(JSON.stringify([error.message, error.stack, error.problems])).not.toContain('hunter2');
  });

  it.each([
    ['redis://:a,b@one:1/3', ['redis://:a,b@one:1/3']],
    ['redis://one:1,redis://two:2/0', ['redis://one:1', 'redis://two:2/0']],
    ['rediss://u:p@one:1 , rediss://u:p@two', ['rediss://u:p@one:1', 'rediss://u:p@two']],
    ['redis://all:1,redis://all:1', ['redis://all:1', 'redis://all:1']],
  ])('takes REDIS_URL=%s for one Redis, or for nodes of a Cluster', (written, urls) => {
    expect(readSettings({ ...least, REDIS_URL: written }).redis.urls).toEqual(urls);
  });

  it.each([
    ['addresses that are cut short', 'redis://one:1,two:2'],
    ['hosts without an address', 'redis://one,two:2'],
    ['different schemes', 'redis://one:1,rediss://two:2'],
    ['different passwords', 'redis://:a@one:1,redis://:b@two:2'],
    ['a database, which no Cluster has', 'redis://one:1/1,redis://two:2/1'],
  ])('refuses a Cluster of %s', (_what, written) => {
    expect(problemsOf({ ...least, REDIS_URL: written }).problems).toEqual([
      {
        path: 'REDIS_URL',
        found: `${written.length} characters that are not that`,
        expected: expect.stringContaining('those of several nodes of a Redis Cluster, separated by commas'),
      },
    ]);
  });

  it('speaks Socket Mode where SLACK_APP_TOKEN is set, and then needs no signing secret', () => {
    const { slack } = readSettings({
      ...least,
      SLACK_SIGNING_SECRET: undefined,
      SLACK_APP_TOKEN: 'xapp-1-secret',
    });
    expect(slack.connection).toEqual({ kind: 'socket', appToken: 'xapp-1-secret' });
  });

  it('prefers a GitHub App, whose key may have escaped line ends', () => {
    const { github } = readSettings({
      ...least,
      GITHUB_APP_ID: '123',
      GITHUB_APP_PRIVATE_KEY: privateKey.replaceAll('\n', '\\n'),
      GITHUB_INSTALLATION_ID: '456',
    });
    expect(github.auth).toEqual({
      kind: 'app',
      appId: '123',
      privateKey: privateKey.trim(),
      installationId: 456,
    });
  });

  it('asks for the rest of a GitHub App that is only begun', () => {
    expect(problemsOf({ ...least, GITHUB_APP_ID: '123' }).problems.map(({ path }) => path)).toEqual([
      'GITHUB_APP_PRIVATE_KEY',
      'GITHUB_INSTALLATION_ID',
    ]);
  });

  it('cuts trailing slashes off addresses', () => {
    const settings = readSettings({
      ...least,
      NEON_API_URL: 'http://localhost:1/v2/',
      SLACK_API_URL: 'http://localhost:2/api/',
    });
    expect(settings.neon.apiUrl).toBe('http://localhost:1/v2');
    expect(settings.slack.apiUrl).toBe('http://localhost:2/api/');
  });

  it('cannot be changed once read', () => {
    const settings = readSettings(least);
    expect(() => Object.assign(settings.slack, { apiUrl: '' })).toThrow(TypeError);
  });
});
