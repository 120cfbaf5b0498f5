import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{contract,main,native,renderer,testing,scripts}/**/*.test.ts'],
    pool: 'forks',
    // Two cores: more workers only make timings noisy.
    maxWorkers: 2,
    testTimeout: 30_000,
    setupFiles: ['testing/leaks.ts'],
  },
});
