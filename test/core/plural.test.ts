import { expect, test } from 'vitest'
import { plural } from '../../src/core/plural.js'

test.each([
  [0, '0 hits'],
  [1, '1 hit'],
  [2, '2 hits'],
])('%d of a noun agrees with it', (count, said) => {
  expect(plural(count, 'hit')).toBe(said)
})
