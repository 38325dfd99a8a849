import { type Logger, LogLevel } from '@slack/web-api';

/** Where Slack's libraries would print: their errors become lines of our log, the rest is left out. */
export function createSlackLogger(log: { warn(facts: object, text: string): void }): Logger {
  return {
    debug: ignore,
    info: ignore,
    warn: ignore,
    error: (...parts: unknown[]) => {
      const err = parts.find((part) => part instanceof Error);
      const text = parts.filter((part) => typeof part === 'string').join(' ');
      log.warn(err ? { err } : {}, text.trim() || 'a Slack library reports an error');
    },
    setLevel: ignore,
    getLevel: () => LogLevel.ERROR,
    setName: ignore,
  };
}

function ignore(): void {}
