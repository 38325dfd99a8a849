import { z } from 'zod';
import { duration, identifier, repositoryPath, text } from './values.ts';

/* How the migrations of a database are found, tried and run. */

export const migrations = z.strictObject({
  run: z
    .enum(['cabeceo', 'backend', 'none'])
    .default('cabeceo')
    .describe(
      'Who runs what is pending: `cabeceo`, between the restore point and the backend; `backend`, its own pre-deploy command: ' +
        'Cabeceo reads and rehearses them all the same; `none`: nobody looks at them.',
    ),
  kind: z
    .enum(['drizzle', 'sql'])
    .default('drizzle')
    .describe(
      '`drizzle`: what its journal names. `sql`: every `.sql` file of `folder`, by name; `.down.sql` is left out.',
    ),
  folder: repositoryPath.optional().describe('Default: `drizzle`, or `migrations` for `sql`.'),
  journal: repositoryPath.optional().describe('Of Drizzle. Default: `meta/_journal.json` in `folder`.'),
  table: text(
    'a schema and a table of small letters, digits and underscores, such as `drizzle.__drizzle_migrations`',
    /^[a-z_][a-z0-9_]{0,62}\.[a-z_][a-z0-9_]{0,62}$/,
  )
    .optional()
    .describe(
      'Where the database keeps which have run. Default: `drizzle.__drizzle_migrations`, or `cabeceo.migrations` for `sql`.',
    ),
  database: identifier
    .optional()
    .describe('Which database of the branch. Default: the only one; required where there are several.'),
  rehearsal: duration({ min: '1s', max: '30m' })
    .default(120_000)
    .describe('What takes longer than this on a copy of the database is refused.'),
  lockTimeout: duration({ min: '100ms', max: '10m' })
    .default(5_000)
    .describe(
      'How long a statement may wait for others to let go of a table, which keeps those waiting who come after it.',
    ),
  statementTimeout: duration({ min: '1s', max: '6h' })
    .default(300_000)
    .describe('How long one statement may take.'),
});
