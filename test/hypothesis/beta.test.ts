import { expect, test } from 'vitest'
import { incompleteBeta } from '../../src/hypothesis/beta.js'

test('the incomplete beta function agrees with its closed forms and its symmetry', () => {
  for (const x of [0.01, 0.3, 0.95, 0.999]) {
    expect(incompleteBeta(x, 1, 1)).toBeCloseTo(x, 12)
    expect(incompleteBeta(x, 3, 1)).toBeCloseTo(x ** 3, 12)
    expect(incompleteBeta(x, 1, 4)).toBeCloseTo(1 - (1 - x) ** 4, 12)
    expect(incompleteBeta(x, 7.5, 2.25)).toBeCloseTo(1 - incompleteBeta(1 - x, 2.25, 7.5), 12)
  }
  expect([incompleteBeta(0, 2, 3), incompleteBeta(1, 2, 3)]).toEqual([0, 1])
})

test('it gives the tail of a binomial: of 10 draws at one half, 8 or more are seen 56 times in 1,024', () => {
  expect(incompleteBeta(0.5, 8, 3)).toBeCloseTo(56 / 1_024, 12)
})
