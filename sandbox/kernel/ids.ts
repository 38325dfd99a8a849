import { createHash } from 'node:crypto';

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Ids that look random and come in the same order for the same seed. */
export function createIds(seed: string) {
  let count = 0;
  return (
    prefix: string,
    options: { readonly separator?: string; readonly length?: number } = {},
  ): string => {
    const { separator = '_', length = 24 } = options;
    count += 1;
    return prefix + separator + randomText(`${seed}:${count}`, length);
  };
}

function randomText(key: string, length: number): string {
  let text = '';
  for (let block = 0; text.length < length; block += 1) {
    for (const byte of createHash('sha256').update(`${key}:${block}`).digest()) {
      text += alphabet[byte % alphabet.length];
    }
  }
  return text.slice(0, length);
}
