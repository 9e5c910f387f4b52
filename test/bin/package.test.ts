import { spawnSync } from 'node:child_process'
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
