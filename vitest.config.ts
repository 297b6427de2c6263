import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Two workers: the machines this runs on have two cores, and a TDS server may share them.
    maxWorkers: 2,
    pool: 'forks',
  },
});
