/** Of the catalogue: what is said of migrations and of the databases that they change. */
export const migrationReasons = {
  database_refused: {
    says: 'The database let nobody in: {message}.',
    next: 'Look at the branch, the role and the database at Neon; `migrations.database` names the database.',
  },
  journal_unreadable: {
    says: '{file} at {commit} is no journal of Drizzle, or is not there.',
    next: 'Name it in the configuration (`migrations.journal`), or commit it.',
  },
  migrations_missing: {
    says: '{commit} has no folder {folder}.',
    next: 'Name the folder of the migrations in the configuration (`migrations.folder`).',
  },
  migration_missing: {
    says: '{file} is named as a migration, but {commit} does not have it.',
    next: 'Commit the file, or take it out of the journal.',
  },
  migration_failed: {
    says: 'The migration *{name}* fails on a copy of the database, line {line}: “{message}” ({code}). The database is as it was.',
    next: 'Mend the migration or the data that it stumbles over, then ask again.',
  },
  migration_slow: {
    says: 'On a copy of the database the migrations take longer than {limit}; {name} was under way.',
    next: 'Split it, do it in batches outside of a deploy, or allow it more time (`migrations.rehearsal`).',
  },
  migration_not_runnable: {
    says: '*{name}* can run neither as one transaction nor step by step.',
    next: 'Leave BEGIN and COMMIT out, and give CREATE INDEX CONCURRENTLY and its like, with names, a file of their own.',
  },
  migration_unreadable: {
    says: 'PostgreSQL’s own parser does not understand *{name}*: {message}.',
    next: 'Correct it; commands of psql do not run here.',
  },
  migrations_unrehearsed: {
    says: 'What is pending has not been tried on what the database has now.',
    next: 'Ask again: it is rehearsed anew.',
  },
  migration_soaking: {
    says: '*{name}* takes away what older code needed, and what is live has been for {live} of the {soak} that the policy asks for.',
    next: 'Ask again later, or leave that migration out of this release.',
  },
  migrations_moved: {
    says: 'Somebody else has run or taken back migrations since these were rehearsed; of mine {ran} of {total} have run.',
    next: 'Ask again: they are read and rehearsed anew.',
  },
  migration_broke: {
    says: 'The migration *{name}* failed, line {line}: “{message}” ({code}); of {total} migrations {ran} have run and stay.',
    next: 'The one that failed has left nothing behind. Mend it or the data, then ask again.',
  },
} as const;
