/** Of the catalogue: what is said of watching a release alone. */
export const watchReasons = {
  released_since: {
    says: 'Something else was released to *{environment}* since the watch found it worse than before.',
    next: 'What got worse is not live any more; the card of the newest deploy says how it does.',
  },
  watch_over: {
    says: 'The release on *{environment}* is not watched any more.',
    next: 'Its card says how the watch ended.',
  },
  stop_watching_not_allowed: {
    says: 'Only whoever asked for the deploy, or may roll back *{environment}*, can stop watching it.',
    next: 'Ask one of them: {approvers}.',
  },
} as const;
