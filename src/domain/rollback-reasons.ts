/** Of the catalogue: what is said of rollbacks alone. */
export const rollbackReasons = {
  rollback_not_pressed: {
    says: 'Nobody has pressed the button that rolls {environment} back.',
    next: 'Whoever may roll back here can: {approvers}.',
  },
  roll_back_not_allowed: {
    says: 'You may not roll back {environment}.',
    next: 'Ask one of those who may: {approvers}.',
  },
  no_earlier_release: {
    says: 'I have no record of a release of *{environment}* before what is live.',
    next: 'Deploy the commit that you want instead: `/deploy {environment}` with it, and `--back`.',
  },
  no_release_so_far_back: {
    says: 'I have no record of a release of *{environment}* so far back.',
    next: 'Those that I have: {known}.',
  },
  only_bad_releases: {
    says: 'Every release of *{environment}* before what is live has a commit that somebody marked bad.',
    next: 'By name it goes back to one all the same, `/rollback {environment}` with its commit: {known}.',
  },
  unknown_release: {
    says: 'No release of *{environment}* before the live one is “{found}”.',
    next: 'Type 7 digits or more of its commit: {known}. Without a commit it goes to the release before the live one.',
  },
  unknown_release_words: {
    says: 'I do not know which release of *{environment}* “{found}” is: a rollback goes to a release, not to a branch or tag.',
    next: 'Type 7 digits or more of its commit, or `before last`, or nothing for the release before the live one.',
  },
  release_left_behind: {
    says: '{commit} “{subject}” was live on *{environment}* after what a rollback brought back, so going there is going forward.',
    next: 'Release the hold with `/release {environment}`. Then deploy: `/deploy {environment}` with the commit that has the fix.',
  },
  release_commit_gone: {
    says: 'The {component} of that release would have to be built again, and GitHub has its commit {commit} no more.',
    next: 'Choose another release.',
  },
  rollback_stale: {
    says: '*{environment}* runs {live} “{subject}” now, so this button is out of date.',
    next: 'The release before that is {earlier}: `/rollback {environment}` plans going back to it.',
  },
  rollback_cancel_not_allowed: {
    says: 'Only those who may roll back {environment} can cancel this.',
    next: 'Ask one of them: {approvers}.',
  },
} as const;
