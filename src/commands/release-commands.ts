import type { Command } from './command.ts';

export const deployCommand = {
  name: '/deploy',
  description: 'Ship a commit to an environment: frontend, backend and database as one release',
  usage: '<environment> [ref] [--only frontend,backend] [--back] [--emergency "reason"] [--app name]',
  arguments: [
    { name: 'environment', required: true, description: 'Its name or one of its aliases, such as `prod`.' },
    {
      name: 'ref',
      required: false,
      description:
        'Branch, tag, commit (7 digits or more) or `#123` for the head of a pull request. Default: the environment’s branch.',
    },
    {
      name: '--only',
      required: false,
      description: 'Components to ship: `frontend`, `backend`, `database`. Default: all of the environment.',
    },
    {
      name: '--back',
      required: false,
      description: 'Says that a commit older than what is live is meant.',
    },
    {
      name: '--emergency',
      required: false,
      description:
        'Why it cannot wait for approvals and checks; for those who have that right. It is announced, and someone else must acknowledge it afterwards.',
    },
    {
      name: '--app',
      required: false,
      description: 'Which app, where several are configured and the channel does not say.',
    },
  ],
  examples: [
    { text: '/deploy', does: 'opens a form' },
    { text: '/deploy prod', does: 'plans a release of the production branch and asks for approval' },
    { text: '/deploy dev #123', does: 'ships the head of pull request 123 to development' },
    { text: '/deploy prod a1b2c3d --only frontend', does: 'ships the frontend of that commit alone' },
    {
      text: '/deploy prod main --emergency "checkout is down"',
      does: 'ships past approvals and checks, and says so to the approvers',
    },
    { text: '/deploy help', does: 'shows this' },
  ],
} as const satisfies Command;

export const rollbackCommand = {
  name: '/rollback',
  description: 'Go back to an earlier release: frontend and backend together; data only where you say so',
  usage: '<environment> [commit|"before last"] [--with-data] [--app name]',
  arguments: [
    {
      name: 'environment',
      required: true,
      description:
        'Its name or one of its aliases. In an incident channel it may be left out: then what went live before the incident is shown.',
    },
    {
      name: 'commit',
      required: false,
      description:
        '7 digits or more of the commit of an earlier release, its id, or `before last`. Default: the release before the live one.',
    },
    {
      name: '--with-data',
      required: false,
      description:
        'Once the code is back, a restore of the data from before what was left is planned: an operation of its own, to which two people nod.',
    },
    {
      name: '--app',
      required: false,
      description: 'Which app, where several are configured and the channel does not say.',
    },
  ],
  examples: [
    { text: '/rollback prod', does: 'shows what would come back and how fast, with one button' },
    { text: '/rollback prod before last', does: 'the same, one release further back' },
    { text: '/rollback prod 9f8e7d6', does: 'the same, to the release of that commit' },
    { text: '/rollback prod --with-data', does: 'the same, then plans to restore the data as well' },
    {
      text: '/rollback',
      does: 'in an incident channel: shows what went live before the incident, with one button for those on call',
    },
  ],
} as const satisfies Command;

export const deploysCommand = {
  name: '/deploys',
  description: 'See what runs and what waits, and cancel it',
  usage: '[environment] [--app name]',
  arguments: [
    { name: 'environment', required: false, description: 'One environment. Default: all of the app.' },
    {
      name: '--app',
      required: false,
      description: 'Which app, where several are configured and the channel does not say.',
    },
  ],
  examples: [
    { text: '/deploys', does: 'lists what runs and waits, each with *Cancel*' },
    { text: '/deploys prod', does: 'lists that of production alone' },
  ],
} as const satisfies Command;
