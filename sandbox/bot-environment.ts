import { neonSeed } from './neon/seed.ts';
import { railwaySeed } from './railway/seed.ts';
import { githubToken } from './github/service.ts';
import type { WebhookTargets } from './kernel/webhooks.ts';
import { s3Seed } from './s3/seed.ts';
import { vercelSeed } from './vercel/seed.ts';

/** What Slack and the bot share. */
export const slackSecrets = {
  signingSecret: 'sandbox-signing-secret',
  botToken: 'xoxb-sandbox-cabeceo',
  appToken: 'xapp-sandbox-cabeceo',
};

/** Set up at the platforms, and known to the bot. */
const webhookSecrets = {
  github: 'sandbox-github-webhook-secret',
  vercel: 'sandbox-vercel-webhook-secret',
  railway: 'sandbox-railway-webhook-secret',
};

/** Where the platforms' webhooks go. */
export function webhookTargets(bot: string): WebhookTargets {
  const { github, vercel, railway } = webhookSecrets;
  return {
    github: { url: `${bot}/webhooks/github`, secret: github },
    vercel: { url: `${bot}/webhooks/vercel`, secret: vercel },
    railway: { url: `${bot}/webhooks/railway?secret=${railway}`, secret: railway },
  };
}

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
    GITHUB_WEBHOOK_SECRET: webhookSecrets.github,
    VERCEL_API_URL: urls.vercel,
    VERCEL_TOKEN: vercelSeed.token,
    VERCEL_WEBHOOK_SECRET: webhookSecrets.vercel,
    RAILWAY_API_URL: `${urls.railway}/graphql/v2`,
    RAILWAY_TOKEN: railwaySeed.token,
    RAILWAY_WEBHOOK_SECRET: webhookSecrets.railway,
    NEON_API_URL: `${urls.neon}/api/v2`,
    NEON_API_KEY: neonSeed.apiKey,
    AWS_ACCESS_KEY_ID: s3Seed.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3Seed.secretAccessKey,
  };
}
