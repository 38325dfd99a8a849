import { defineConfig } from 'vitest/config';

const project = (name: string, extra: object = {}) => ({
  extends: true as const,
  test: { name, include: [`test/${name}/**/*.test.ts`], ...extra },
});

/** Set by .ci/run, which adds up what several runs counted. */
const counts = process.env['VITEST_JSON_DIR'];

export default defineConfig({
  test: {
    reporters: counts ? ['default', ['json', { outputFile: `${counts}/${process.pid}.json` }]] : ['default'],
    projects: [
      project('unit', { testTimeout: 20_000 }),
      project('integration', { testTimeout: 30_000, hookTimeout: 60_000 }),
      project('acceptance', { testTimeout: 60_000, hookTimeout: 120_000, fileParallelism: false }),
      project('browser', { testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false }),
    ],
  },
});
