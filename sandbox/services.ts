import type { Hono } from 'hono';
import { slackSecrets } from './bot-environment.ts';
import type { Push } from './github/contract.ts';
import { createGithub } from './github/service.ts';
import type { Kernel, SandboxService, ServiceName } from './kernel/contract.ts';
import { createNeon } from './neon/service.ts';
import { createRailway, type RailwayService } from './railway/service.ts';
import { createS3 } from './s3/service.ts';
import type { Seed } from './seed/contract.ts';
import { createSlack } from './slack/service.ts';
import type { SlackState } from './slack/state.ts';
import type { SlackCommand } from './slash-commands.ts';
import { createVercel } from './vercel/service.ts';

export interface Services {
  /** In the order in which a reset takes them. */
  readonly all: readonly SandboxService[];
  readonly controls: Partial<Record<ServiceName, Hono>>;
  /** Slack user ids by e-mail. */
  slackUsers(): ReadonlyMap<string, string>;
  /** Resolves when everything that is live at the start answers. */
  settled(): Promise<void>;
}

export interface ServiceOptions {
  readonly seed: Seed;
  readonly commands: readonly SlackCommand[];
  /** Where Slack sends what people do. */
  readonly botUrl: string;
  /** Each as soon as it is there, so that what has started is ended should a later one fail. */
  readonly opened: (service: SandboxService) => void;
}

export async function createServices(kernel: Kernel, options: ServiceOptions): Promise<Services> {
  const { seed, commands, botUrl, opened } = options;
  const keep = async <T extends SandboxService>(starting: Promise<T>): Promise<T> => {
    const service = await starting;
    opened(service);
    return service;
  };
  const deploysPushes: RailwayService[] = [];
  const pushed = async (push: Push) => {
    for (const platform of deploysPushes) await platform.pushed(push);
  };
  const [github, neon] = await Promise.all([
    keep(createGithub(kernel, { seed, pushed })),
    keep(createNeon(kernel)),
  ]);
  const { source } = github;
  const live = {
    production: source.sha(seed.liveAtStart.production),
    development: source.sha(seed.liveAtStart.development),
  };
  const database = (branch: 'production' | 'development') => ({ DATABASE_URL: neon.connectionUri(branch) });
  const [vercel, railway] = await Promise.all([
    keep(createVercel(kernel, { source, live })),
    keep(
      createRailway(kernel, {
        source,
        live,
        variables: { production: database('production'), development: database('development') },
        branches: { production: 'main', development: 'develop' },
      }),
    ),
  ]);
  deploysPushes.push(railway);
  const slack = createSlack(kernel, {
    ...slackSecrets,
    commands,
    eventsUrl: () => `${botUrl}/slack/events`,
  });
  opened(slack);
  const s3 = createS3(kernel);
  opened(s3);

  return {
    all: [github, neon, vercel, railway, slack, s3],
    controls: {
      slack: slack.control,
      github: github.control,
      vercel: vercel.control,
      railway: railway.control,
      neon: neon.control,
    },
    slackUsers: () => new Map((slack.state() as SlackState).users.map((user) => [user.email, user.id])),
    async settled() {
      await neon.settled();
      await railway.settled();
    },
  };
}
