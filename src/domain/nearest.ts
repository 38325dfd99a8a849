import { closest, distance } from 'fastest-levenshtein';

/** The name that was probably meant: it differs by a slip of the finger or two, or holds the word. */
export function findNearest(word: string, names: readonly string[]): string | undefined {
  if (word === '' || names.length === 0) return undefined;
  const wanted = word.toLowerCase();
  const lower = new Map(names.map((name) => [name.toLowerCase(), name]));
  const near = closest(wanted, [...lower.keys()]);
  const far = wanted.length < 4 ? 1 : Math.max(2, Math.floor(Math.max(wanted.length, near.length) / 3));
  if (distance(wanted, near) <= far) return lower.get(near);
  return names.find((name) => wanted.length >= 3 && name.toLowerCase().includes(wanted));
}
