import { appOption, type Command } from './command.ts';

export const dbCommand = {
  name: '/db',
  description:
    'Have earlier data back, try whether it could be had, back it up, and work with branches of it',
  usage:
    'restore <environment> <when> | drill|backup|backups <environment> | branches | branch|connect|diff|reset|delete <name>',
  arguments: [
    {
      name: 'restore <environment> [at] <time|release|branch name>',
      required: false,
      description:
        'Shows the data of that moment on a branch of its own, what would come and go, and asks two people. ' +
        '`14:05` (on your own clock), `2026-11-14 14:05 Europe/Madrid`, `2026-11-14T14:05:00Z`, `20m ago`; `last` or 7 digits or more of a ' +
        'release’s commit for right before it went live; `branch` and the name of a branch for the data that it holds.',
    },
    {
      name: 'drill <environment>',
      required: false,
      description:
        'Restores yesterday’s state to a branch of its own, checks it, measures how long that took, and deletes the branch; the newest backup is restored and compared too.',
    },
    {
      name: 'backup <environment>',
      required: false,
      description: 'Dumps its data to the storage now, with the progress in the message.',
    },
    { name: 'backups <environment>', required: false, description: 'Lists the backups that are complete.' },
    {
      name: 'branches',
      required: false,
      description: 'Lists them: whose each is, how long it stays, and what depends on it.',
    },
    {
      name: 'branch <name> [from <branch>] [at <time>] [for <time>] [--schema-only]',
      required: false,
      description:
        'Makes one, of production as it is now unless you say otherwise, for 7 days. `--schema-only`: tables without their rows.',
    },
    {
      name: 'connect <name>',
      required: false,
      description: 'Shows you alone its connection strings, pooled and direct.',
    },
    {
      name: 'diff <a> [b]',
      required: false,
      description: 'Tells what `a` defines otherwise than `b`, or than its parent.',
    },
    {
      name: 'reset <name>',
      required: false,
      description: 'Puts what its parent holds now under its name, once you confirm it.',
    },
    { name: 'delete <name>', required: false, description: 'Deletes it, once you confirm it.' },
    {
      name: '--env',
      required: false,
      description: 'The environment whose Neon project is meant. Default: production.',
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
    { text: '/db branch cart-totals', does: 'makes a branch of production that goes in 7 days' },
    {
      text: '/db branch before-noon from prod at 11:55 for 12h',
      does: 'makes one with the data of 11:55 on your own clock',
    },
    { text: '/db connect cart-totals', does: 'shows you alone how to connect to it' },
    { text: '/db diff cart-totals', does: 'tells what it defines otherwise than production' },
    { text: '/db drill prod', does: 'tries now whether production’s data can be restored' },
    { text: '/db backup prod', does: 'makes a backup now, with its progress in the message' },
    { text: '/db backups prod', does: 'lists the backups that are complete' },
  ],
} as const satisfies Command;
