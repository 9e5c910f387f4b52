import { expect, test } from 'vitest'
import { parseJsonPath, valueAt } from '../../src/core/json-path.js'

const document = { a: { b: [10, { "it's": 1, 'd.e': 2 }] }, 'x-y': 3, empty: null }

test.each([
  ['$', document],
  ['$.a.b[0]', 10],
  ['$.a["b"][1]["d.e"]', 2],
  [String.raw`$.a.b[1]['it\'s']`, 1],
  ['$.x-y', 3],
  ['$.empty', null],
  ['$.empty.more', undefined],
  ['$.a.b[7]', undefined],
  ['$.a.b.length', undefined],
  ['$.a[0]', undefined],
  ['$.constructor', undefined],
  ['$.__proto__', undefined],
])('%s finds what the document itself holds', (text, value) => {
  const parsed = parseJsonPath(text)
  if (!parsed.ok) throw new Error(parsed.why)
  expect(valueAt(document, parsed.path)).toEqual(value)
})

test.each([
  ['', 0],
  ['a.b', 0],
  ['$..a', 1],
  ['$.a[*]', 3],
  ['$.a[-1]', 3],
  ['$.a[01]', 3],
  ['$.a.', 3],
  ["$.a['b", 3],
  ['$.items[?(@.x)]', 7],
])('%s is refused at the character that is wrong', (text, at) => {
  expect(parseJsonPath(text)).toMatchObject({ ok: false, at })
})
