import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

interface Packed {
  readonly files: readonly { readonly path: string; readonly mode: number }[]
}

test('the package has the command, what was built, the experiments and the papers, and nothing else', () => {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts', '--silent']
  const { stdout } = spawnSync('npm', args, { cwd: root, encoding: 'utf8' })
  const [packed]: readonly Packed[] = JSON.parse(stdout)
  const paths = packed?.files.map(({ path }) => path) ?? []
  const others = paths.filter(path => !/^(dist|experiments)\//.test(path)).sort()
  expect(others).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'bin/fallacy.js', 'package.json'])
  for (const path of ['dist/bin/main.js', 'dist/index.js', 'dist/index.d.ts', 'dist/schema/experiment.v1.json'])
    expect(paths).toContain(path)
  expect(paths.filter(path => /(^|\/)\./.test(path))).toEqual([])
})

const MANIFEST = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

test('every export has its types first, and all files that the manifest names are there', () => {
  const { exports, bin, files, type, scripts } = MANIFEST
  expect(type).toBe('module')
  expect(Object.keys(exports['.'])).toEqual(['types', 'default'])
  expect(Object.keys(scripts).filter(name => /^(pre|post)?install$/.test(name))).toEqual([])
  for (const path of [...Object.values<string>(exports['.']), ...Object.values<string>(bin), ...files])
    expect(existsSync(join(root, path)), path).toBe(true)
  expect(readFileSync(join(root, bin.fallacy), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
})

/** Every declaration that can be reached from one, and every package that they name. */
const reached = (from: string, seen = new Set<string>(), packages = new Set<string>()) => {
  if (seen.has(from)) return { seen, packages }
  seen.add(from)
  for (const [, name = ''] of readFileSync(from, 'utf8').matchAll(/(?:from|import\()\s*["']([^"']+)["']/g))
    if (name.startsWith('.')) reached(join(dirname(from), name.replace(/\.js$/, '.d.ts')), seen, packages)
    else packages.add(name)
  return { seen, packages }
}

test('the types name no package that whoever installs this does not have', () => {
  const { seen, packages } = reached(join(root, 'dist/index.d.ts'))
  expect(seen.size).toBeGreaterThan(20)
  const known = (name: string) => isBuiltin(name) || name in MANIFEST.dependencies
  expect([...packages].filter(name => !known(name))).toEqual([])
})
