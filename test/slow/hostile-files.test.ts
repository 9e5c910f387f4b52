import { expect, test } from 'vitest'
import { bareEnvironment, COMMAND, temporaryFolder } from '../support/cli.js'
import { HOSTILE } from '../support/hostile-files.js'
import { runProgram } from '../support/run-program.js'

/** Tells at the end what the process used. */
const USAGE = `data:text/javascript,${encodeURIComponent(`process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
  process.stderr.write(JSON.stringify({ mib: maxRSS / 1024, seconds: (userCPUTime + systemCPUTime) / 1e6 }))
})`)}`

const BOMB = [
  'a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9]',
  ...Array.from('bcdefghi', (name, at) => {
    const alias = `*${'abcdefghi'[at]}`
    return `${name}: &${name} [${Array(9).fill(alias).join(', ')}]`
  }),
].join('\n')

const FILES: typeof HOSTILE = [
  ...HOSTILE,
  ['a YAML bomb', BOMB],
  ['deep nesting', `a: ${'['.repeat(400_000)}`],
  ['more than a MiB', `a: ${'x'.repeat(3 * 1024 ** 2)}`],
  ['no text', '\0'.repeat(500_000)],
]

test.each(FILES)('%s: validate takes 5 s and 300 MiB at most, and shows no stack', async (_, text) => {
  using folder = temporaryFolder({ 'x.yaml': text })
  const command = [process.execPath, '--import', USAGE, COMMAND, 'validate', 'x.yaml'] as const
  const done = await runProgram(command, { cwd: folder.path, env: bareEnvironment(), timeoutMs: 120_000 })
  const { mib, seconds } = JSON.parse(done.stderr.slice(done.stderr.lastIndexOf('{')))
  expect([0, 2]).toContain(done.code)
  expect(done.stdout + done.stderr).not.toMatch(/\n {4}at /)
  expect(mib).toBeLessThan(300)
  expect(seconds).toBeLessThan(5)
})
