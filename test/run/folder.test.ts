import { chmodSync, existsSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { UserError } from '../../src/core/problem.js'
import { makeRunFolder, pointLatest, writeFile } from '../../src/run/folder.js'

const identity = { run: '7f3a', at: '2026-11-23T00:12:01.123Z', tool: '0.1.0', node: 'v20', platform: 'linux', pid: 1 }
const freshDir = () => mkdtempSync(join(tmpdir(), 'fallacy-folder-'))

test('a run gets a folder named by its UTC time, its experiment and its id, with a journal in it', () => {
  const dir = freshDir()
  const folder = makeRunFolder(join(dir, 'deep', 'report'), 'slow-payments', identity)
  expect(folder).toBe(join(dir, 'deep', 'report', '20261123T001201Z-slow-payments-7f3a'))
  expect(existsSync(join(folder, 'events.ndjson'))).toBe(true)
})

test('latest points to the newest run', () => {
  const dir = freshDir()
  const first = makeRunFolder(dir, 'a', identity)
  const second = makeRunFolder(dir, 'b', identity)
  pointLatest(dir, first)
  pointLatest(dir, second)
  expect(realpathSync(join(dir, 'latest'))).toBe(realpathSync(second))
})

test('a folder that cannot be written is the user’s to mend: exit 2, with what would do', () => {
  const dir = freshDir()
  writeFileSync(join(dir, 'report'), 'a file, not a folder')
  chmodSync(dir, 0o555)
  const attempt = () => makeRunFolder(join(dir, 'report'), 'a', identity)
  expect(attempt).toThrow(UserError)
  expect(attempt).toThrow(/report cannot be written/)
})

test('a file appears whole, and its partial form does not stay', () => {
  const dir = freshDir()
  writeFile(join(dir, 'report.json'), '{}')
  expect(readFileSync(join(dir, 'report.json'), 'utf8')).toBe('{}')
  expect(existsSync(join(dir, 'report.json.partial'))).toBe(false)
})
