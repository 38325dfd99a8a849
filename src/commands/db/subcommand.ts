import type { DeployRequest, OperationKind } from '../../domain/operation.ts';
import type { Desk } from '../desk.ts';
import type { Act, Outcome } from '../outcome.ts';
import type { Line } from '../words.ts';

/** What `/db <word>` does. Each has a file of its own, and a line in db.ts. */
export interface DbSubcommand {
  readonly word: string;
  /** Beside `--app`. */
  readonly options?: readonly string[];
  /** `line`: without the word itself. */
  readonly ask: (desk: DbDesk, line: Line, act: Act) => Promise<Outcome>;
}

export interface DbDesk extends Desk {
  /** Has an operation planned, whose card is the answer. */
  readonly plan: (
    act: Act,
    wanted: {
      readonly kind: OperationKind;
      readonly app: string;
      readonly environment: string;
      readonly request: Omit<DeployRequest, 'by' | 'team' | 'channel'>;
    },
  ) => Promise<Outcome>;
}
