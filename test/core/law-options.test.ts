import { expect, test } from 'vitest'
import { lawOf, takesNoJitter } from '../../src/core/law-options.js'

const MEASURED = { p50: 1, p90: 2, p99: 3, max: 4 }

test('a jitter is a share of the time, or a time', () => {
  expect(lawOf(200, { share: 0.1 }, 'normal')).toEqual({ kind: 'normal', middle: 200, spread: 20 })
  expect(lawOf(200, { ms: 30 }, 'pareto')).toEqual({ kind: 'pareto', middle: 200, spread: 30 })
})

test('what was measured is the law itself, and needs no jitter', () => {
  expect(lawOf(0, { ms: 0 }, MEASURED)).toBe(MEASURED)
  expect(takesNoJitter(MEASURED) && takesNoJitter('fixed') && takesNoJitter('exponential')).toBe(true)
  expect(takesNoJitter('uniform')).toBe(false)
})
