/** A running Postgres, in a process of its own that ends with ours. */
export interface Compute {
  readonly port: number;
  readonly ended: Promise<void>;
  /** Runs `work` while nothing is written; `lsn` is where the log stands. */
  frozen<T>(work: (lsn: string) => Promise<T>): Promise<T>;
  /** What is defined in the database, as text. */
  schema(): Promise<string>;
  takeRowsOut(): Promise<void>;
  stop(): Promise<void>;
}

export interface ComputeOptions {
  readonly directory: string;
  readonly passwords: Readonly<Record<string, string>>;
  readonly onWritten: (lsn: string) => void;
}
