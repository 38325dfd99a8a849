import type { MessageView } from './blocks.ts';
import { messageView, section } from './blocks.ts';
import { entities } from './escape.ts';

/** A row of the table of commands. */
export interface HelpCommand {
  readonly name: string;
  readonly description: string;
  readonly usage: string;
  readonly arguments: readonly {
    readonly name: string;
    readonly description: string;
  }[];
  readonly examples: readonly { readonly text: string; readonly does: string }[];
}

/** How to use a command, and which others there are: from the table that runs them. */
export function helpView(command: HelpCommand, others: readonly HelpCommand[]): MessageView {
  const { name, usage, description } = command;
  const text = entities(`\`${name} ${usage}\`: ${description}`);
  return messageView(text, [...commandSections(command), ...otherSections(others)]);
}

function otherSections(others: readonly HelpCommand[]) {
  if (others.length === 0) return [];
  const lines = others.map(({ name, description }) => `• \`${name} help\`  ${description}.`);
  return [section(['*Other commands*', ...lines].map(entities))];
}

function commandSections(command: HelpCommand) {
  const { name, usage, description } = command;
  const words = command.arguments.map((argument) => `• \`${argument.name}\`  ${argument.description}`);
  const examples = command.examples.map(({ text, does }) => `\`${text}\`  ${does}`);
  return [[`*${name}* \`${usage}\``, `${description}.`], words, examples]
    .filter((lines) => lines.length > 0)
    .map((lines) => section(lines.map(entities)));
}
