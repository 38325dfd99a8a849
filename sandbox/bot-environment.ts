import { neonSeed } from './neon/seed.ts';
import { railwaySeed } from './railway/seed.ts';
import { githubToken } from './github/service.ts';
import { vercelSeed } from './vercel/seed.ts';

/** What Slack and the bot share. */
export const slackSecrets = {
  signingSecret: 'sandbox-signing-secret',
  botToken: 'xoxb-sandbox-cabeceo',
  appToken: 'xapp-sandbox-cabeceo',
};

export interface Addresses {
  readonly slack: string;
  readonly github: string;
  readonly vercel: string;
  readonly railway: string;
  readonly neon: string;
  readonly bot: string;
  readonly redis: string;
}

/** The bot's whole environment: it learns about the sandbox from nowhere else. */
export function botEnvironment(urls: Addresses, configFile: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    NODE_ENV: 'production',
    CABECEO_CONFIG: configFile,
    PORT: new URL(urls.bot).port,
    ROLE: 'all',
    LOG_LEVEL: 'info',
    REDIS_URL: urls.redis,
    SLACK_API_URL: `${urls.slack}/api/`,
    SLACK_BOT_TOKEN: slackSecrets.botToken,
    SLACK_SIGNING_SECRET: slackSecrets.signingSecret,
    GITHUB_API_URL: urls.github,
    GITHUB_TOKEN: githubToken,
    VERCEL_API_URL: urls.vercel,
    VERCEL_TOKEN: vercelSeed.token,
    RAILWAY_API_URL: `${urls.railway}/graphql/v2`,
    RAILWAY_TOKEN: railwaySeed.token,
    NEON_API_URL: `${urls.neon}/api/v2`,
    NEON_API_KEY: neonSeed.apiKey,
  };
}
