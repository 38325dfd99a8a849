/** One line of a table. */
export interface Figure {
  readonly what: string;
  /** None: a plain number. */
  readonly unit?: 'ms' | 's' | 'per s' | 'bytes' | 'KiB' | 'MiB' | '%' | undefined;
  readonly ours: number;
  /** The same of what the part compares with, in the same run. */
  readonly theirs?: number;
  readonly target?: Target;
}

/** `ours` at most, or `ours` over `theirs` at most. */
export interface Target {
  readonly on: 'value' | 'ratio';
  readonly atMost: number;
}

export function ratioOf({ ours, theirs }: Figure): number | undefined {
  return theirs === undefined || theirs === 0 ? undefined : ours / theirs;
}

export function isReached(figure: Figure): boolean | undefined {
  const { target } = figure;
  if (!target) return undefined;
  const found = target.on === 'value' ? figure.ours : ratioOf(figure);
  return found !== undefined && found <= target.atMost;
}
