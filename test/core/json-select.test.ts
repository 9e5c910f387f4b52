import { expect, test } from 'vitest'
import { parseJsonSelection, select } from '../../src/core/json-select.js'

const DOCUMENT = { a: [{ n: 1, k: 'x' }, { n: 2, k: 'y' }, { n: 1 }], b: { c: 5 } }

test.each([
  ['$.b.c', [5]],
  ['$.nothing', []],
  ['$.a[*]', DOCUMENT.a],
  ['$.a[*].k', ['x', 'y']],
  ['$.a[?(@.n==1)]', [DOCUMENT.a[0], DOCUMENT.a[2]]],
  [`$.a[?(@.k=="y")].n`, [2]],
  [`$.a[?(@.k=='y')].n`, [2]],
  ['$.b[*]', []],
])('%s selects %j', (text, found) => {
  const selection = parseJsonSelection(text)
  expect(typeof selection === 'string' ? selection : select(DOCUMENT, selection)).toEqual(found)
})

test.each(['a', '$.a[?(@.n>1)]', '$.a[?(@.n==x)]', '$.a[*][*]'])('%s is refused with a reason', text => {
  expect(parseJsonSelection(text)).toEqual(expect.any(String))
})
