/** One slash command. Help, docs/commands.md and the Slack manifest are made from these rows. */
export interface Command {
  /** With its slash. */
  readonly name: `/${string}`;
  /** Slack shows it while someone types. */
  readonly description: string;
  readonly usage: string;
  readonly arguments: readonly Argument[];
  readonly examples: readonly Example[];
}

interface Argument {
  readonly name: string;
  readonly required: boolean;
  readonly description: string;
}

interface Example {
  readonly text: string;
  readonly does: string;
}

export const deployCommand = {
  name: '/deploy',
  description: 'Ship a commit to an environment: frontend, backend and database as one release',
  usage: '<environment> [ref] [--only frontend,backend] [--back] [--app name]',
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
    { text: '/deploy help', does: 'shows this' },
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

export const commands: readonly Command[] = [deployCommand, deploysCommand];
