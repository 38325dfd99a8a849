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
  description: 'Go back to an earlier release: frontend and backend together; the database is not touched',
  usage: '<environment> [commit|"before last"] [--app name]',
  arguments: [
    { name: 'environment', required: true, description: 'Its name or one of its aliases.' },
    {
      name: 'commit',
      required: false,
      description:
        '7 digits or more of the commit of an earlier release, its id, or `before last`. Default: the release before the live one.',
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

const appOption = {
  name: '--app',
  required: false,
  description: 'Which app, where several are configured and the channel does not say.',
} as const;

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

export const commands: readonly Command[] = [
  deployCommand,
  rollbackCommand,
  deploysCommand,
  lockCommand,
  unlockCommand,
  freezeCommand,
  unfreezeCommand,
  holdCommand,
  releaseCommand,
  whyCommand,
  statusCommand,
];
