import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { writeLinks } from '../../src/gameday/links-file.js'
import { temporaryFolder } from '../support/cli.js'

test('only this user can read the links, and they go with the run', () => {
  using state = temporaryFolder()
  const run = { pid: 1, run: '7f3a' }
  const { path, remove } = writeLinks(state.path, run, { operator: 'http://127.0.0.1:1/#x' })
  expect([statSync(path).mode & 0o777, statSync(dirname(path)).mode & 0o777]).toEqual([0o600, 0o700])
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ operator: 'http://127.0.0.1:1/#x' })
  expect(() => writeLinks(state.path, run, {})).toThrow('EEXIST')
  remove()
  expect(existsSync(path)).toBe(false)
})
