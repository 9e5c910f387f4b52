import { expect, test } from 'vitest'
import { soak } from '../support/soak.js'

test('256 connections for 3 s, the short form of the soak: no error', async () => {
  const { replies, errors } = await soak(3_000)
  expect(errors).toEqual([])
  expect(replies).toBeGreaterThan(256)
})
