import { readSettings, type Settings } from '../config/env.ts';
import { loadConfig, type Config } from '../config/load.ts';
import { secretsOf } from '../config/secrets.ts';
import type { App, Environment } from '../domain/environment.ts';
import { TerminalError } from '../domain/errors.ts';
import { shortSha } from '../domain/ids.ts';
import { sayReason } from '../domain/reasons.ts';
import type { Providers } from '../providers/contract.ts';
import { createProviders } from '../providers/registry.ts';
import { createScrub } from '../providers/secrets.ts';
import { createSlackClient } from '../slack/client.ts';
import { assertDurable } from '../store/durability.ts';
import { connectForRequests, whenReady } from '../store/redis.ts';
import type { Examination } from './examination.ts';
import { examineBackups } from './examine-backups.ts';
import { botScopes } from './manifest.ts';

/** Asks Redis, Slack and every platform what a deploy would ask them first; leaves nothing changed. True: all is well. */
export async function examine(file: string, say: (line: string) => void): Promise<boolean> {
  const settings = readSettings(process.env);
  const scrub = createScrub(secretsOf(settings));
  return report(examinations(settings, loadConfig(file)), (line) => say(scrub(line)));
}

/** All at once, told in order. */
export async function report(list: readonly Examination[], say: (line: string) => void): Promise<boolean> {
  const found = list.map(async ({ what, advice, look }) => {
    try {
      return { well: true, line: `ok      ${what}: ${await look()}` };
    } catch (error) {
      return { well: false, line: `failed  ${what}: ${explain(error)}\n        ${advice}` };
    }
  });
  const results = await Promise.all(found);
  for (const { line } of results) say(line);
  return results.every(({ well }) => well);
}

function explain(error: unknown): string {
  if (error instanceof TerminalError) return sayReason(error.code, error.facts).says;
  return error instanceof Error ? error.message : String(error);
}

function examinations(settings: Settings, config: Config): readonly Examination[] {
  const providers = createProviders({ ...settings, userAgent: 'cabeceo-doctor' });
  const groups = config.apps.flatMap(({ environments }) =>
    environments.flatMap(({ policy }) => policy.approvals.rules.flatMap((rule) => rule.groups)),
  );
  return [
    examineRedis(settings),
    examineSlack(settings),
    ...[...new Set(groups)].map((group) => examineGroup(settings, group)),
    ...config.apps.flatMap((app) => [
      ...[...new Set(app.environments.map(({ branch }) => branch))].map((branch) =>
        examineBranch(providers, app, branch),
      ),
      ...app.environments.flatMap((environment) => [
        ...examineEnvironment(providers, app, environment),
        ...examineBackups(providers, app, environment),
      ]),
    ]),
  ];
}

function examineRedis({ redis: { urls, allowNoAof } }: Settings): Examination {
  return {
    what: 'Redis',
    advice: 'Look at REDIS_URL, and at what it names.',
    async look() {
      const redis = connectForRequests(urls);
      try {
        await whenReady(redis, { signal: AbortSignal.timeout(5_000) });
        const notes = await assertDurable(redis, { allowNoAof });
        return notes.length > 0 ? notes.join('; ') : 'answers, appends to disk and never evicts';
      } finally {
        redis.disconnect();
      }
    },
  };
}

function examineSlack({ slack }: Settings): Examination {
  return {
    what: 'Slack',
    advice:
      'Look at SLACK_BOT_TOKEN; `cabeceo manifest` has the scopes, and a change of them needs a new installation.',
    async look() {
      const client = createSlackClient({ token: slack.botToken, apiUrl: slack.apiUrl, log: silent });
      const { team, user, response_metadata: metadata } = await client.auth.test();
      const granted = metadata?.scopes;
      const missing = Object.keys(botScopes).filter((scope) => granted?.includes(scope) === false);
      if (missing.length > 0) throw new Error(`the token lacks ${missing.join(', ')}`);
      return `@${user} in ${team}, by ${slack.connection.kind === 'http' ? 'signed HTTP' : 'Socket Mode'}`;
    },
  };
}

function examineGroup({ slack }: Settings, group: string): Examination {
  return {
    what: `Slack group ${group}`,
    advice: 'Look at the group’s id in cabeceo.yml. Groups need a paid plan; without one, name `users`.',
    async look() {
      const client = createSlackClient({ token: slack.botToken, apiUrl: slack.apiUrl, log: silent });
      const { users = [] } = await client.usergroups.users.list({ usergroup: group });
      if (users.length === 0) throw new Error('nobody is in it, so nobody could approve');
      return `${users.length} can approve`;
    },
  };
}

function examineBranch({ source }: Providers, { repository }: App, branch: string): Examination {
  return {
    what: `GitHub ${repository.owner}/${repository.name}`,
    advice: 'Look at GITHUB_TOKEN (or the GitHub App’s installation), `repository` and `branch`.',
    async look() {
      const resolved = await source.resolveRef(repository, branch);
      if (resolved.kind === 'unknown') throw new Error(`there is no branch ${branch}`);
      return `${branch} is at ${shortSha(resolved.commit.sha)}`;
    },
  };
}

function examineEnvironment(
  providers: Providers,
  app: App,
  environment: Environment,
): readonly Examination[] {
  const { frontend, backend, database } = environment;
  const place = `${app.name} ${environment.name}`;
  const frontends = frontend && {
    what: `Vercel, ${place}`,
    advice: 'Look at VERCEL_TOKEN, and at `project` and `team` of the frontend.',
    look: async () => liveOf(await providers.frontend.live(frontend)),
  };
  const backends = backend && {
    what: `Railway, ${place}`,
    advice: 'Look at RAILWAY_TOKEN, and at `project`, `environment` and `service` of the backend.',
    look: async () => liveOf(await providers.backend.live(backend)),
  };
  const databases = database && {
    what: `Neon, ${place}`,
    advice: 'Look at NEON_API_KEY, and at `project` and `branch` of the database.',
    look: async () => {
      await providers.database.findRestorePoint(database, 'cabeceo-doctor');
      return `project ${database.project} answers`;
    },
  };
  return [frontends, backends, databases].filter((each) => each !== undefined);
}

function liveOf(live: Awaited<ReturnType<Providers['frontend']['live']>>): string {
  if (live === undefined) return 'answers; nothing is live';
  return live.commit === undefined ? `${live.deployment} is live` : `${shortSha(live.commit)} is live`;
}

/** What goes wrong is said as the finding. */
const silent = { warn: () => undefined };
