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
    readonly required: boolean;
    readonly description: string;
  }[];
  readonly examples: readonly { readonly text: string; readonly does: string }[];
}

/** How to use a command: from the table that runs it. */
export function helpView(commands: readonly HelpCommand[]): MessageView {
  const usages = commands.map(({ name, usage, description }) => `\`${name} ${usage}\`: ${description}`);
  return messageView(entities(usages.join('. ')), commands.flatMap(commandSections));
}

function commandSections(command: HelpCommand) {
  const { name, usage, description } = command;
  const words = command.arguments.map(
    (argument) => `• \`${argument.name}\`${argument.required ? '' : ' (optional)'}  ${argument.description}`,
  );
  const examples = command.examples.map(({ text, does }) => `\`${text}\`  ${does}`);
  return [[`*${name}* \`${usage}\``, `${description}.`], words, examples]
    .filter((lines) => lines.length > 0)
    .map((lines) => section(lines.map(entities)));
}
