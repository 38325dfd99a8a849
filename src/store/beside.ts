import type { Decision } from './operations.ts';

/** What goes with a change that is decided elsewhere: all of it is written together, or nothing. */
export type Beside = Required<Pick<Decision, 'guards' | 'writes' | 'wake'>>;

export const nothingBeside: Beside = { guards: [], writes: [], wake: [] };

export function allBeside(...parts: readonly Beside[]): Beside {
  return {
    guards: parts.flatMap(({ guards }) => guards),
    writes: parts.flatMap(({ writes }) => writes),
    wake: parts.flatMap(({ wake }) => wake),
  };
}
