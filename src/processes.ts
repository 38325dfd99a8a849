import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from './config/env.ts';
import type { Config } from './config/load.ts';
import { secretsOf } from './config/secrets.ts';
import { healthHandler } from './http/health.ts';
import { type Route, serve, startServer } from './http/server.ts';
import type { Logger } from './jobs/log.ts';
import { Hints } from './jobs/hints.ts';
import { openQueue, wakeLane } from './jobs/queue.ts';
import type { Store } from './store/commit.ts';
import { assertDurable } from './store/durability.ts';
import { hearHints } from './store/hints.ts';
import { keepConnected } from './store/keep-connected.ts';
import { connectForRequests, connectForWork, type RedisClient, whenReady } from './store/redis.ts';

/** Something that runs until it is closed; closed in the reverse order of its start. */
export interface Part {
  close(): Promise<void>;
}

export interface ProcessOptions {
  readonly settings: Settings;
  readonly config: Config;
  readonly log: Logger;
  readonly parts: Part[];
}

/** Below this a delay is worth no record in Redis. */
const shortMs = 100;

/** Takes what people do in Slack and keeps it. */
export async function startWeb({ settings, config, log, parts }: ProcessOptions): Promise<void> {
  const [{ startReceiver }, { createSlackClient }, { FirstPosts }, { openCommands }, { webhookRoutes }] =
    await Promise.all([
      import('./slack/receiver.ts'),
      import('./slack/client.ts'),
      import('./slack/first-post.ts'),
      import('./commands/commands.ts'),
      import('./http/webhooks/routes.ts'),
    ]);
  const { store, part } = await openStore(connectForRequests(settings.redis.urls), { settings, log });
  parts.push(part);
  const slack = createSlackClient({ token: settings.slack.botToken, apiUrl: settings.slack.apiUrl, log });
  const firstPosts = new FirstPosts({ store, slack, apps: config.apps, log });
  parts.push(firstPosts);
  const { connection } = settings.slack;
  const routes = [
    healthRoute(store.redis, settings),
    ...webhookRoutes({ platforms: settings, apps: config.apps, store, log }),
  ];
  const server = connection.kind === 'socket' ? await startServer(settings.port, routes, log) : undefined;
  if (server) parts.push(server);
  const receiver = await startReceiver({
    connection,
    apiUrl: settings.slack.apiUrl,
    botToken: settings.slack.botToken,
    port: settings.port,
    routes: routes.map((route) => ({ path: route.path, method: route.method, handler: serve(route, log) })),
    commands: openCommands({ store, apps: config.apps, retentionMs: settings.retentionMs, log }),
    firstPosts,
    slack,
    log,
  });
  parts.push(receiver);
  log.info({ port: server?.port ?? receiver.port, slack: connection.kind }, 'listening');
}

/** Does the work. `alone`: no web part in this process answers `/health`. */
export async function startWorkers(options: ProcessOptions & { readonly alone: boolean }): Promise<void> {
  const { settings, config, log, parts, alone } = options;
  const [
    { startWorker },
    { createProviders },
    { Outbox },
    { createSlackClient },
    { createIdentity },
    { peopleOf },
    { createChannels },
    { createWhisper },
  ] = await Promise.all([
    import('./jobs/worker.ts'),
    import('./providers/registry.ts'),
    import('./slack/outbox.ts'),
    import('./slack/client.ts'),
    import('./slack/identity.ts'),
    import('./slack/people.ts'),
    import('./slack/channels.ts'),
    import('./slack/whisper.ts'),
  ]);
  const connection = connectForWork(settings.redis.urls);
  const { store, queue, part } = await openStore(connection, { settings, log });
  parts.push(part);
  const scratch = await mkdtemp(join(tmpdir(), 'cabeceo-'));
  parts.push({ close: () => rm(scratch, { recursive: true, force: true }) });

  const slack = createSlackClient({ token: settings.slack.botToken, apiUrl: settings.slack.apiUrl, log });
  const people = peopleOf(createIdentity({ client: slack }), config.people);
  const peopleNow = () => peopleOf(createIdentity({ client: slack }), config.people);
  const { github, vercel, railway, neon, s3, path } = settings;
  const providers = createProviders({
    github,
    vercel,
    railway,
    neon,
    s3,
    path,
    userAgent: 'cabeceo',
    secrets: secretsOf(settings),
  });
  const context = {
    store,
    providers,
    apps: config.apps,
    people,
    peopleNow,
    channels: createChannels({ client: slack }),
    log,
    scratch,
    whisper: createWhisper(slack),
    retentionMs: settings.retentionMs,
  };
  const outbox = new Outbox({ store, slack, apps: config.apps, people, log });
  const deliver = outbox.deliver.bind(outbox);
  const hearing = hear(settings.redis.urls, log);
  parts.push(hearing);
  const { hints } = hearing;
  const worker = startWorker({ connection, queue, context, hints, deliver, lockMs: settings.laneLockMs });
  parts.push(worker);
  await worker.ready();
  if (!alone) return;
  const health = healthRoute(store.redis, settings);
  const server = await startServer(settings.port, [health], log);
  parts.push(server);
  log.info({ port: server.port }, 'listening');
}

function healthRoute(redis: RedisClient, { role }: Settings): Route {
  return { method: 'GET', path: '/health', handle: healthHandler(redis, { role }) };
}

/** Passes on what web processes hear from platforms. Where that fails, steps wait as long as without it. */
function hear(urls: readonly string[], log: Logger): Part & { readonly hints: Hints } {
  const hints = new Hints();
  const listening = keepConnected(urls, {
    begin: (redis) => hearHints(redis, (lane) => hints.give(lane)),
    failed: (error) => log.debug({ err: error }, 'hints are not heard'),
  });
  return { hints, close: async () => listening.close() };
}

export async function openStore(
  redis: RedisClient,
  { settings, log }: { readonly settings: Settings; readonly log: Logger },
) {
  redis.on('error', (error) => log.warn({ err: error }, 'redis'));
  redis.on('node error', (error, node) => log.warn({ err: error, node }, 'redis'));
  await whenReady(redis);
  for (const warning of await assertDurable(redis, settings.redis)) log.warn({}, warning);
  const queue = openQueue(redis);
  queue.on('error', (error) => log.warn({ err: error }, 'queue'));
  const store: Store = {
    redis,
    now: Date.now,
    async wake(lane, at = 0) {
      const delayMs = at - Date.now();
      const say = () =>
        void wakeLane(queue, lane, delayMs < shortMs ? undefined : at).catch((error: unknown) =>
          log.warn({ err: error }, 'a wake-up was lost'),
        );
      // Never before what the caller does next: the acknowledgement goes out first.
      if (delayMs >= shortMs) say();
      else if (delayMs > 0) setTimeout(say, delayMs);
      else setImmediate(say);
    },
  };
  return { store, queue, part: { close: async () => redis.disconnect() } };
}
