import { execFile } from 'node:child_process'
import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { faults } from '../../src/faults/index.js'
import { temporaryFolder } from '../support/cli.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const kebab = (name: string) => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)

const experiment = (fault: string, example: unknown) => `version: 1
name: left
proxies:
  shop: {upstream: "http://127.0.0.1:9"}
faults:
  one: {target: shop, ${fault}: ${JSON.stringify(example)}}
phases:
  - {name: inject, kind: inject, duration: 1s, faults: [one]}
probes:
  home: {type: tcp, host: 127.0.0.1, port: 9}
hypotheses:
  - {id: quick, probe: home, measure: latency.p50, max: 1s}
`

/** The product without one fault: its file and its line in the registry are gone. */
const without = (name: string) => {
  const folder = temporaryFolder()
  for (const part of ['dist', 'package.json']) cpSync(join(root, part), join(folder.path, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder.path, 'node_modules'))
  rmSync(join(folder.path, 'dist/faults', `${kebab(name)}.js`))
  const registry = join(folder.path, 'dist/faults/index.js')
  const lines = readFileSync(registry, 'utf8').split('\n')
  const kept = lines.filter(line => !new RegExp(`import \\{ ${name} \\}|^\\s+${name},$`).test(line))
  writeFileSync(registry, kept.join('\n').replace(new RegExp(`\\b${name}, |, ${name}\\b`), ''))
  return folder
}

test.each(faults.map(({ name }) => name))('without %s every other fault is there and works as before', async name => {
  using folder = without(name)
  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, ['dist/cli/main.js', ...args], { cwd: folder.path }).then(
      ({ stdout }) => stdout,
      (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
    )
  const listed = await run('faults')
  for (const fault of faults) {
    expect(new RegExp(`\\b${fault.name}\\b`).test(listed)).toBe(fault.name !== name)
    writeFileSync(join(folder.path, `${fault.name}.yaml`), experiment(fault.name, fault.examples[0]))
  }
  const others = faults.filter(fault => fault.name !== name).map(fault => `${fault.name}.yaml`)
  expect(await run('validate', ...others)).not.toMatch(/error/)
  expect(await run('validate', `${name}.yaml`)).toContain(`"${name}"`)
})
