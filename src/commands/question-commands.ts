import { appOption, type Command } from './command.ts';

export const whyCommand = {
  name: '/why',
  description: 'What stands in the way of a deploy now, and who can clear it',
  usage: '<environment> [ref] [--app name]',
  arguments: [
    { name: 'environment', required: true, description: 'Its name or one of its aliases.' },
    {
      name: 'ref',
      required: false,
      description: 'Branch, tag, commit or `#123`. Default: the environment’s branch.',
    },
    appOption,
  ],
  examples: [
    { text: '/why prod', does: 'says, to you alone, what every gate of production says now' },
    { text: '/why prod #123', does: 'says so of the head of pull request 123' },
  ],
} as const satisfies Command;

export const statusCommand = {
  name: '/status',
  description: 'What is live, how it does, and what is not as it was released',
  usage: '[environment] [--app name]',
  arguments: [
    {
      name: 'environment',
      required: false,
      description: 'Its name or one of its aliases. Default: all of the app.',
    },
    appOption,
  ],
  examples: [
    { text: '/status', does: 'says, to you alone, what runs where, since when and by whom' },
    { text: '/status prod', does: 'says so of production' },
  ],
} as const satisfies Command;
