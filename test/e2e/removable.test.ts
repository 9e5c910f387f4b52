import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faults } from '../../src/faults/index.js'
import { temporaryFolder } from '../support/cli.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const kebab = (name: string) => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)

/** A file with every fault in it, under its own name. */
const EXPERIMENT = `version: 1
name: left
proxies:
  shop: {upstream: "http://127.0.0.1:9", tls: auto}
faults:
${faults.map(({ name, examples }) => `  ${kebab(name)}: {target: shop, ${name}: ${JSON.stringify(examples[0])}}`).join('\n')}
phases:
  - {name: inject, kind: inject, duration: 1s, faults: [${faults.map(({ name }) => kebab(name)).join(', ')}]}
probes:
  home: {type: tcp, host: 127.0.0.1, port: 9}
hypotheses:
  - {id: quick, probe: home, measure: latency.p50, max: 1s}
`

/** Tells the faults of the registry, and what the product finds wrong with the experiment on its standard input. */
const CHECK = `
import { faults } from './dist/faults/index.js'
import { loadExperiment } from './dist/experiment/load.js'
import { readFileSync } from 'node:fs'
const input = { file: 'x.yaml', folder: '.', env: {}, vars: {}, ownHosts: [], freePorts: async () => [] }
const loaded = await loadExperiment({ ...input, text: readFileSync(0) })
const wrong = loaded.ok ? [] : loaded.problems.map(({ message }) => message)
console.log(JSON.stringify({ listed: faults.map(({ name }) => name), wrong }))
`

let folder: ReturnType<typeof temporaryFolder>
const at = (path: string) => join(folder.path, path)

beforeAll(() => {
  folder = temporaryFolder({ 'package.json': '{"type":"module"}' })
  cpSync(join(root, 'dist'), at('dist'), { recursive: true, filter: path => !path.endsWith('.d.ts') })
  symlinkSync(join(root, 'node_modules'), at('node_modules'))
})
afterAll(() => folder[Symbol.dispose]())

/** Takes the fault's file and its lines in the registry away; gives the way back. */
const remove = (name: string): Disposable => {
  const [file, registry] = [at(`dist/faults/${kebab(name)}.js`), at('dist/faults/named.js')]
  const [code, list] = [readFileSync(file), readFileSync(registry, 'utf8')]
  const lines = list.split('\n').filter(line => !line.startsWith(`export { ${name} }`))
  rmSync(file)
  writeFileSync(registry, lines.join('\n'))
  return {
    [Symbol.dispose]() {
      writeFileSync(file, code)
      writeFileSync(registry, list)
    },
  }
}

const check = (): unknown => {
  const options = { cwd: folder.path, input: EXPERIMENT, encoding: 'utf8' } as const
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', CHECK], options))
}

test('with all faults the file is well', () => {
  expect(check()).toEqual({ listed: faults.map(({ name }) => name), wrong: [] })
})

test.each(faults.map(({ name }) => name))('without %s every other fault is there and can be used as before', name => {
  using _ = remove(name)
  const listed = faults.filter(fault => fault.name !== name).map(fault => fault.name)
  expect(check()).toEqual({ listed, wrong: [expect.stringContaining(`unknown fault "${name}"`)] })
})
