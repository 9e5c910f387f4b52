import { expect, test } from 'vitest'
import { thinned } from '../../src/core/pace.js'

test('a rate with half its strength lets twice as much pass, and one with none a thousand times', () => {
  expect([1, 0.5, 0].map(share => thinned(1_000, share))).toEqual([1_000, 2_000, 1_000_000])
})
