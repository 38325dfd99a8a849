import { z } from 'zod';
import { migrations } from './migrations-schema.ts';
import { address, duration, identifier, repositoryPath, sitePath, text } from './values.ts';

/* What an environment consists of. */

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

export const sharedFrontend = z.strictObject({
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

export const frontend = sharedFrontend.extend({
  url: address.describe('Public address of this environment’s site.'),
  target: z
    .enum(['production', 'preview'])
    .optional()
    .describe(
      '`production` deployments are staged, then promoted; `preview` ones get the host of `url` as an alias. ' +
        'Default: `production` where the environment is.',
    ),
});

export const sharedBackend = z.strictObject({
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

export const backend = sharedBackend.extend({
  environment: identifier.describe('Railway environment id.'),
  url: address.describe('Public address of the service.'),
});

export const sharedDatabase = z.strictObject({
  project: identifier.optional().describe('Neon project id. Required, here or in each environment.'),
  keepRestorePoints: duration({ min: '1h', max: '30d' })
    .optional()
    .describe('How long the restore point taken before a deploy is kept. Default: `7d`; Neon allows `30d`.'),
  paths: paths
    .optional()
    .describe('Folders of the migrations. Default: `migrations.folder`, else `drizzle` and `migrations`.'),
  migrations: migrations
    .optional()
    .describe(
      'How they are found, rehearsed and run; an environment’s own replaces all of the app’s. Default: as `run: none`, so whatever the backend does about them goes on.',
    ),
});

export const database = sharedDatabase.extend({
  branch: identifier.describe('Neon branch, id or name.'),
});
