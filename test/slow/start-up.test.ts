import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const bare = ['-e', '0']
const help = ['bin/fallacy.js', '--help']
const validate = ['bin/fallacy.js', 'validate', 'experiments/01-first-fault.yaml']
const BEYOND_NODE_MS = 150

const timeOf = (args: readonly string[]): number => {
  const start = performance.now()
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'ignore' })
  expect(status).toBe(0)
  return performance.now() - start
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

test.each([
  ['--help', help],
  ['validate', validate],
])('%s answers within 150 ms beyond what bare Node takes to start', (name, args) => {
  // In turn, so that what else the machine does meets both.
  const pairs = Array.from({ length: 15 }, () => [timeOf(bare), timeOf(args)] as const)
  const [node, ours] = [median(pairs.map(([node]) => node)), median(pairs.map(([, ours]) => ours))]
  console.log(`${name}: ${Math.round(ours - node)} ms beyond the ${Math.round(node)} ms of bare Node`)
  expect(ours - node).toBeLessThan(BEYOND_NODE_MS)
})
