/** Of the catalogue: what is said of incidents alone. */
export const incidentReasons = {
  not_an_incident: {
    says: 'I do not know which environment you mean.',
    next: 'Type one after `/rollback`: {known}. In a channel called {patterns} `/rollback` alone shows what went live before the incident.',
  },
  incident_channel_unknown: {
    says: 'Slack did not tell me the name of this channel, so I do not know whether it is an incident’s.',
    next: 'Go on with an environment: `/rollback {environment}`. If I am not in this channel, type `/invite @Cabeceo` and ask again.',
  },
  no_incident: {
    says: 'I know of no incident of *{app}* in this channel.',
    next: 'In a channel called {patterns} `/rollback` alone begins one.',
  },
  unknown_incident_words: {
    says: 'I understood `/incident` but not “{found}”.',
    next: 'Did you mean `/incident {nearest}`? `/incident` alone shows how it stands.',
  },
  incident_stale: {
    says: '*{environment}* runs {live} now, so this button is out of date.',
    next: 'Type `/rollback` here: the message is brought up to date, with the button that fits.',
  },
  incident_under_way: {
    says: 'A rollback of *{environment}* is under way already, asked by {requester}, {at}.',
    next: 'Follow it on its card.',
  },
} as const;
