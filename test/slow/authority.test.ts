import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { firstStarts, killedStarts } from '../support/first-starts.js'
import { testAuthority } from '../support/test-authority.js'

test('four processes that start first at once, twenty times, end with one authority each time', async () => {
  expect(await firstStarts(4, 20)).toEqual([])
})

test('of twenty processes that are killed while they make an authority, none leaves half of one', async () => {
  expect(await killedStarts(20, 600)).toEqual([])
})

test('the serial numbers of 1,000 certificates are positive, of one length, and all different', async () => {
  const { mint } = await testAuthority()
  const serials = Array.from(
    { length: 1_000 },
    (_, at) => new X509Certificate(mint(`h${at}.test`).certificate).serialNumber,
  )
  expect(serials.filter(serial => !/^[4-7][\dA-F]{31}$/.test(serial))).toEqual([])
  expect(new Set(serials).size).toBe(1_000)
})
