import { defineConfig } from 'vitest/config'

/** Soaks and repeated runs: minutes, one file at a time, so that they do not disturb each other's clocks. */
export default defineConfig({
  test: {
    include: ['test/slow/**/*.test.ts'],
    globalSetup: ['test/support/build.ts'],
    testTimeout: 600_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
  },
})
