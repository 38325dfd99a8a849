import { z } from 'zod';
import { freezeWindow } from './freezes.ts';
import { skippable } from '../domain/environment.ts';
import {
  address,
  branch,
  duration,
  identifier,
  repository,
  repositoryPath,
  sitePath,
  slackChannel,
  slackGroup,
  slackUser,
  text,
  word,
} from './values.ts';

/*
 * `cabeceo.yml`. Descriptions become docs/configuration.md and the JSON Schema; both are generated (`npm run generate`).
 * What an environment leaves out of a component is taken from the component of the same name beside `environments`.
 */

const paths = z
  .array(repositoryPath)
  .min(1)
  .describe('Files and folders of the repository that change this component; `.` is all of it.');

function probe(defaults: { path: string; field: string }) {
  return z.strictObject({
    path: sitePath.default(defaults.path).describe('Path of a JSON document under `url`.'),
    field: text('the name of a field', /^[^\s.]+$/)
      .default(defaults.field)
      .describe('Its top-level field that holds the Git commit.'),
  });
}

const sharedFrontend = z.strictObject({
  project: identifier
    .optional()
    .describe('Vercel project, id or name. Required, here or in each environment.'),
  team: identifier
    .optional()
    .describe('Vercel team id or slug that owns the project; none for a personal account.'),
  version: probe({ path: '/version.json', field: 'commit' })
    .optional()
    .describe('How the site tells which commit it serves. Default: `/version.json`, field `commit`.'),
  directory: repositoryPath
    .optional()
    .describe('Folder that is uploaded to Vercel. Default: `.`, all of it.'),
  paths: paths.optional().describe('Files and folders that change the frontend. Default: `directory`.'),
});

const frontend = sharedFrontend.extend({
  url: address.describe('Public address of this environment’s site.'),
  target: z
    .enum(['production', 'preview'])
    .optional()
    .describe(
      '`production` deployments are staged, then promoted; `preview` ones get the host of `url` as an alias. ' +
        'Default: `production` where the environment is.',
    ),
});

const sharedBackend = z.strictObject({
  project: identifier.optional().describe('Railway project id. Required, here or in each environment.'),
  service: identifier.optional().describe('Railway service id. Required, here or in each environment.'),
  health: probe({ path: '/health', field: 'version' })
    .optional()
    .describe(
      'Where the service says that it is well and which commit it runs. Default: `/health`, field `version`.',
    ),
  paths: paths
    .optional()
    .describe('Files and folders that change the backend. Default: `.`, all of the repository.'),
});

const backend = sharedBackend.extend({
  environment: identifier.describe('Railway environment id.'),
  url: address.describe('Public address of the service.'),
});

const sharedDatabase = z.strictObject({
  project: identifier.optional().describe('Neon project id. Required, here or in each environment.'),
  keepRestorePoints: duration({ min: '1h', max: '30d' })
    .optional()
    .describe('How long the restore point taken before a deploy is kept. Default: `7d`; Neon allows `30d`.'),
  paths: paths.optional().describe('Folders of the migrations. Default: `drizzle` and `migrations`.'),
});

const database = sharedDatabase.extend({
  branch: identifier.describe('Neon branch, id or name.'),
});

const groups = z.array(slackGroup).default([]).describe('Slack user group ids.');
const users = z.array(slackUser).default([]).describe('Slack user ids.');
const who = z.strictObject({ groups, users });

const rights = z.strictObject({
  deploy: who.optional().describe('Who may deploy. Default: every full member of the workspace.'),
  rollback: who.optional().describe('Who may roll back. Default: every full member of the workspace.'),
  lock: who.optional().describe('Who may lock and unlock. Default: every full member of the workspace.'),
  freeze: who
    .optional()
    .describe('Who may freeze and unfreeze. Default: every full member of the workspace.'),
  database: who.optional().describe('Who may change data. Default: every full member of the workspace.'),
  emergency: who
    .optional()
    .describe('Who may deploy with `--emergency`, past what `emergency.skips` lists. Default: nobody.'),
});

