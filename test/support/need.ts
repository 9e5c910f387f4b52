import { spawnSync } from 'node:child_process'
import type { TestContext } from 'vitest'

/** Skips the test, with the reason, where a tool is missing; under CI a missing tool is a failure. */
export const need = (context: Pick<TestContext, 'skip'>, ...tools: readonly string[]): void => {
  const missing = tools.filter(tool => spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0)
  if (missing.length === 0) return
  const reason = `not installed here: ${missing.join(', ')}`
  if (process.env.CI === 'true') throw new Error(`${reason}; under CI that is a failure`)
  context.skip(reason)
}
