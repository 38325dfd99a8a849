import { appOption, type Command } from './command.ts';

export const dbCommand = {
  name: '/db',
  description: 'Have earlier data back',
  usage: 'restore <environment> [at] <time|release|branch name> [--app name]',
  arguments: [
    {
      name: 'restore',
      required: true,
      description:
        'Shows the data of that moment on a branch of its own, what would come and go, and asks two people.',
    },
    { name: 'environment', required: true, description: 'Its name or one of its aliases.' },
    {
      name: 'time|release|branch name',
      required: true,
      description:
        '`14:05` (on your own clock), `2026-11-14 14:05 Europe/Madrid`, `2026-11-14T14:05:00Z`, `20m ago`; `last` or 7 digits or more of a ' +
        'release’s commit for right before it went live; `branch` and the name of a branch for the data that it holds.',
    },
    appOption,
  ],
  examples: [
    { text: '/db restore prod at 14:05', does: 'plans having the data of 14:05 back, and asks for approval' },
    { text: '/db restore prod 20m ago', does: 'the same, of 20 minutes ago' },
    { text: '/db restore prod last', does: 'the same, of right before the last release went live' },
    {
      text: '/db restore prod at branch before-restore-mh1x2k3m4n5p6',
      does: 'goes back to what a restore put aside',
    },
  ],
} as const satisfies Command;
