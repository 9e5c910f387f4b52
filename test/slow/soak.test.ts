import { expect, test } from 'vitest'
import { soak } from '../support/soak.js'

test('256 connections for 30 s: no error, and memory is flat within 20 % between the first and the last 10 s', async () => {
  const { replies, errors, early, late } = await soak(30_000)
  console.info(`${replies} replies; ${(early / 2 ** 20).toFixed(0)} MiB, then ${(late / 2 ** 20).toFixed(0)} MiB`)
  expect(errors).toEqual([])
  expect(replies).toBeGreaterThan(10_000)
  expect(late / early).toBeLessThan(1.2)
})
