import { expect, test } from 'vitest'
import { worstExit } from '../../src/cli/worst-exit.js'

test.each([
  [[0, 0], 0],
  [[0, 3], 3],
  [[3, 1, 0], 1],
  [[1, 5], 5],
  [[5, 4, 1], 4],
  [[4, 6], 6],
  [[6, 7, 1], 7],
  [[2, 6], 2],
  [[70, 6], 70],
  [[70, 7], 7],
  [[0, 130], 130],
  [[99], 70],
  [[], 2],
])('of runs that exit with %j, %i counts', (codes, expected) => {
  expect(worstExit(codes)).toBe(expected)
})