const approvals = z.strictObject({
  required: z
    .int()
    .min(0)
    .max(20)
    .optional()
    .describe('How many people must approve; `0` for none. Default: `1` where `from` is given, else `0`.'),
  from: who.optional().describe('Whose approval counts. The requester’s own never does.'),
  of: z
    .array(
      z.strictObject({
        required: z.int().min(1).max(20).default(1).describe('How many of these people.'),
        from: who.describe('Whose approval counts.'),
      }),
    )
    .min(1)
    .max(5)
    .optional()
    .describe(
      'Instead of `required` and `from`, several of them, all to be met: `[{required: 1, from: {groups: [S…]}}, …]`. ' +
        'A person who belongs to several counts for one.',
    ),
  authors: z
    .enum(['allowed', 'refused'])
    .prefault('allowed')
    .describe(
      'Whether those who wrote the commits may approve them. They are known by `people` and by their e-mail at Slack.',
    ),
  expires: duration({ min: '1s', max: '7d' })
    .prefault('30m')
    .describe('After this an unanswered request is closed.'),
  tell: z
    .enum(['direct', 'channel'])
    .prefault('direct')
    .describe(
      '`direct`: up to 25 approvers get the card in a direct message, the others are called in the thread; `channel`: all are called there.',
    ),
  remind: duration({ min: '0s', max: '7d' })
    .optional()
    .describe(
      'How long after the request those who are missing are called again, once; `0s`: never. Default: half of `expires`.',
    ),
  nudge: duration({ min: '1s', max: '1d' })
    .prefault('5m')
    .describe('How often they may be called: for *Nudge*, and for the reminder after one.'),
  reuse: duration({ min: '0s', max: '1d' })
    .prefault('1h')
    .describe('How long a complete approval serves a retry of the identical plan; `0s`: not at all.'),
});

const limit = duration({ min: '1s', max: '6h' });

const deadlines = z.strictObject({
  build: limit.prefault('15m').describe('Vercel’s build.'),
  restorePoint: limit.prefault('2m').describe('Neon’s restore point.'),
  backend: limit.prefault('20m').describe('Railway’s build and start.'),
  health: limit.prefault('3m').describe('From Railway’s success until our own health check sees the commit.'),
  promote: limit.prefault('3m').describe('Vercel’s promotion.'),
  verify: limit.prefault('2m').describe('Until the public address serves the commit.'),
});

const confirm = z.strictObject({
  commits: z.int().min(1).prefault(50).describe('More commits than this.'),
  files: z.int().min(1).max(300).prefault(300).describe('More files than this; GitHub counts 300 at most.'),
  days: z.number().min(0).prefault(14).describe('More days than this since the last deploy.'),
  diverged: z.boolean().prefault(true).describe('Whenever commits that are live now would go.'),
});

const emergency = z.strictObject({
  skips: z
    .array(z.enum(skippable))
    .default(['approvals', 'checks'])
    .describe(
      'What it passes although it is shut. A lock, a hold or a commit marked bad stops it all the same.',
    ),
  remind: duration({ min: '1s', max: '30d' })
    .prefault('1d')
    .describe('How often the thread asks for the acknowledgement until somebody gives it.'),
});

const drift = z.strictObject({
  every: duration({ min: '0s', max: '7d' })
    .optional()
    .describe('How often; `0s`: never. Default: `15m` where `production` is true, else `0s`.'),
});

