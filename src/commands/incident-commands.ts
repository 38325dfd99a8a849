import { appOption, type Command } from './command.ts';

export const incidentCommand = {
  name: '/incident',
  description: 'How the incident of this channel stands, and its end',
  usage: '[resolved] [--app name]',
  arguments: [
    {
      name: 'resolved',
      required: false,
      description: 'Ends it, and offers to lift the freeze and the hold that it left.',
    },
    appOption,
  ],
  examples: [
    {
      text: '/rollback',
      does: 'in an incident channel: shows what went live before it, with one red button',
    },
    { text: '/incident', does: 'says, to you alone, how it stands, with the way to its timeline' },
    { text: '/incident resolved', does: 'ends it and offers *Lift the freeze* and *Release the hold*' },
  ],
} as const satisfies Command;
