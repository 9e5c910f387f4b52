import { appendFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { collect } from '../../src/core/body.js'
import { fileContent, textContent, typeOf, typeOfFile } from '../../src/core/own-content.js'
import { temporaryFolder } from '../support/temporary-folder.js'

test('a file is as long as it was when it was looked at, and no folder is one', async () => {
  await using folder = temporaryFolder()
  const path = folder.at('page.html')
  writeFileSync(path, 'x'.repeat(100_000))
  const content = await fileContent(path)
  appendFileSync(path, 'more')
  expect(content?.size).toBe(100_000)
  expect((await collect(content?.body ?? textContent('').body)).length).toBe(100_000)
  expect(await fileContent(folder.at('nothing'))).toBe(null)
  expect(await fileContent(folder.at('.'))).toBe(null)
})

test('a text has its size in bytes, and each content its type', async () => {
  expect(textContent('ä').size).toBe(2)
  expect((await collect(textContent('').body)).length).toBe(0)
  expect([typeOf('{"a":1}'), typeOf('5'), typeOf('no')]).toEqual([
    'application/json',
    'text/plain; charset=utf-8',
    'text/plain; charset=utf-8',
  ])
  expect(['a.JSON', 'a.html', 'a'].map(typeOfFile)).toEqual([
    'application/json',
    'text/html; charset=utf-8',
    'application/octet-stream',
  ])
})
