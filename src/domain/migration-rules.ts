/**
 * What a statement means for the code that runs now. `expand`: nothing, that code does not notice. `unknown`: it cannot be
 * told by reading, so a person must say.
 */
export const migrationKinds = ['expand', 'contract', 'long-locking', 'irreversible', 'unknown'] as const;
export type MigrationKind = (typeof migrationKinds)[number];

/** `{fact}` is replaced; `safer` is one line. */
interface Rule {
  readonly kinds: readonly Exclude<MigrationKind, 'expand'>[];
  readonly says: string;
  readonly safer: string;
}

const inTwoReleases = 'Ship code that no longer uses it, and drop it in a later release.';
const forAPerson = 'Have somebody read it who knows the data.';

/** What can be said about a statement of a migration. Codes are stable, texts may change. */
export const migrationRules = {
  column_dropped: {
    kinds: ['contract', 'irreversible'],
    says: 'Drops column {column} of {table}: code that still uses it fails, and its data is gone.',
    safer: inTwoReleases,
  },
  table_dropped: {
    kinds: ['contract', 'irreversible'],
    says: 'Drops table {name}: code that still uses it fails, and its rows are gone.',
    safer: inTwoReleases,
  },
  schema_dropped: {
    kinds: ['contract', 'irreversible'],
    says: 'Drops schema {name}, and what code finds there.',
    safer: inTwoReleases,
  },
  sequence_dropped: {
    kinds: ['contract', 'irreversible'],
    says: 'Drops sequence {name}: code that draws numbers from it fails, and how far it had counted is gone.',
    safer: inTwoReleases,
  },
  object_dropped: {
    kinds: ['contract'],
    says: 'Drops {what} {name}: code that still relies on it fails.',
    safer: inTwoReleases,
  },
  dependents_dropped: {
    kinds: ['contract', 'irreversible'],
    says: 'CASCADE drops whatever depends on {name} too, columns and their data among it.',
    safer: 'Leave CASCADE out, and name each thing that goes.',
  },
  index_dropped: {
    kinds: ['contract'],
    says: 'Drops index {name}: queries may get slow, and ON CONFLICT fails where it was the unique one.',
    safer: 'Make sure that nothing uses it (pg_stat_user_indexes), and drop it in a later release.',
  },
  index_drop_blocks: {
    kinds: ['long-locking'],
    says: 'Waits for every query on the table of index {name}, and blocks those that come meanwhile.',
    safer: 'DROP INDEX CONCURRENTLY, in a file of its own.',
  },
  constraint_dropped: {
    kinds: ['contract'],
    says: 'Drops constraint {name} of {table}: code that relies on it (ON CONFLICT, a cascading delete) fails.',
    safer: inTwoReleases,
  },
  renamed: {
    kinds: ['contract'],
    says: 'Renames {what} {name}: code that knows it by its old name fails.',
    safer: 'Add the new one beside it, write to both, and drop the old one in a later release.',
  },
  moved: {
    kinds: ['contract'],
    says: 'Moves {name} to another schema: code that looks for it where it was fails.',
    safer: 'Add the new one beside it, write to both, and drop the old one in a later release.',
  },
  type_changed: {
    kinds: ['contract', 'long-locking'],
    says: 'Changes the type of {column} of {table}: may rewrite the table while nobody can read it, and code may not expect the new type.',
    safer: 'Add a column of the new type, write to both, fill it in batches, then switch.',
  },
  not_null_set: {
    kinds: ['contract'],
    says: 'Makes {column} of {table} NOT NULL: code that writes no value there fails, and so does the migration where there are nulls.',
    safer: 'Ship code that always writes a value, fill the nulls, and set NOT NULL in a later release.',
  },
  not_null_scans: {
    kinds: ['long-locking'],
    says: 'Reads all of {table} to prove that {column} has no nulls, while nobody can read or write it.',
    safer:
      'Add CHECK ({column} IS NOT NULL) NOT VALID, validate it in a migration of its own, then set NOT NULL.',
  },
  not_null_dropped: {
    kinds: ['contract'],
    says: 'Lets {column} of {table} be null: code that does not expect nulls may read some.',
    safer: 'Ship code that can read nulls first.',
  },
  default_dropped: {
    kinds: ['contract'],
    says: 'Drops the default of {column} of {table}: code that leaves the column out writes null, or fails.',
    safer: 'Ship code that always writes a value, and drop the default in a later release.',
  },
  column_required: {
    kinds: ['contract'],
    says: 'Adds {column} to {table} as NOT NULL without a default: code that does not know it can insert nothing, and the migration fails where there are rows.',
    safer: 'Give it a default, or add it nullable and set NOT NULL in a later release.',
  },
  column_not_comparable: {
    kinds: ['contract'],
    says: 'Adds {column} to {table} as json, which has no equality: a SELECT DISTINCT of the code of before fails.',
    safer: 'Make it jsonb.',
  },
  column_rewrites: {
    kinds: ['long-locking'],
    says: 'Adds {column} to {table} with {why}: every row is rewritten while nobody can read or write the table.',
    safer: 'Add it nullable, set the default afterwards, and fill the rows in batches.',
  },
  column_indexed: {
    kinds: ['long-locking'],
    says: 'Adds {column} to {table} as {what}: its index is built while nobody can read or write the table.',
    safer: 'Add the column alone, build the index CONCURRENTLY, then add the constraint USING INDEX.',
  },
  constraint_checks: {
    kinds: ['long-locking'],
    says: 'Checks every row of {table} against {what} while nobody can write to it.',
    safer: 'Add it NOT VALID, and VALIDATE it in a migration of its own.',
  },
  constraint_indexes: {
    kinds: ['long-locking'],
    says: 'Builds the index of {what} while nobody can read or write {table}.',
    safer: 'Build a unique index CONCURRENTLY, then add the constraint USING INDEX.',
  },
  primary_key_scans: {
    kinds: ['contract', 'long-locking'],
    says: 'Makes the columns of the primary key of {table} NOT NULL where they are not, which reads all of it under a lock.',
    safer: 'Prove NOT NULL first with a CHECK that is validated in a migration of its own.',
  },
  writes_restricted: {
    kinds: ['contract'],
    says: '{what} on {table} refuses rows that the code of before may still write.',
    safer: 'Ship code that keeps to it, and add it in a later release.',
  },
  constraint_validated: {
    kinds: ['long-locking'],
    says: 'Reads all of {table} to validate {name}; reads and writes go on meanwhile, other changes of the table wait.',
    safer: 'This is the safe way; keep it in a migration of its own.',
  },
  constraint_validated_at_once: {
    kinds: ['long-locking'],
    says: 'Validates {name} of {table} right after adding it, so that the lock of the adding lasts until every row was read.',
    safer: 'Validate it in a migration of its own.',
  },
  index_blocks: {
    kinds: ['long-locking'],
    says: 'Builds an index on {table} while nobody can write to it.',
    safer: 'CREATE INDEX CONCURRENTLY, in a file of its own.',
  },
  reindex_blocks: {
    kinds: ['long-locking'],
    says: 'Rebuilds {name} while nobody can write to its table.',
    safer: 'REINDEX CONCURRENTLY, in a file of its own.',
  },
  refresh_blocks: {
    kinds: ['long-locking'],
    says: 'Fills {name} anew while nobody can read it.',
    safer: 'REFRESH MATERIALIZED VIEW CONCURRENTLY; it asks for a unique index.',
  },
  table_rewritten: {
    kinds: ['long-locking'],
    says: 'Rewrites {table} ({why}) while nobody can read or write it.',
    safer: 'Do it in a maintenance window, or with pg_repack.',
  },
  table_unlogged: {
    kinds: ['long-locking', 'irreversible'],
    says: 'Makes {table} UNLOGGED: it is rewritten under a lock, and a crash of the database empties it.',
    safer: 'Keep it logged, or make a new table for what may be lost.',
  },
  table_locked: {
    kinds: ['long-locking'],
    says: 'Locks {table} until the migration is over.',
    safer: 'Leave the lock to the statements that need it.',
  },
  partition_locks: {
    kinds: ['long-locking'],
    says: 'Adds a partition to {table}, which may read all of it, and of the default partition, under a lock.',
    safer: 'Make it a table of its own with the CHECK of its bounds, validated, and attach it then.',
  },
  partition_detached: {
    kinds: ['contract'],
    says: 'Takes a partition out of {table}: code does not find its rows there any more.',
    safer: inTwoReleases,
  },
  partition_detach_blocks: {
    kinds: ['long-locking'],
    says: 'Waits for every query on {table}, and blocks those that come meanwhile.',
    safer: 'DETACH PARTITION … CONCURRENTLY, in a file of its own.',
  },
  column_behaviour_changed: {
    kinds: ['contract'],
    says: 'Changes how {column} of {table} gets its values: code may write or expect others.',
    safer: 'Ship code that fits both first.',
  },
  sequence_changed: {
    kinds: ['contract'],
    says: 'Changes sequence {name}: numbers may come twice, or not fit.',
    safer: 'Look at the highest number in use first.',
  },
  row_security_changed: {
    kinds: ['contract'],
    says: 'Changes who may see and write which rows of {table}: code may find fewer, or more.',
    safer: 'Try it with the role of the running code first.',
  },
  writes_changed: {
    kinds: ['contract'],
    says: '{what} on {table} changes what happens when the code of before writes to it.',
    safer: 'Make sure that both versions of the code can live with it.',
  },
  replaced: {
    kinds: ['contract'],
    says: 'Replaces {what} {name} under code that uses it.',
    safer: 'Make it under a new name, and drop the old one in a later release.',
  },
  altered: {
    kinds: ['contract'],
    says: 'Changes {what} {name} under code that uses it.',
    safer: 'Make sure that both versions of the code can live with it.',
  },
  rights_taken: {
    kinds: ['contract'],
    says: 'Takes rights away: code that needs them fails.',
    safer: 'Take them away once no running code needs them.',
  },
  enum_value_renamed: {
    kinds: ['contract'],
    says: 'Renames a value of {name}: code that writes the old one fails.',
    safer: 'Add the new value beside it, and move rows over.',
  },
  rows_deleted: {
    kinds: ['irreversible'],
    says: 'Deletes rows of {table}.',
    safer: 'Mark them as deleted, and delete them when nobody missed them.',
  },
  table_truncated: {
    kinds: ['contract', 'long-locking', 'irreversible'],
    says: 'Empties {table}.',
    safer: 'Rename nothing, delete nothing: fill a new table, and drop the old one in a later release.',
  },
  rows_overwritten: {
    kinds: ['irreversible', 'long-locking'],
    says: 'Overwrites {what} of {table}; what was there is gone, and the rows stay locked until the migration is over.',
    safer: 'Write into a new column, in batches, outside of the deploy.',
  },
  rows_filled: {
    kinds: ['long-locking'],
    says: 'Fills {what} of {table} in one go: the rows stay locked until the migration is over.',
    safer: 'Fill them in batches, outside of the deploy.',
  },
  own_transaction: {
    kinds: ['unknown'],
    says: '{what} takes the transaction out of the hands of whoever runs the migration: it is no longer all or nothing.',
    safer: 'Leave it out: each migration runs in a transaction of its own.',
  },
  setting_changed: {
    kinds: ['unknown'],
    says: 'Changes the setting {name} for whatever comes after it.',
    safer: 'Leave it out; name schemas where they are meant.',
  },
  code_run: {
    kinds: ['unknown'],
    says: '{what} runs code that cannot be read from here.',
    safer: `Write it as plain statements. ${forAPerson}`,
  },
  function_called: {
    kinds: ['unknown'],
    says: 'Calls {name}, which may do anything.',
    safer: forAPerson,
  },
  bookkeeping_touched: {
    kinds: ['unknown'],
    says: 'Reaches into {name}, which PostgreSQL or the migrator keeps for itself.',
    safer: 'Leave that to them.',
  },
  statement_unknown: {
    kinds: ['unknown'],
    says: '{what} is nothing that Cabeceo can judge.',
    safer: forAPerson,
  },
  not_parsed: {
    kinds: ['unknown'],
    says: 'PostgreSQL’s own parser does not understand this file: {message}.',
    safer: 'Correct it; commands of psql do not run here.',
  },
} as const satisfies Record<string, Rule>;

export type MigrationRule = keyof typeof migrationRules;
