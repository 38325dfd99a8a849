import { z } from 'zod';
import {
  backend,
  database,
  frontend,
  sharedBackend,
  sharedDatabase,
  sharedFrontend,
} from './components-schema.ts';
import { incidents } from './incidents.ts';
import { policy, rights } from './policy-schema.ts';
import { branch, repository, slackChannel, slackUser, text, word } from './values.ts';

/*
 * `cabeceo.yml`. Descriptions become docs/configuration.md and the JSON Schema; both are generated (`npm run generate`).
 * What an environment leaves out of a component is taken from the component of the same name beside `environments`.
 */

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
  incidents: incidents
    .prefault({})
    .describe('In which channels `/rollback` alone shows what went live before the incident.'),
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
