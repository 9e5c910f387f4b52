import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { faults } from '../../src/faults/index.js'

const FOLDER = 'src/faults'

const files = readdirSync(FOLDER).filter(file => file.endsWith('.ts') && !/^(index|named)\.ts$/.test(file))
const kebab = (name: string) => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)

test('a fault is one file of its name in kebab-case, and its export is its name', async () => {
  expect(files.toSorted()).toEqual(faults.map(({ name }) => `${kebab(name)}.ts`).toSorted())
  for (const fault of faults) {
    const module: Record<string, unknown> = await import(`../../src/faults/${kebab(fault.name)}.ts`)
    expect(module[fault.name]).toBe(fault)
  }
})

test('no source but the registry imports a fault', () => {
  const others = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'))
  const importers = others
    .filter(file => ![join('faults', 'index.ts'), join('faults', 'named.ts')].includes(file))
    .filter(file => /from '(\.\.?\/)+faults\/(?!(index|named)\.js)|from '\.\/[a-z-]+\.js'/.test(imports(file)))
  expect(importers).toEqual([])
})

/** The import lines that could reach a fault: any from elsewhere, and those between siblings in its folder. */
const imports = (file: string): string => {
  const lines = readFileSync(join('src', file), 'utf8').match(/from '[^']+'/g) ?? []
  return lines.filter(line => line.includes('/faults/') || file.startsWith('faults')).join('\n')
}

test.each(files)('%s imports only core, valibot and node', file => {
  const lines = readFileSync(join(FOLDER, file), 'utf8').match(/from '[^']+'/g) ?? []
  expect(lines.filter(line => !/'(\.\.\/core\/[a-z-]+\.js|valibot|node:[a-z/]+)'/.test(line))).toEqual([])
})

/** Words of the catalogue that mean something else elsewhere, too. */
const COMMON = new Set(['close', 'reset', 'latency', 'drain', 'certificate', 'handshake', 'message'])

test('neither the proxy nor a verdict or report names a fault', () => {
  const named = ['proxy', 'run', 'hypothesis', 'metrics', 'reporters']
    .map(folder => join('src', folder))
    .filter(folder => existsSync(folder))
    .flatMap(folder => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(file => join(folder, file)))
    .filter(file => file.endsWith('.ts'))
    .flatMap(file =>
      faults.filter(({ name }) => !COMMON.has(name) && mentions(file, name)).map(f => `${file}: ${f.name}`),
    )
  expect(named).toEqual([])
})

const mentions = (file: string, name: string) => new RegExp(`['"\`]${name}['"\`]`).test(readFileSync(file, 'utf8'))
