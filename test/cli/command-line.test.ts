import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { fallacy, temporaryFolder } from '../support/cli.js'

test.each([
  [['rnu'], "error: unknown command 'rnu'\n(Did you mean run?)\nRun with --help to see what there is.\n"],
  [
    ['run', 'x.yaml', '--preset', 'dsl'],
    'error: expected a file or --preset, found both\nRun with --help to see what there is.\n',
  ],
  [
    ['run', '--target', 'http://a/'],
    "error: missing required argument 'file'\nRun with --help to see what there is.\n",
  ],
  [['run'], "error: missing required argument 'file'\nRun with --help to see what there is.\n"],
  [
    ['run', '--sed', '1', 'x'],
    "error: unknown option '--sed'\n(Did you mean --seed?)\nRun with --help to see what there is.\n",
  ],
  [
    ['run', '--seed', 'x', 'y'],
    "error: option '--seed <n>' argument 'x' is invalid. Expected an integer from 0 to 2^53-1.\nRun with --help to see what there is.\n",
  ],
  [
    ['validate', '--var', 'x', 'y'],
    "error: option '--var <name=value>' argument 'x' is invalid. Expected name=value.\nRun with --help to see what there is.\n",
  ],
  [
    ['validate', '--format', 'xml', 'y'],
    "error: option '--format <name>' argument 'xml' is invalid. Allowed choices are text, json, github.\nRun with --help to see what there is.\n",
  ],
  [
    ['schema', 'x'],
    "error: too many arguments for 'schema'. Expected 0 arguments but got 1.\nRun with --help to see what there is.\n",
  ],
  [['validate', 'no.yaml'], 'error: no.yaml cannot be read: there is no such file\n'],
  [['run', 'no.yaml'], 'error: no.yaml cannot be read: there is no such file\n'],
  [
    ['faults', 'latancy'],
    expect.stringMatching(
      /^error: there is no fault named "latancy", did you mean "latency"\?\n {2}= there are: .*latency, /,
    ),
  ],
  [
    ['report', 'gone'],
    expect.stringMatching(/^error: there is no run at gone: .+ does not exist\n {2}= give the folder/),
  ],
])('%j is exit 2 and says why on stderr only', async (args, stderr) => {
  expect(await fallacy(args)).toEqual({ code: 2, signal: null, stdout: '', stderr })
})

test('no command is help on stderr and exit 2', async () => {
  const { code, stdout, stderr } = await fallacy([])
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/^Usage: fallacy /)
})

test('--help names every command, shows examples, and ends with the exit codes', async () => {
  const { code, stdout, stderr } = await fallacy(['--help'])
  expect([code, stderr]).toEqual([0, ''])
  for (const name of ['run', 'validate', 'plan', 'report', 'demo', 'faults', 'probes', 'schema'])
    expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'))
  expect(stdout).toMatch(/\nExamples:\n[\s\S]+\nExit codes:\n {2}0 [\s\S]+ {2}70 .+\n.+143 .+\n$/)
})

test.each(['run', 'validate', 'plan', 'report', 'demo', 'faults', 'probes', 'schema'])(
  '%s --help has an example',
  async name => {
    const { code, stdout } = await fallacy([name, '--help'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/\nExamples?:\n {2}fallacy /)
  },
)

test('-V is the version of the package', async () => {
  const { version } = JSON.parse(readFileSync(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8'))
  expect(await fallacy(['-V'])).toEqual({ code: 0, signal: null, stdout: `${version}\n`, stderr: '' })
})

test('options may stand before the command and after the files', async () => {
  using folder = temporaryFolder({ 'bad.yaml': 'version: 2\n' })
  const before = await fallacy(['--format', 'json', 'validate', 'bad.yaml'], { cwd: folder.path })
  const after = await fallacy(['validate', 'bad.yaml', '--format', 'json'], { cwd: folder.path })
  expect(before).toEqual(after)
  expect(JSON.parse(after.stdout)).toMatchObject({ ok: false, files: ['bad.yaml'] })
})

test('validate reads standard input', async () => {
  const { code, stdout } = await fallacy(['validate', '-'], { input: 'version: 2\n' })
  expect(code).toBe(2)
  expect(stdout).toContain('--> <stdin>:1:')
})

test('the experiments of the package are valid', async () => {
  const experiments = fileURLToPath(new URL('../../experiments', import.meta.url))
  const { code, stdout } = await fallacy(['validate', experiments])
  expect(code).toBe(0)
  expect(stdout).toMatch(/✔ .+01-first-fault\.yaml: 3 hypotheses, 1 fault/)
})

test('nothing in a pipe is coloured unless it is asked for', async () => {
  using folder = temporaryFolder({ 'bad.yaml': 'version: 2\n' })
  const run = (args: readonly string[], env = {}) =>
    fallacy(['validate', 'bad.yaml', ...args], { cwd: folder.path, env })
  expect((await run([])).stdout).not.toContain('\x1b')
  expect((await run([], { CI: 'true' })).stdout).not.toContain('\x1b')
  expect((await run([], { FORCE_COLOR: '1' })).stdout).toContain('\x1b[')
  expect((await run(['--no-color'], { FORCE_COLOR: '1' })).stdout).not.toContain('\x1b')
  expect((await run(['--color'])).stdout).toContain('\x1b[')
})

test('schema prints JSON Schema', async () => {
  const { code, stdout } = await fallacy(['schema'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' })
})

test('faults and probes list what there is, and explain one', async () => {
  expect((await fallacy(['faults'])).stdout).toMatch(/^Latency is zero\n {2}coldStart /m)
  expect((await fallacy(['probes'])).stdout).toMatch(/^ {2}http /m)
  expect((await fallacy(['faults', 'latency'])).stdout).toMatch(/^ {2}add +a duration such as/m)
  expect((await fallacy(['probes', 'http'])).stdout).toMatch(/^ {2}url +a URL.+\(required\)$/m)
})

test('a reader that closes the pipe early gets no stack, and the exit code stays', async () => {
  const leave = (child: ChildProcess) => child.stdout?.destroy()
  expect(await fallacy(['faults'], { started: leave })).toEqual({ code: 0, signal: null, stdout: '', stderr: '' })
})
