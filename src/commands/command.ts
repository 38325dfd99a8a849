/** One slash command. Help, docs/commands.md and the Slack manifest are made from these. */
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

/** Of every command that is about an app. */
export const appOption = {
  name: '--app',
  required: false,
  description: 'Which app, where several are configured and the channel does not say.',
} as const;
