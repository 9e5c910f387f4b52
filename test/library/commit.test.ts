import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commitOf } from '../../src/library/commit.js'
import { temporaryFolder } from '../support/cli.js'

const git = (folder: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.test', ...args], {
    cwd: folder,
    encoding: 'utf8',
  }).trim()

test('it is what git says, on a branch, packed, detached, in a folder below and in another worktree', () => {
  using folder = temporaryFolder()
  const { path } = folder
  git(path, 'init', '-q', '-b', 'main')
  expect(commitOf(path)).toBeNull()
  git(path, 'commit', '-q', '--allow-empty', '-m', 'one')
  const first = git(path, 'rev-parse', 'HEAD')
  expect(commitOf(path)).toBe(first)
  mkdirSync(join(path, 'a', 'b'), { recursive: true })
  expect(commitOf(join(path, 'a', 'b'))).toBe(first)
  git(path, 'pack-refs', '--all')
  expect(commitOf(path)).toBe(first)
  git(path, 'worktree', 'add', '-q', '-b', 'other', join(path, 'tree'))
  git(join(path, 'tree'), 'commit', '-q', '--allow-empty', '-m', 'two')
  expect(commitOf(join(path, 'tree'))).toBe(git(join(path, 'tree'), 'rev-parse', 'HEAD'))
  git(path, 'checkout', '-q', '--detach')
  expect(commitOf(path)).toBe(first)
})

test('what is no repository has none', () => {
  using folder = temporaryFolder()
  mkdirSync(join(folder.path, '.git'))
  expect(commitOf(folder.path)).toBeNull()
  writeFileSync(join(folder.path, '.git', 'HEAD'), 'ref: refs/heads/../../../etc/passwd\n')
  expect(commitOf(folder.path)).toBeNull()
})
