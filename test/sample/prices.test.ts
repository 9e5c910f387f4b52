import { expect, test } from 'vitest'
import { seeded } from '../../src/core/random.js'
import { careless } from '../../src/sample/careless/style.js'
import { pricesAt } from '../../src/sample/prices.js'
import { resilient } from '../../src/sample/resilient/style.js'
import { service } from '../support/shop.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

test('the careless shop takes each reply for an answer; the resilient one reads its status, asks again, and remembers', async () => {
  await using prices = await service('prices')
  await using proxy = await withProxy({ upstream: new URL(prices.url), spec: { protocol: 'h2c' } })
  const needs = { timeoutMs: 2_000, attempts: 3 }
  const call = pricesAt(() => proxy.url)
  const carelessly = careless.asking(needs, call)
  const resiliently = resilient(seeded(1)).asking(needs, call)
  expect([await carelessly('A1'), await resiliently('A1')]).toEqual(['5', '5'])
  const lift = proxy.inject(faultNamed('respond', { grpcStatus: 14 }))
  expect([await carelessly('A1'), await resiliently('A1')]).toEqual([null, '5'])
  await expect(resiliently('A2')).rejects.toThrow('the call ended with status 14')
  expect(proxy.facts('fault.injected')).toHaveLength(1 + 3 + 3)
  lift()
  expect(await resiliently('A2')).toBe('6')
})
