import { expect, test } from 'vitest'
import { didYouMean, nearest } from '../../src/experiment/nearest.js'

test.each([
  ['latancy', 'latency'],
  ['paymnets', 'payments'],
  ['Percent', 'percent'],
  ['jiter', 'jitter'],
])('%s was meant to be %s', (word, meant) => {
  expect(nearest(word, ['latency', 'payments', 'percent', 'jitter', 'at'])).toBe(meant)
})

test('what is far from everything was meant to be nothing', () => {
  expect(nearest('zebra', ['latency', 'at'])).toBeNull()
  expect(nearest('a', ['b'])).toBeNull()
  expect(nearest('x'.repeat(10_000), ['x'])).toBeNull()
  expect(didYouMean('zebra', ['latency'])).toBe('')
})