const policy = z.strictObject({
  rights: rights
    .prefault({})
    .describe(
      'Who may do what. Guests, bots and people of other workspaces never may. An action that is left out is taken from the app’s `rights`.',
    ),
  approvals: approvals
    .optional()
    .describe('Who must approve. Required where `production` is true; elsewhere the default is nobody.'),
  checks: z
    .union([z.enum(['all', 'none']), z.array(text('the name of a check', /\S/)).min(1)], {
      error: '`all`, `none` or a list of names of checks',
    })
    .optional()
    .describe(
      'Statuses and check runs that must have succeeded on the commit: `all` there are, `none`, or these names. ' +
        'Default: `all` where `production` is true, else `none`.',
    ),
  waitForChecks: duration({ min: '0s', max: '1d' })
    .prefault('30m')
    .describe(
      'How long a deploy waits for checks that still run before it goes on by itself; `0s`: not at all.',
    ),
  branch: z
    .enum(['own', 'any'])
    .optional()
    .describe(
      '`own`: only commits that are on the environment’s branch; `any`: others too. ' +
        'Default: `own` where `production` is true, else `any`.',
    ),
  promotion: z
    .strictObject({
      from: word.describe('The earlier environment of the same app.'),
      soak: duration({ min: '0s', max: '30d' })
        .prefault('0s')
        .describe('How long the commit must have been live there.'),
    })
    .optional()
    .describe('Only commits that are live and well in an earlier environment. Default: any.'),
  freezes: z
    .array(freezeWindow)
    .default([])
    .describe(
      'Windows in which nothing is deployed but rollbacks, announced ahead in the channel. Weekly: ' +
        '`{days: [fri], from: "16:00", to: "mon 09:00", zone: Europe/Madrid, reason: weekend}`; dated, the last day included: ' +
        '`{from: "2026-12-20", to: "2027-01-03", zone: Europe/Madrid, reason: holidays}`. `ahead: 1h` is how early they are announced.',
    ),
  ownLocks: z
    .enum(['pass', 'stop'])
    .default('pass')
    .describe('Whether whoever has locked the environment may deploy to it: `pass`, or `stop` them too.'),
  nagLocks: duration({ min: '1s', max: '30d' })
    .prefault('24h')
    .describe('How often the owner of a lock without an end is asked, directly, whether it is still needed.'),
  confirm: z
    .union([z.literal('never'), confirm], { error: '`never`, or `commits`, `files`, `days` and `diverged`' })
    .optional()
    .describe(
      'Which deploys are so big that whoever asked must confirm them. Default: those over the numbers below where `production` is true, else `never`.',
    ),
  emergency: emergency.prefault({}).describe('What `/deploy … --emergency "reason"` means here.'),
  drift: drift
    .prefault({})
    .describe(
      'Looks at Vercel and Railway for what was not released, and tells it once in the channel. Never while a deploy runs or waits its turn.',
    ),
  deadlines: deadlines.prefault({}).describe('How long each kind of step may take.'),
});

const environment = z.strictObject({
  aliases: z
    .array(word)
    .optional()
    .describe('Other words for it. Default: `prod` for `production`, `dev` for `development`.'),
  branch: branch.optional().describe('Branch deployed when no ref is given. Default: the app’s.'),
  production: z.boolean().optional().describe('Default: true for the environment called `production`.'),
  frontend: frontend.optional().describe('Its site on Vercel.'),
  backend: backend.optional().describe('Its service on Railway.'),
  database: database.optional().describe('Its branch on Neon.'),
  policy: policy.prefault({}).describe('What a deploy to it asks for.'),
});

export const appSchema = z.strictObject({
  repository: repository.describe('GitHub repository, `owner/name`.'),
  branch: branch.default('main').describe('Branch deployed when no ref is given.'),
  channels: z
    .array(slackChannel)
    .default([])
    .describe('Slack channel ids in which commands mean this app, when there are several.'),
  announce: slackChannel
    .optional()
    .describe(
      'Slack channel id where freeze windows are announced, and what somebody changed at a platform by hand. Default: the first of `channels`, else where the app was last asked for something.',
    ),
  frontend: sharedFrontend.optional().describe('What the environments’ sites have in common.'),
  backend: sharedBackend.optional().describe('What the environments’ services have in common.'),
  database: sharedDatabase.optional().describe('What the environments’ databases have in common.'),
  rights: rights.prefault({}).describe('Who may do what in every environment that does not say otherwise.'),
  environments: z
    .record(word, environment)
    .refine((environments) => Object.keys(environments).length > 0, { error: 'at least one environment' })
    .describe('By name.'),
});

export const configSchema = z
  .strictObject({
    apps: z
      .record(word, appSchema)
      .refine((apps) => Object.keys(apps).length > 0, { error: 'at least one app' })
      .describe('By name.'),
    people: z
      .record(
        text(
          'a GitHub login or an e-mail address',
          /^(?:[A-Za-z0-9][A-Za-z0-9-]{0,38}(?:\[bot\])?|[^\s@]+@[^\s@]+)$/,
        ),
        slackUser,
      )
      .default({})
      .describe(
        'GitHub login or commit e-mail -> Slack user id: who wrote what is shipped, where Slack does not know by the e-mail.',
      ),
  })
  .meta({ title: 'cabeceo.yml' });

export type ConfigFile = z.output<typeof configSchema>;
export type AppFile = ConfigFile['apps'][string];
export type EnvironmentFile = AppFile['environments'][string];

export function configJsonSchema() {
  return z.toJSONSchema(configSchema, { io: 'input' });
}
