import { describe, expect, it } from 'vitest';
import { parseDiff } from '../../../src/commands/db/diff.ts';
import { parseOneBranch } from '../../../src/commands/db/one-branch.ts';
import { parseBranch } from '../../../src/commands/db/parse-branch.ts';
import { takeSentenceApart } from '../../../src/commands/words.ts';
import { appWith, environmentWith } from '../../support/branch-builders.ts';
import { now } from '../../support/operation-builders.ts';

const hour = 3_600_000;
const apps = [
  appWith([
    environmentWith('production', { branch: 'production' }),
    environmentWith('development', { branch: 'main', project: 'elsewhere-1' }),
    environmentWith('pages', undefined),
  ]),
];
const place = { apps, channel: 'C0DEPLOYS' };
const lineOf = (text: string) => takeSentenceApart(text, ['app', 'env']);
const wishOf = (text: string) => {
  const parsed = parseBranch(lineOf(text), place, now);
  return parsed.kind === 'branch' ? parsed.wish : parsed.refusal.code;
};

describe('/db branch', () => {
  it.each([
    ['cart', { name: 'cart', schemaOnly: false }],
    ['cart from prod', { name: 'cart', from: 'prod' }],
    ['Feature/Cart_1.2 FROM production', { name: 'Feature/Cart_1.2', from: 'production' }],
    ['cart at 14:05', { moment: { kind: 'clock', local: '14:05' } }],
    [
      'cart at 2026-11-14 9:05 Europe/Madrid',
      { moment: { kind: 'clock', local: '2026-11-14T09:05', zone: 'Europe/Madrid' } },
    ],
    ['cart at 2026-11-14T13:05:00Z', { moment: { kind: 'moment', at: Date.UTC(2026, 10, 14, 13, 5) } }],
    ['cart at 20m ago for 3d', { moment: { kind: 'moment', at: now - hour / 3 }, lasts: 72 * hour }],
    ['cart for 12h from prod', { from: 'prod', lasts: 12 * hour }],
    ['cart for 30 days', { lasts: 720 * hour }],
    ['cart for ever', { lasts: 'ever' }],
    ['cart --schema-only', { schemaOnly: true }],
    ['cart from prod —schema-only', { from: 'prod', schemaOnly: true }],
    ['“cart” from prod', { name: 'cart', from: 'prod' }],
  ])('%s', (text, wish) => {
    expect(wishOf(text)).toMatchObject({ kind: 'make', ...wish });
  });

  it.each([
    ['', 'branch_needed'],
    ['from prod', 'branch_needed'],
    ['cart from', 'branch_needed'],
    ['cart totals', 'branch_words_unknown'],
    ['cart from prod dev', 'branch_words_unknown'],
    ['cart from prod from dev', 'branch_words_unknown'],
    ['cart at', 'branch_moment_unknown'],
    ['cart at noon', 'branch_moment_unknown'],
    ['cart at last', 'branch_moment_unknown'],
    ['cart for', 'branch_lasts_unknown'],
    ['cart for lunch', 'branch_lasts_unknown'],
    ['cart for 5s', 'branch_lasts_unknown'],
    ['cart for 31d', 'branch_lasts_too_long'],
    ['cart --env nowhere', 'unknown_environment'],
    ['cart --env pages', 'environment_no_database'],
    ['cart --app other', 'unknown_app'],
  ])('%s: %s', (text, code) => {
    expect(wishOf(text)).toBe(code);
  });

  it('means production’s project, or that of the environment that is named', () => {
    expect(parseBranch(lineOf('cart'), place, now)).toMatchObject({ environment: { name: 'production' } });
    expect(parseBranch(lineOf('cart --env dev'), place, now)).toMatchObject({
      environment: { name: 'development' },
    });
  });

  it('of an app without a database is refused', () => {
    const without = { apps: [appWith([environmentWith('production', undefined)])], channel: 'C0DEPLOYS' };
    expect(parseBranch(lineOf('cart'), without, now)).toMatchObject({ refusal: { code: 'app_no_database' } });
  });
});

describe('/db connect, reset and delete', () => {
  it.each([
    ['cart', { branch: 'cart' }],
    ['', { refusal: { code: 'branch_needed' } }],
    ['cart now', { refusal: { code: 'words_left_over' } }],
  ])('%s', (text, parsed) => {
    expect(parseOneBranch('/db connect', lineOf(text), place)).toMatchObject(parsed);
  });
});

describe('/db diff', () => {
  it.each([
    ['cart', { branch: 'cart' }],
    ['cart prod', { branch: 'cart', base: 'prod' }],
    ['cart and prod', { branch: 'cart', base: 'prod' }],
    ['', { refusal: { code: 'branch_needed' } }],
    ['a b c', { refusal: { code: 'words_left_over' } }],
  ])('%s', (text, parsed) => {
    expect(parseDiff(lineOf(text), place)).toMatchObject(parsed);
  });
});
