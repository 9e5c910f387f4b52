import * as v from 'valibot'
import { expect, test } from 'vitest'
import { inRanges, showRanges, statusRanges } from '../../src/core/status.js'

test.each([
  [200, [[200, 200]]],
  ['200', [[200, 200]]],
  ['200-299', [[200, 299]]],
  [
    [200, '400-499'],
    [
      [200, 200],
      [400, 499],
    ],
  ],
])('%j is a list of ranges', (input, ranges) => {
  expect(v.parse(statusRanges, input)).toEqual(ranges)
})

test.each([99, 1000, '2xx', '299-200', '', [], null, [[200, 201]], true])('%j is no status', input => {
  expect(v.safeParse(statusRanges, input).success).toBe(false)
})

test('both ends of a range belong to it', () => {
  expect([199, 200, 299, 300].map(status => inRanges([[200, 299]], status))).toEqual([false, true, true, false])
})

test('ranges are shown as they are written, each once', () => {
  expect(
    showRanges([
      [200, 299],
      [404, 404],
      [200, 299],
    ]),
  ).toBe('200-299, 404')
})
