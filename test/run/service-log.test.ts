import { existsSync, mkdtempSync, readdirSync, readFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { secretMasker, type TextMask } from '../../src/run/secret-mask.js'
import { openServiceLog } from '../../src/run/service-log.js'

const fresh = (secrets: TextMask | null = null) => {
  const folder = mkdtempSync(join(tmpdir(), 'fallacy-'))
  const log = openServiceLog(folder, 'shop', secrets)
  const path = join(folder, 'shop.log')
  return {
    log,
    folder,
    path,
    kept: () => readFileSync(path, 'utf8'),
    write: (text: string) => writeSync(log.file, text),
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

const SECRETS = secretMasker([{ name: 'key', value: 'sesame-öffne-dich' }])

test('with secrets the text as it was written has no name, and what is copied of it as it grows has none of them', () => {
  const { log, folder, kept, write } = fresh(SECRETS)
  expect(readdirSync(folder)).toEqual(['shop.log'])
  write('up\nwith sesame-öf')
  log.copy()
  expect(kept()).toBe('up\nwith ')
  write('fne-dich, and ses')
  log.copy()
  expect(kept()).toBe('up\nwith ‹secret:key›, and ')
  expect(log.tail(1)).toEqual(['with sesame-öffne-dich, and ses'])
})

test('what only looked like the beginning of a secret is copied at the end', () => {
  const { log, kept, write } = fresh(SECRETS)
  write('open sesame')
  log.close()
  expect(kept()).toBe('open sesame')
})

test('a secret that lies across two reads of a long log is masked', () => {
  const { log, kept, write } = fresh(SECRETS)
  write(`${'x'.repeat(64 * 1024 - 9)}sesame-öffne-dich\n`)
  log.copy()
  expect(kept()).toBe(`${'x'.repeat(64 * 1024 - 9)}‹secret:key›\n`)
})
