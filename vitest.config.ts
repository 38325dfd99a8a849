import { defineConfig } from 'vitest/config';

/** One after another, in this order: a group that fails stops none of those after it, and the end names all that failed. */
const groups = ['unit', 'integration', 'acceptance', 'durability', 'browser'] as const;

const project = (name: (typeof groups)[number], extra: object = {}) => ({
  extends: true as const,
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    sequence: { groupOrder: groups.indexOf(name) + 1 },
    ...extra,
  },
});

/** Set by .ci/run, which adds up what several runs counted. */
const counts = process.env['VITEST_JSON_DIR'];

export default defineConfig({
  test: {
    reporters: counts ? ['default', ['json', { outputFile: `${counts}/${process.pid}.json` }]] : ['default'],
    projects: [
      // Pure, or with a server of its own on loopback: a process for each file would cost more than the tests.
      project('unit', { testTimeout: 20_000, isolate: false, maxWorkers: 2 }),
      project('integration', { testTimeout: 30_000, hookTimeout: 60_000, maxWorkers: 2 }),
      // A world waits for its platforms half of the time: two fit on two cores.
      project('acceptance', { testTimeout: 60_000, hookTimeout: 120_000, maxWorkers: 2 }),
      // What is killed and timed wants the machine for itself.
      project('durability', { testTimeout: 60_000, hookTimeout: 120_000, fileParallelism: false }),
      project('browser', { testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false }),
    ],
  },
});
