/** Of the catalogue: what is said of restore drills alone. */
export const drillReasons = {
  drill_under_way: {
    says: 'A restore drill of *{environment}* is under way already.',
    next: 'Its message tells how it goes. Ask again when it is over.',
  },
  drill_barred: {
    says: 'Neon restores nothing of *{environment}* now: {message}.',
    next: 'Look at the branch at Neon: until that is over its data cannot be restored there.',
  },
  drill_checks_failed: {
    says: 'The restored data does not stand up to {failed}.',
    next: 'Look at what each check found. Where the data is well and the check is not, change it under `drill` in the configuration.',
  },
} as const;
