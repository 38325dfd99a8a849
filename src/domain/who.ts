import type { Who } from './environment.ts';

/** All that any of them names, each once. */
export function everyoneOf(named: readonly Who[]): Who {
  return {
    groups: [...new Set(named.flatMap(({ groups }) => groups))],
    users: [...new Set(named.flatMap(({ users }) => users))],
  };
}
