import { defineConfig } from 'vitest/config'
import { countReporter } from './test/support/count-reporter.js'

const counts = process.env.FALLACY_TEST_COUNTS

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/slow/**'],
    globalSetup: ['test/support/build.ts'],
    setupFiles: ['test/support/own-fetch.ts'],
    reporters: ['default', ...(counts === undefined ? [] : [countReporter(counts)])],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Files share their worker's modules, which hold no state: a third of the time, most of which was loading.
    isolate: false,
    maxWorkers: 2,
    // Of tests that say they may: runs that wait for the end of their phases.
    maxConcurrency: 3,
  },
})
