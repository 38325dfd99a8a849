/** One line of the table. */
export interface Figure {
  readonly what: string;
  readonly unit: 'ms' | 'MiB' | '%';
  readonly ours: number;
  /** The same of a bare Bolt app, in the same run. */
  readonly bolt?: number;
  readonly target?: Target;
}

/** `ours` at most, or `ours` over `bolt` at most. */
export interface Target {
  readonly on: 'value' | 'ratio';
  readonly atMost: number;
}

export function ratioOf({ ours, bolt }: Figure): number | undefined {
  return bolt === undefined ? undefined : ours / bolt;
}

export function isReached(figure: Figure): boolean | undefined {
  const { target } = figure;
  if (!target) return undefined;
  const found = target.on === 'value' ? figure.ours : ratioOf(figure);
  return found !== undefined && found <= target.atMost;
}
