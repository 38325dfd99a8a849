import type { Seed, SeedCommit } from '../../sandbox/seed/contract.ts';

const ana = { name: 'Ana Ruiz', email: 'ana@mundo-tango.example', login: 'ana-ruiz' };
const bruno = { name: 'Bruno Diaz', email: 'bruno@mundo-tango.example', login: 'bruno-diaz' };

export function aCommit(commit: Pick<SeedCommit, 'key'> & Partial<SeedCommit>): SeedCommit {
  return {
    branch: 'main',
    author: ana,
    message: `Change ${commit.key}`,
    daysAgo: 1,
    apply: (files) => void files.set(`${commit.key}.txt`, `${commit.key}\n`),
    checks: [],
    statuses: [],
    ...commit,
  };
}

/** main: first - second - merge(feature) - red; open: a pull request that conflicts with nothing. */
export const smallSeed: Seed = {
  people: [ana, bruno],
  baseTree: () =>
    new Map([
      ['README.md', '# Mundo Tango\n'],
      ['src/app.ts', 'export const version = 1;\n'],
    ]),
  liveAtStart: { production: 'first', development: 'second' },
  tags: [{ name: 'v1.0.0', commit: 'first' }],
  commits: [
    aCommit({ key: 'first', daysAgo: 9, message: 'Start\n\nWith a body' }),
    aCommit({
      key: 'second',
      daysAgo: 7,
      checks: [
        { name: 'lint', status: 'completed', conclusion: 'success' },
        { name: 'e2e-tests', status: 'completed', conclusion: 'success' },
      ],
      statuses: [{ context: 'ci/license', state: 'success', description: 'No new licences' }],
      apply: (files) => {
        files.set('src/app.ts', 'export const version = 2;\n');
        files.delete('README.md');
      },
      pullRequest: { number: 41, title: 'Fix cart totals', author: bruno, head: 'fix-cart' },
    }),
    aCommit({ key: 'feature', branch: 'feature/seats', parent: 'first', daysAgo: 6, author: bruno }),
    aCommit({
      key: 'merge',
      merges: 'feature',
      daysAgo: 5,
      message: 'Merge pull request #42',
      pullRequest: { number: 42, title: 'Choose seats', author: bruno, head: 'feature/seats' },
    }),
    aCommit({
      key: 'red',
      daysAgo: 2,
      checks: [
        { name: 'lint', status: 'completed', conclusion: 'success' },
        { name: 'e2e-tests', status: 'completed', conclusion: 'failure' },
        { name: 'build', status: 'in_progress' },
      ],
    }),
    aCommit({
      key: 'open',
      branch: 'open-work',
      parent: 'merge',
      daysAgo: 1,
      pullRequest: { number: 43, title: 'Waiting list', author: ana },
    }),
  ],
};
