import { appOption, type Command } from './command.ts';

export const lockCommand = {
  name: '/lock',
  description: 'Keep others from deploying to an environment, with a reason and an end',
  usage: '<environment> [reason] [for 2h] [--app name]',
  arguments: [
    { name: 'environment', required: true, description: 'Its name or one of its aliases.' },
    { name: 'reason', required: false, description: 'Shown wherever the lock stops someone.' },
    {
      name: 'for',
      required: false,
      description:
        'How long: `for 30m`, `for 2h`, `for 1 day`. Without it the lock lasts until `/unlock`, and asks you every day whether it is still needed.',
    },
    appOption,
  ],
  examples: [
    { text: '/lock prod', does: 'locks production until you unlock it' },
    { text: '/lock prod checkout is on fire for 2h', does: 'locks it for two hours and says why' },
    { text: '/lock prod for 4h', does: 'gives your own lock another end' },
  ],
} as const satisfies Command;

export const unlockCommand = {
  name: '/unlock',
  description: 'Take your lock off an environment',
  usage: '<environment> [--app name]',
  arguments: [
    { name: 'environment', required: true, description: 'Its name or one of its aliases.' },
    appOption,
  ],
  examples: [
    {
      text: '/unlock prod',
      does: 'unlocks production if the lock is yours; else it names the owner and offers *Take over*',
    },
  ],
} as const satisfies Command;

const frozenScope = {
  name: 'app or all',
  required: false,
  description: 'The name of an app, or `all` for every app. Default: the app of the channel.',
} as const;

export const freezeCommand = {
  name: '/freeze',
  description: 'Stop every deploy of an app, or of all; rollbacks go through',
  usage: '[app|all] <reason> [--app name]',
  arguments: [
    frozenScope,
    { name: 'reason', required: true, description: 'Shown wherever the freeze stops someone.' },
    appOption,
  ],
  examples: [
    { text: '/freeze the payment provider is down', does: 'freezes the app of this channel' },
    { text: '/freeze all we are being attacked', does: 'freezes every app' },
  ],
} as const satisfies Command;

export const unfreezeCommand = {
  name: '/unfreeze',
  description: 'Lift a freeze',
  usage: '[app|all] [--app name]',
  arguments: [frozenScope, appOption],
  examples: [
    { text: '/unfreeze', does: 'lifts the freeze of the app of this channel' },
    { text: '/unfreeze all', does: 'lifts the freeze of everything; that of an app stays' },
  ],
} as const satisfies Command;

export const holdCommand = {
  name: '/hold',
  description: 'Put an environment on hold until somebody releases it, and mark a bad commit',
  usage: '<environment> [bad commit] <reason> [--app name]',
  arguments: [
    { name: 'environment', required: true, description: 'Its name or one of its aliases.' },
    {
      name: 'bad commit',
      required: false,
      description: '7 digits or more of a commit that must not be deployed again: it is refused by name.',
    },
    { name: 'reason', required: true, description: 'Shown wherever the hold stops someone.' },
    appOption,
  ],
  examples: [
    {
      text: '/hold prod orders are lost',
      does: 'stops every deploy to production but rollbacks, also what Vercel and Railway would deploy by themselves',
    },
    { text: '/hold prod a1b2c3d orders are lost', does: 'the same, and marks that commit bad' },
  ],
} as const satisfies Command;

export const releaseCommand = {
  name: '/release',
  description: 'Release the hold of an environment',
  usage: '<environment> [--app name]',
  arguments: [
    { name: 'environment', required: true, description: 'Its name or one of its aliases.' },
    appOption,
  ],
  examples: [{ text: '/release prod', does: 'lets deploys to production start again' }],
} as const satisfies Command;
