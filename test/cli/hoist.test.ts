import { Command } from 'commander'
import { expect, test } from 'vitest'
import { hoistCommand } from '../../src/cli/hoist.js'

const program = () => {
  const root = new Command('fallacy').option('--no-color')
  root.command('run').option('--seed <n>').option('--json').option('-r, --reporter <name>')
  root.command('report').option('--write')
  return root
}

test.each([
  ['run x', 'run x'],
  ['--seed 42 run x', 'run --seed 42 x'],
  ['--json --no-color run x', 'run --json --no-color x'],
  ['-r report run x', 'run -r report x'],
  ['--seed=42 run report', 'run --seed=42 report'],
  ['x run', 'x run'],
  ['-- run', '-- run'],
  ['', ''],
])('%j becomes %j', (given, expected) => {
  expect(hoistCommand(given.split(' ').filter(Boolean), program()).join(' ')).toBe(expected)
})
