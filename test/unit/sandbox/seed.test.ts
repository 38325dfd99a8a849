import { beforeAll, describe, expect, it } from 'vitest';
import { readExampleTree } from '../../../sandbox/seed/base-tree.ts';
import type { Seed } from '../../../sandbox/seed/contract.ts';
import { createSeed } from '../../../sandbox/seed/history.ts';
import { treesOf } from '../../support/seed-trees.ts';

let seed: Seed;
let trees: ReadonlyMap<string, ReadonlyMap<string, string>>;

beforeAll(() => {
  seed = createSeed();
  trees = treesOf(seed);
});

const tree = (key: string) => trees.get(key) ?? new Map<string, string>();
const main = () => seed.commits.filter(({ branch }) => branch === 'main');

it("main's head is the example app as it stands", () => {
  expect(tree(main().at(-1)?.key ?? '')).toEqual(readExampleTree());
});

it('production starts seven commits behind main', () => {
  const keys = main().map(({ key }) => key);
  expect(keys).toHaveLength(12);
  expect(keys.slice(keys.indexOf(seed.liveAtStart.production) + 1)).toHaveLength(7);
});

it('every commit changes something', () => {
  const distinct = new Set([...trees.values()].map((files) => JSON.stringify([...files])));
  expect(distinct.size).toBe(seed.commits.length);
});

it('commits are in the order of time on their branch', () => {
  for (const branch of ['main', 'develop']) {
    const ages = seed.commits.filter((commit) => commit.branch === branch).map(({ daysAgo }) => daysAgo);
    expect(ages).toEqual([...ages].sort((a, b) => b - a));
  }
});

describe('what main brings since production', () => {
  it('is one more migration, which the journal names', () => {
    expect(migrationsOf(tree('read-twice'))).toEqual(['drizzle/0000_site.sql', 'drizzle/0001_programme.sql']);
    expect(migrationsOf(tree('cart-totals'))).toContain('drizzle/0002_class_level.sql');
    for (const files of trees.values()) {
      expect(journalOf(files).map(({ tag }) => `drizzle/${tag}.sql`)).toEqual(migrationsOf(files));
    }
  });

  it('is another headline, and totals that count quantities', () => {
    expect(tree('read-twice').get('index.html')).toContain('Learn to dance the tango of Buenos Aires.');
    expect(tree('cart-totals').get('index.html')).toContain('Two people, one embrace, three minutes.');
    expect(tree('read-twice').get('src/cart.ts')).not.toContain('line.product.priceCents * line.quantity');
  });
});

it('pull requests #34 to #43 are merged, #44 is open and red', () => {
  const numbers = main().flatMap(({ pullRequest }) => pullRequest?.number ?? []);
  expect(numbers).toEqual([34, 35, 36, 37, 38, 39, 40, 41, 42, 43]);
  const open = seed.commits.find(({ pullRequest }) => pullRequest?.number === 44);
  expect(open).toMatchObject({ key: 'checkout-rewrite', branch: 'feature/checkout-rewrite' });
  expect(open?.checks.filter(({ conclusion }) => conclusion !== 'success')).toEqual([
    { name: 'e2e-tests', status: 'completed', conclusion: 'failure' },
  ]);
});

function migrationsOf(files: ReadonlyMap<string, string>): readonly string[] {
  return [...files.keys()].filter((path) => path.endsWith('.sql')).sort();
}

function journalOf(files: ReadonlyMap<string, string>): readonly { readonly tag: string }[] {
  const journal = JSON.parse(files.get('drizzle/meta/_journal.json') ?? '') as {
    entries: readonly { readonly tag: string }[];
  };
  return journal.entries;
}
