import type { EarlierRelease, Operation } from './operation.ts';
import type { Release } from './release.ts';

/* What the card of an operation that is over still offers, until something else makes it impossible. */

/** Going back from what it put live. */
export function offeredRelease({
  state,
  ending,
}: Pick<Operation, 'state' | 'ending'>): EarlierRelease | undefined {
  if (ending?.kind !== state) return undefined;
  return ending.kind === 'succeeded' || ending.kind === 'failed' ? ending.earlier : undefined;
}

const signs = {
  lock_by_other: 'lock',
  lock_by_requester: 'lock',
  held: 'hold',
  drifted: 'drift',
} as const;

/** The way out of the very sign that refused it. */
export interface OfferedSign {
  readonly kind: (typeof signs)[keyof typeof signs];
  readonly id: string;
}

export function offeredSign({ ending }: Pick<Operation, 'ending'>): OfferedSign | undefined {
  if (ending?.kind !== 'refused') return undefined;
  const { code, facts } = ending.refusal;
  const kind = code in signs ? signs[code as keyof typeof signs] : undefined;
  const id = facts['stop'];
  return kind !== undefined && typeof id === 'string' ? { kind, id } : undefined;
}

/** Whether a card’s button to a release still goes where it says, from what the card is about. */
export function isWayBack(
  newest: Pick<Release, 'id' | 'operation'> | undefined,
  { id, release }: { readonly id: Operation['id']; readonly release: string },
): boolean {
  return newest === undefined || newest.operation === id || newest.id === release;
}
