import { expect, it } from 'vitest';
import { isMigration } from '../../../src/domain/environment.ts';

it.each([
  ['drizzle/0007_orders.sql', true],
  ['drizzle/nested/0008_carts.sql', true],
  ['drizzle/meta/_journal.json', false],
  ['drizzle/meta/0007_snapshot.json', false],
  ['server/orders.sql', false],
])('%s counts as a migration: %s', (file, counts) => {
  expect(isMigration({ paths: ['drizzle'] }, file)).toBe(counts);
});
