/** Of the catalogue: what is said of backups alone. */
export const backupReasons = {
  backup_not_configured: {
    says: 'Backups of *{environment}* are not configured.',
    next: 'Whoever keeps the configuration can name a bucket under `policy.backup`.',
  },
  backup_no_key: {
    says: 'I was given no key to the storage of the backups.',
    next: 'Whoever runs me can set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  },
  backup_under_way: {
    says: 'A backup of *{environment}* is under way already.',
    next: '`/db backups {environment}` lists it when it is complete.',
  },
  backup_program_missing: {
    says: '`{program}` is not on the PATH of the worker.',
    next: 'Whoever runs me can install PostgreSQL’s client programs there (postgresql-client).',
  },
  backup_program_old: {
    says: '`pg_dump` {client} is older than the server, PostgreSQL {server}, and refuses to read it.',
    next: 'Whoever runs me can install the client programs of PostgreSQL {server} or newer.',
  },
  backup_program_failed: {
    says: '`{program}` ended with code {exit}: {message}.',
    next: 'Fix that, then ask again.',
  },
  backup_list_unread: {
    says: 'The storage did not say which backups there are: {message}.',
    next: 'Ask again in a minute.',
  },
  backup_differs: {
    says: 'The storage holds {found} bytes of it instead of {wanted}.',
    next: 'Look at the storage, then ask again: this backup is not listed.',
  },
} as const;
