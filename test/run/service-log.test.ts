import { appendFileSync, existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openServiceLog } from '../../src/run/service-log.js'

const fresh = () => {
  const folder = mkdtempSync(join(tmpdir(), 'fallacy-'))
  const log = openServiceLog(folder, 'shop')
  return {
    log,
    path: join(folder, 'shop.log'),
    write: (text: string) => appendFileSync(join(folder, 'shop.log'), text),
  }
}

test('news are whole lines, each once', () => {
  const { log, write } = fresh()
  expect(log.news()).toBe('')
  write('one\ntwo\nthr')
  expect(log.news()).toBe('one\ntwo\n')
  expect(log.news()).toBe('')
  write('ee\n')
  expect(log.news()).toBe('three\n')
})

test('a line without an end does not stop the news', () => {
  const { log, write } = fresh()
  write(`${'x'.repeat(100_000)}\nafter\n`)
  expect(log.news()).toHaveLength(64 * 1024)
  expect(log.news()).toContain('after\n')
})

test('the tail is the last lines, of a long log too', () => {
  const { log, write } = fresh()
  expect(log.tail(3)).toEqual([])
  for (let line = 0; line < 20_000; line++) write(`line ${line}\r\n`)
  expect(log.tail(2)).toEqual(['line 19998', 'line 19999'])
})

test('it can be closed twice and removed', () => {
  const { log, path } = fresh()
  log.close()
  log.close()
  log.remove()
  expect(existsSync(path)).toBe(false)
})

test('a log is rewritten with what is changed in it', () => {
  const { log, path, write } = fresh()
  write('a secret\nand more\n')
  log.close()
  log.rewrite(text => text.replaceAll('secret', '‹hidden›'))
  expect(readFileSync(path, 'utf8')).toBe('a ‹hidden›\nand more\n')
})
