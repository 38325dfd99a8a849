import { expect, it } from 'vitest';
import { commands } from '../../../src/commands/table.ts';

it('names each command once', () => {
  const names = commands.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)]);
});
