const restoredSince =
  'Data was restored since; what was there before that is kept as a branch: `/db restore {environment} at branch {kept}`.';

/** Of the catalogue: what is said of restoring data alone. */
export const restoreReasons = {
  no_database: {
    says: 'No database of *{environment}* is configured, so there is no data to restore.',
    next: 'Whoever keeps the configuration can name one under `database`.',
  },
  unknown_db_word: {
    says: '`/db` does not know “{found}”.',
    next: 'Did you mean `/db {nearest}`? It knows: {known}.',
  },
  db_word_needed: {
    says: '`/db` needs to know what to do.',
    next: 'It knows: {known}. `/db help` shows examples.',
  },
  moment_needed: {
    says: 'I do not know which moment’s data of *{environment}* you want back.',
    next: 'Type a time or a release: `/db restore {environment} at 14:05`, `… 20m ago`, or `… last` for right before the last release.',
  },
  unknown_moment: {
    says: 'I do not understand “{found}” as a time or a release.',
    next: 'Type for example `14:05`, `2026-11-14 14:05 Europe/Madrid`, `2026-11-14T14:05:00Z`, `20m ago`, `last`, 7 digits or more of a release’s commit, or `branch` and its name.',
  },
  moment_in_future: {
    says: '{at} has not been yet.',
    next: 'The data is as it is now; the earliest that can be had is of {from}: `/db restore {environment} at {earliest}`.',
  },
  moment_before_history: {
    says: '{at} is before what Neon keeps of *{environment}*: its data can go back to {from} and no further.',
    next: `The earliest that can be had: \`/db restore {environment} at {earliest}\`. ${restoredSince}`,
  },
  restore_release_unknown: {
    says: 'No release of *{environment}* is “{found}”.',
    next: 'Those that I have: {known}. A time will do as well: `/db restore {environment} at 14:05`.',
  },
  restore_release_too_old: {
    says: '{commit} “{subject}” went live {at}, before what Neon keeps of *{environment}*, and its restore point is gone.',
    next: `The earliest that can be had: \`/db restore {environment} at {earliest}\`. ${restoredSince}`,
  },
  restore_branch_unknown: {
    says: 'The database of *{environment}* has no branch “{found}”.',
    next: 'Neon’s own page lists its branches; the card of a restore names the one that it left.',
  },
  restore_live_unknown: {
    says: 'I do not know which commit runs on *{environment}*, so nothing could say whether it is well on other data.',
    next: 'Deploy a commit first, or restore on Neon’s own page.',
  },
  restore_barred: {
    says: 'Neon restores nothing to the database of *{environment}* now: {message}.',
    next: 'Clear that at Neon, then ask again.',
  },
  rows_differ: {
    says: '`{table}` has {rows} rows on the restored data, and {wanted} in what was looked at.',
    next: 'Look at both branches at Neon, then ask again.',
  },
  data_unreadable: {
    says: 'The restored data could not be read: {message}.',
    next: 'Look at the branch at Neon, then ask again.',
  },
} as const;
