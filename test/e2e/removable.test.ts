import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
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

/** Tells of each text on its standard input, a JSON map by fault, whether the product takes it as an experiment. */
const CHECK = `
import { faults } from './dist/faults/index.js'
import { loadExperiment } from './dist/experiment/load.js'
import { readFileSync } from 'node:fs'
const input = { file: 'x.yaml', folder: '.', env: {}, vars: {}, ownHosts: [], freePorts: async () => [] }
const taken = {}
for (const [name, text] of Object.entries(JSON.parse(readFileSync(0, 'utf8')))) {
  const loaded = await loadExperiment({ ...input, text })
  taken[name] = loaded.ok || loaded.problems.map(({ message }) => message).join('; ')
}
console.log(JSON.stringify({ listed: faults.map(({ name }) => name), taken }))
`

/** Takes the fault's file and its lines in the registry away. */
const remove = (name: string, folder: string): void => {
  rmSync(join(folder, 'dist/faults', `${kebab(name)}.js`))
  const registry = join(folder, 'dist/faults/index.js')
  const lines = readFileSync(registry, 'utf8').split('\n')
  const kept = lines.filter(line => !new RegExp(`import \\{ ${name} \\}|^\\s+${name},$`).test(line))
  writeFileSync(registry, kept.join('\n').replace(new RegExp(`\\b${name}, |, ${name}\\b`), ''))
}

const TEXTS = JSON.stringify(
  Object.fromEntries(faults.map(({ name, examples }) => [name, experiment(name, examples[0])])),
)

test.each(faults.map(({ name }) => name))('without %s every other fault is there and can be used as before', name => {
  using folder = temporaryFolder({ 'package.json': '{"type":"module"}' })
  cpSync(join(root, 'dist'), join(folder.path, 'dist'), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder.path, 'node_modules'))
  remove(name, folder.path)
  const options = { cwd: folder.path, input: TEXTS, encoding: 'utf8' } as const
  const { listed, taken } = JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', CHECK], options))
  const others = faults.filter(fault => fault.name !== name).map(fault => fault.name)
  expect(listed).toEqual(others)
  expect(taken).toEqual({
    ...Object.fromEntries(others.map(other => [other, true])),
    [name]: expect.stringContaining(`unknown fault "${name}"`),
  })
})
