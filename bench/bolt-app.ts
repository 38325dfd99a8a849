import bolt from '@slack/bolt';
import { Redis } from 'ioredis';

/** What Bolt costs alone: an app as its own guide writes it, in the environment of the bot. */
const { BOLT_DOES, PORT, REDIS_URL, SLACK_API_URL, SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET } = process.env;

const receiver = new bolt.HTTPReceiver({
  signingSecret: SLACK_SIGNING_SECRET ?? '',
  customRoutes: [{ path: '/health', method: 'GET', handler: (_, response) => void response.end('{}') }],
  logLevel: bolt.LogLevel.ERROR,
});
const app = new bolt.App({
  receiver,
  token: SLACK_BOT_TOKEN ?? '',
  clientOptions: { slackApiUrl: SLACK_API_URL ?? '' },
  logLevel: bolt.LogLevel.ERROR,
});

/** The least that a handler must do which loses nothing that it acknowledged. */
const redis = BOLT_DOES === 'keep' ? new Redis(REDIS_URL ?? '') : undefined;

app.command('/deploy', async ({ ack, client, command }) => {
  await redis?.set(`bench:${command.trigger_id}`, JSON.stringify(command), 'EX', 60);
  await ack();
  if (BOLT_DOES !== 'post') return;
  const text = `Planning \`${command.text}\` for <@${command.user_id}>`;
  await client.chat.postMessage({
    channel: command.channel_id,
    text,
    blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }],
  });
});

process.on('SIGTERM', () => process.exit(0));
await app.start(Number(PORT));
