/** Of the catalogue: what is said of drift alone. */
export const driftReasons = {
  drifted: {
    says: '*{environment}* is not as it was released, seen {at}: {what}.',
    next: 'Nothing is deployed until somebody says which state is right. Whoever may deploy there can keep what is live with *This is right…*; whoever may roll back can *Put back what was released*.',
  },
  locked_by_drift: {
    says: '*{environment}* is locked by nobody, but because it is not as it was released: {what}.',
    next: 'Say which state is right: *This is right…* keeps what is live, *Put back what was released* goes back.',
  },
  drift_settled: {
    says: 'That is settled: *{environment}* is as it was released, or has changed once more since.',
    next: '`/status {environment}` says what is live now.',
  },
  drift_moved: {
    says: '*{environment}* has changed once more since that was told.',
    next: 'What is live now is told in a moment; say it there.',
  },
  drift_busy: {
    says: 'An operation on *{environment}* runs or waits its turn, and may change what is live.',
    next: 'Say it again when that is over: `/status {environment}` has its card.',
  },
  drift_unread: {
    says: 'I could not read what *{environment}* serves now: {message}.',
    next: 'Say it again when it answers.',
  },
  drift_nothing_live: {
    says: 'Nothing is live at {platform}, and nothing is no release.',
    next: 'Put back what was released, or deploy.',
  },
  drift_commit_unknown: {
    says: '{platform} does not say which commit is live, so nothing could ever go back to it.',
    next: 'Put back what was released, or deploy the commit that you want.',
  },
  drift_right_missing: {
    says: 'You may not say what is right on {environment}: that is for whoever may deploy there.',
    next: 'Ask one of those who may: {approvers}.',
  },
  drift_right_unreachable: {
    says: 'Slack did not tell me whether you may deploy to {environment}.',
    next: 'Say it again in a minute.',
  },
  drift_outsider: {
    says: 'Only full members of this workspace can say what is right on {environment}.',
    next: 'Ask a full member to press it.',
  },
} as const;
