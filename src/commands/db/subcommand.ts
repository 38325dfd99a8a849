import type { Desk } from '../desk.ts';
import type { Act, Outcome } from '../outcome.ts';
import type { Line } from '../words.ts';

/** What `/db <word>` does. Each has a file of its own, and a line in db.ts. */
export interface DbSubcommand {
  readonly word: string;
  /** Beside `--app`. */
  readonly options?: readonly string[];
  /** `line`: without the word itself. */
  readonly ask: (desk: Desk, line: Line, act: Act) => Promise<Outcome>;
}
