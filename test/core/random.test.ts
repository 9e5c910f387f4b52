import { expect, test } from 'vitest'
import { seeded } from '../../src/core/random.js'

const draws = (count: number, random = seeded(1)) => Array.from({ length: count }, () => random.float())

test('the same seed gives the same numbers', () => {
  expect(draws(5, seeded(42))).toEqual(draws(5, seeded(42)))
  expect(draws(5, seeded(42))).not.toEqual(draws(5, seeded(43)))
})

test('a fork depends on its labels only, never on how much its parent was used', () => {
  const parent = seeded(7)
  const before = draws(3, parent.fork('latency', 12))
  parent.float()
  expect(draws(3, parent.fork('latency', 12))).toEqual(before)
  expect(draws(3, parent.fork('latency', 13))).not.toEqual(before)
})

test('labels are kept apart, so that a/b c and a b/c differ', () => {
  expect(draws(2, seeded(1).fork('a', 'b/c'))).not.toEqual(draws(2, seeded(1).fork('a/b', 'c')))
})

test('numbers are uniform: mean, halves and neighbours of 100,000 draws', () => {
  const all = draws(100_000)
  const mean = all.reduce((sum, x) => sum + x, 0) / all.length
  const below = all.filter(x => x < 0.1).length / all.length
  const rising = all.filter((x, at) => x < (all[at + 1] ?? 0)).length / all.length
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.005)
  expect(Math.abs(below - 0.1)).toBeLessThan(0.005)
  expect(Math.abs(rising - 0.5)).toBeLessThan(0.01)
})

test('the first draws of neighbouring forks are uniform too, since each decision uses a fork of its own', () => {
  const hits = Array.from({ length: 20_000 }, (_, n) => seeded(3).fork('slow', n).chance(0.1)).filter(Boolean).length
  expect(Math.abs(hits / 20_000 - 0.1)).toBeLessThan(0.008)
})

test('probability 0 never happens and 1 always does', () => {
  const random = seeded(5)
  expect(Array.from({ length: 100 }, () => random.chance(0))).not.toContain(true)
  expect(Array.from({ length: 100 }, () => random.chance(1))).not.toContain(false)
})
