import type { Message, SlackState } from '../slack/state.ts';
import { plainText } from './plain-text.ts';

export interface Printer {
  /** What the demo itself does. */
  step(text: string): void;
  /** What is new in the thread since the last call. */
  thread(slack: SlackState, messages: readonly Message[]): void;
}

export interface PrinterOptions {
  readonly write: (line: string) => void;
  readonly colour: boolean;
  /** ms since the story began. */
  readonly elapsed: () => number;
}

const timeWidth = 7;
const nameWidth = 9;

export function createPrinter({ write, colour, elapsed }: PrinterOptions): Printer {
  const style = (code: number) => (words: string) => (colour ? `\u001B[${code}m${words}\u001B[0m` : words);
  const [strong, faint] = [style(1), style(2)];
  const shown = new Map<string, number>();

  const line = (name: string, text: string) => {
    const time = `${(elapsed() / 1000).toFixed(1)} s`.padStart(timeWidth);
    const indent = ' '.repeat(timeWidth + nameWidth + 4);
    const [first = '', ...more] = text.split('\n');
    write(`${faint(time)}  ${strong(name.padEnd(nameWidth))}  ${first}`);
    for (const rest of more) write(indent + rest);
  };
  return {
    step: (text) => line('', faint(text)),
    thread(slack, messages) {
      for (const message of messages) {
        const seen = shown.get(message.ts) ?? 0;
        const fresh = message.versions.slice(seen);
        shown.set(message.ts, message.versions.length);
        const author = slack.users.find((user) => user.id === message.user)?.realName ?? message.user;
        const text = fresh.at(-1);
        if (text === undefined) continue;
        const mark = message.threadTs === undefined ? '' : '└ ';
        line(author.split(' ')[0] ?? author, mark + plainText(text, slack, strong));
      }
    },
  };
}
