import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { COMMAND } from '../support/cli.js'

/** ms of CPU that a process takes from its start to its end, the median of five: a busy machine changes it little. */
const cpuTime = (args: readonly string[]): number => {
  const once = () => {
    const { stdout } = spawnSync('sh', ['-c', '"$0" "$@" >/dev/null; times', process.execPath, ...args], {
      encoding: 'utf8',
    })
    const ofChildren = stdout.trim().split('\n').at(-1) ?? ''
    const parts = [...ofChildren.matchAll(/(\d+)m([\d.]+)s/g)]
    return parts.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1_000, 0)
  }
  return Array.from({ length: 5 }, once).sort((a, b) => a - b)[2] ?? Number.POSITIVE_INFINITY
}

test('help and validate start soon after Node itself', () => {
  const experiment = fileURLToPath(new URL('../../experiments/01-first-fault.yaml', import.meta.url))
  const bare = cpuTime(['-e', '0'])
  expect(bare).toBeGreaterThan(0)
  // The aims are 80 and 150 ms on a quiet machine.
  expect(cpuTime([COMMAND, '--help']) - bare).toBeLessThan(160)
  expect(cpuTime([COMMAND, 'validate', experiment]) - bare).toBeLessThan(400)
})
