import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

/** Writes `N passed, N failed` to a file, for whoever asked by FALLACY_TEST_COUNTS. A file that cannot load is a failure. */
export const countReporter = (path: string): Reporter => ({
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors) {
    const tests = modules.flatMap(module => [...module.children.allTests()])
    const inState = (state: string) => tests.filter(test => test.result().state === state).length
    const broken = modules.flatMap(module => module.errors()).length + unhandledErrors.length
    writeFileSync(path, `${inState('passed')} passed, ${inState('failed') + broken} failed\n`)
  },
})
