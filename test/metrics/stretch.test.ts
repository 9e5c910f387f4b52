import { expect, test } from 'vitest'
import { stretch, tilesOf, windowsOf } from '../../src/metrics/stretch.js'

const timesOf = (windows: ReturnType<typeof tilesOf>) => windows.map(({ fromMs, toMs }) => [fromMs, toMs])

test('tiles are full and follow each other', () => {
  expect(timesOf(tilesOf(stretch([], 1_000, 6_500), 2_000))).toEqual([
    [1_000, 3_000],
    [3_000, 5_000],
  ])
  expect(tilesOf(stretch([], 0, 1_999), 2_000)).toEqual([])
})

test('windows leave nothing out: the last ends with the stretch', () => {
  expect(timesOf(windowsOf(stretch([], 0, 5_000), 2_000)).at(-1)).toEqual([3_000, 5_000])
  expect(windowsOf(stretch([], 0, 4_000), 2_000)).toHaveLength(2)
  expect(windowsOf(stretch([], 0, 1_000), 2_000)).toEqual([])
})

test('tenths of any length are ten', () => {
  for (const length of [1, 3, 7.7, 40_000.123, 1 / 3])
    expect(tilesOf(stretch([], 5, 5 + length), length / 10), String(length)).toHaveLength(10)
})
