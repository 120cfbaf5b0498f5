import { defineConfig } from 'vitest/config';

/** Real programs, one after the other: two of them at once on a small machine only make each other late. */
export default defineConfig({
  test: {
    include: ['e2e/**/*.e2e.ts'],
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 180_000,
    setupFiles: ['testing/leaks.ts'],
  },
});
