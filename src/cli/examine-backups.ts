import type { BackupTarget } from '../domain/backup.ts';
import type { App, DatabaseTarget, Environment } from '../domain/environment.ts';
import { TerminalError } from '../domain/errors.ts';
import type { Providers } from '../providers/contract.ts';
import type { Examination } from './examination.ts';

/** What backups of an environment need, where it is configured to have some: the programs, and a place for them. */
export function examineBackups(
  providers: Pick<Providers, 'backups' | 'database'>,
  app: App,
  { name, database, policy: { backup } }: Environment,
): readonly Examination[] {
  if (!database || !backup) return [];
  const place = `${app.name} ${name}`;
  return [examinePrograms(providers, database, place), examineStorage(providers, backup.target, place)];
}

function examinePrograms(
  { backups, database: host }: Pick<Providers, 'backups' | 'database'>,
  database: DatabaseTarget,
  place: string,
): Examination {
  return {
    what: `pg_dump, ${place}`,
    advice:
      'Install PostgreSQL’s client programs where the worker runs, of the database’s version or newer, and put them on its PATH.',
    async look() {
      const [{ dump }, server] = await Promise.all([backups.programs(), host.postgresVersion(database)]);
      if (dump < server) throw new TerminalError('backup_program_old', { client: dump, server });
      return `${dump}, for PostgreSQL ${server}; pg_restore is there too`;
    },
  };
}

function examineStorage(
  { backups }: Pick<Providers, 'backups'>,
  target: BackupTarget,
  place: string,
): Examination {
  return {
    what: `Storage, ${place}`,
    advice:
      'Look at AWS_ACCESS_KEY_ID and what it may do (list the bucket; read, write and delete under the prefix), and at `bucket`, `region` and `endpoint` of `backup`.',
    async look() {
      await backups.tryStorage(target);
      return `bucket ${target.bucket} takes, lists, gives back and deletes an object under \`${target.prefix}\``;
    },
  };
}
