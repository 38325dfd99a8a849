const listed = '`/db branches` lists them.';

/** Of the catalogue: what is said of the branches of a database alone. */
export const branchReasons = {
  app_no_database: {
    says: 'No environment of {app} has a database.',
    next: 'Whoever keeps the configuration can name one under `database`.',
  },
  environment_no_database: {
    says: '*{environment}* has no database.',
    next: 'Environments that have one: {known}.',
  },
  branch_not_allowed: {
    says: 'You may not {action} the database of *{environment}*.',
    next: 'Ask one of those who may: {approvers}.',
  },
  branch_outsider: {
    says: 'Only full members of this workspace can {action} a database.',
    next: 'Ask one of them.',
  },
  branch_person_unreachable: {
    says: 'Slack did not tell me whether you may {action} the database of *{environment}*.',
    next: 'Ask again in a minute.',
  },
  branch_neon_silent: {
    says: 'Neon did not tell me: {message}.',
    next: 'Ask again in a minute.',
  },
  branch_needed: {
    says: 'I do not know which branch you mean.',
    next: `Type its name after \`{command}\`. ${listed}`,
  },
  branch_unknown: {
    says: 'There is no branch “{found}” in Neon project {project}.',
    next: `Did you mean \`{nearest}\`? ${listed} Other databases: \`--env {others}\`.`,
  },
  branch_base_needed: {
    says: '“{found}” has no parent to be compared with.',
    next: 'Name another branch behind it: `/db diff {found} production`.',
  },
  connection_unavailable: {
    says: 'I could not show you how to connect: {message}.',
    next: 'Ask again in a minute.',
  },
  branch_gone: {
    says: 'That branch is gone already.',
    next: 'There is nothing left to do.',
  },
  branch_name_invalid: {
    says: '“{found}” cannot be the name of a branch.',
    next: 'A name begins with a letter or a digit and has up to 63 letters, digits, `-`, `_`, `.` or `/`. `br-…` is how Neon begins its ids, and `cabeceo/…` are branches that I make for deploys.',
  },
  branch_name_reserved: {
    says: '“{found}” is the word for an environment, so a branch of that name would be taken for its database.',
    next: 'Take another name, such as `{found}-copy`.',
  },
  branch_name_taken: {
    says: 'There is a branch “{found}” already, made {at} by {who}.',
    next: 'Use that one: `/db connect {found}`. Or take another name.',
  },
  branch_words_unknown: {
    says: 'I understood `{understood}` but not “{found}”.',
    next: 'It goes like this: `/db branch cart-totals from production at 14:05 for 3d --schema-only`. Only the name is needed.',
  },
  branch_moment_unknown: {
    says: 'I do not understand “{found}” as a time.',
    next: 'Type for example `at 14:05`, `at 2026-11-14 14:05 Europe/Madrid`, `at 2026-11-14T14:05:00Z` or `at 20m ago`.',
  },
  branch_lasts_unknown: {
    says: 'I do not understand “{found}” as a time for which the branch is kept.',
    next: 'Type for example `for 12h`, `for 3d` or `for 2 weeks`; leave it out and it is kept for {duration}.',
  },
  branch_lasts_too_long: {
    says: 'A branch can be kept for 30 days at most, which is Neon’s limit; “{found}” is more.',
    next: 'Type `for 30d`, or less.',
  },
  branch_ever_refused: {
    says: 'A branch of the database of *{environment}* must have an end.',
    next: 'Type `for 30d` at most. Whoever keeps the configuration can allow it (`database.branches.forever: allowed`).',
  },
  branch_in_future: {
    says: '{at} has not been yet.',
    next: 'Leave the time out, and the branch has the data as it is now.',
  },
  branch_before_history: {
    says: '{at} is before what Neon keeps of “{parent}”: its data can be had from {from} on.',
    next: 'The earliest: `at {earliest}`.',
  },
  branch_of_expiring: {
    says: '“{parent}” goes by itself {until}, and Neon makes no branch of one that does.',
    next: 'Make it of another, such as `from {nearest}`.',
  },
  branch_limit: {
    says: 'Neon project {project} has {count} branches, and may have {allowed}.',
    next: 'Delete one that nobody needs: `/db branches` shows who made each, and `/db delete` deletes it. Yours: {yours}.',
  },
  branch_is_default: {
    says: '“{found}” is the default branch of its Neon project, which cannot be {done}.',
    next: 'Nothing was changed. Another one can be made the default on Neon’s own page.',
  },
  branch_is_protected: {
    says: '“{found}” is protected at Neon, so it cannot be {done}.',
    next: 'Nothing was changed. Whoever keeps the Neon project can lift the protection on its page.',
  },
  branch_is_environment: {
    says: '*{environment}* of {app} runs on “{found}”, so it is not {done} here.',
    next: 'Data of an environment changes with approvals: `/db restore {environment}`.',
  },
  branch_is_restore_point: {
    says: '“{found}” is the restore point of {commit} “{subject}”, live on *{environment}* once: a restore may need it, so it is not {done}.',
    next: 'It goes by itself {until}.',
  },
  branch_under_way: {
    says: 'Something that is under way on *{environment}* needs “{found}”, so it is not {done} now.',
    next: 'Ask again when that is over: `/deploys {environment}` shows it.',
  },
  branch_has_children: {
    says: 'Other branches were made of “{found}” ({children}), so it cannot be {done}.',
    next: 'Delete those first, if nobody needs them.',
  },
  branch_is_root: {
    says: '“{found}” has no parent to be reset to: it was made of a schema alone, or is the first of its project.',
    next: 'Delete it and make a new one: `/db branch`.',
  },
  branch_without_compute: {
    says: '“{found}” has no compute, so nobody can connect to it.',
    next: 'Make a branch that has one: `/db branch` with `from` and `at`.',
  },
  branch_connect_refused: {
    says: 'The connection strings of “{found}” are not given out, since {because}.',
    next: 'Connect to a branch of it: `/db branch {yours} from {found}`, then `/db connect {yours}`. Whoever keeps the configuration can allow it (`database.connect: all`).',
  },
  branch_not_shown: {
    says: 'Slack did not let me show you the connection strings here ({message}).',
    next: 'Ask in a channel that I am in: `/invite @Cabeceo`.',
  },
  branch_not_ready: {
    says: '“{found}” was not ready within {duration} (last seen: {detail}).',
    next: 'Ask again in a minute, or look at Neon’s own page.',
  },
  branch_failed: {
    says: 'Neon did not finish it ({detail}).',
    next: 'Look at Neon’s own page, then ask again.',
  },
} as const;
