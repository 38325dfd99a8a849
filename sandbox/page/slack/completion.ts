import type { SlashCommand } from '../../slack/state.ts';

/** The commands that fit what is typed so far; none once the command's word is finished. */
export function completeCommand(text: string, commands: readonly SlashCommand[]): SlashCommand[] {
  if (!/^\/\S*$/.test(text)) return [];
  return commands
    .filter((command) => command.command.startsWith(text.toLowerCase()))
    .sort((one, other) => one.command.localeCompare(other.command));
}

/** The command whose arguments are being typed: its usage is shown above the composer. */
export function commandInProgress(text: string, commands: readonly SlashCommand[]): SlashCommand | undefined {
  const word = /^(\/\S+)\s/.exec(text)?.[1]?.toLowerCase();
  return word === undefined ? undefined : commands.find((command) => command.command === word);
}

export type Entry =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'command'; readonly text: string }
  | { readonly kind: 'unknown_command'; readonly command: string }
  | { readonly kind: 'message'; readonly text: string };

/** What pressing Enter on this text means. */
export function readEntry(text: string, commands: readonly SlashCommand[]): Entry {
  const trimmed = text.trim();
  if (trimmed === '') return { kind: 'nothing' };
  const word = /^\/[a-z][\w-]*/i.exec(trimmed)?.[0].toLowerCase();
  if (word === undefined) return { kind: 'message', text: trimmed };
  if (commands.some((command) => command.command === word)) return { kind: 'command', text: trimmed };
  return { kind: 'unknown_command', command: word };
}
