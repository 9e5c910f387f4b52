import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { takeLock } from '../../src/run/lock.js'
import { temporaryFolder } from '../support/cli.js'

const me = { experiment: 'small', pid: process.pid, at: '2026-11-24T10:00:00.000Z' }
const fileIn = (folder: string) => join(folder, 'locks/shop.json')

test('a lock is held by one, and the other learns by whom, where and for how long', () => {
  using folder = temporaryFolder()
  const lock = takeLock(folder.path, 'shop', me)
  expect(lock.from).toBeNull()
  const late = () => takeLock(folder.path, 'shop', { ...me, experiment: 'other', at: '2026-11-24T10:05:00.000Z' })
  expect(late).toThrow(`the lock shop is held by small, process ${process.pid} on ${hostname()}, for 5 m`)
  expect(late).toThrow(
    expect.objectContaining({ exit: 'environment', hints: [`if it is dead, remove ${fileIn(folder.path)}`] }),
  )
  lock.release()
  expect(existsSync(fileIn(folder.path))).toBe(false)
  late().release()
})

test('the lock of a process that died on this machine is taken over', () => {
  using folder = temporaryFolder()
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  takeLock(folder.path, 'shop', { ...me, pid })
  const lock = takeLock(folder.path, 'shop', me)
  expect(lock.from).toMatchObject({ experiment: 'small', pid })
  expect(readdirSync(join(folder.path, 'locks'))).toEqual(['shop.json'])
  expect(JSON.parse(readFileSync(fileIn(folder.path), 'utf8'))).toMatchObject(me)
})

test('a lock of another machine, and one that nobody can read, are held', () => {
  using folder = temporaryFolder()
  takeLock(folder.path, 'shop', me)
  writeFileSync(fileIn(folder.path), JSON.stringify({ ...me, pid: 999_999_999, host: 'elsewhere' }))
  expect(() => takeLock(folder.path, 'shop', me)).toThrow('on elsewhere')
  writeFileSync(fileIn(folder.path), '')
  expect(() => takeLock(folder.path, 'shop', me)).toThrow('the lock shop is held by somebody')
})

test('a release leaves the lock of whoever came after it', () => {
  using folder = temporaryFolder()
  const lock = takeLock(folder.path, 'shop', me)
  writeFileSync(fileIn(folder.path), JSON.stringify({ ...me, experiment: 'next', host: hostname() }))
  lock.release()
  expect(existsSync(fileIn(folder.path))).toBe(true)
})
