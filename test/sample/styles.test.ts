import { expect, test } from 'vitest'
import { seeded } from '../../src/core/random.js'
import { careless } from '../../src/sample/careless/style.js'
import { resilient } from '../../src/sample/resilient/style.js'
import { httpOrigin } from '../support/origin.js'

const needs = { timeoutMs: 300, attempts: 2 }
const carelessly = careless.client(needs)
const resiliently = () => resilient(seeded(1)).client(needs)

test('the careless client asks three times at once and sends no key; the resilient one asks twice with the same key', async () => {
  await using origin = await httpOrigin((_, response) => response.writeHead(503).end('{}'))
  const call = { method: 'POST', url: origin.url.href, json: {}, idempotencyKey: 'order-1' } as const
  const keys = () =>
    origin.seen.splice(0).map(({ headers }) => headers.find(([name]) => name === 'idempotency-key')?.[1])

  await expect(carelessly(call)).rejects.toThrow('answered 503')
  expect(keys()).toEqual([undefined, undefined, undefined])
  await expect(resiliently()(call)).rejects.toThrow('answered 503')
  expect(keys()).toEqual(['order-1', 'order-1'])
})

test('the careless client waits for a silent service when the resilient one has long given up', async () => {
  await using origin = await httpOrigin(() => {})
  const call = { method: 'GET', url: origin.url.href } as const
  const endless = carelessly(call).catch(() => 'ended')
  await expect(resiliently()(call)).rejects.toThrow('no answer in 300 ms')
  expect(origin.seen).toHaveLength(3)
  expect(await Promise.race([endless, 'still waiting'])).toBe('still waiting')
  await origin.stop()
  expect(await endless).toBe('ended')
})

test('the careless client takes a broken reply for an empty one; the resilient one asks again', async () => {
  let replies = 0
  await using origin = await httpOrigin((_, response) => {
    replies += 1
    const whole = '{"products":[1]}'
    response.writeHead(200, { 'content-length': whole.length })
    if (replies % 2 === 0) response.end(whole)
    else response.write(whole.slice(0, 8), () => response.destroy())
  })
  const call = { method: 'GET', url: origin.url.href } as const
  expect(await carelessly(call)).toEqual({ status: 200, body: {} })
  replies = 0
  expect(await resiliently()(call)).toEqual({ status: 200, body: { products: [1] } })
})

test('a refusal such as 404 is an answer in both styles, not a failure to try again', async () => {
  await using origin = await httpOrigin((_, response) => response.writeHead(404).end('{"error":"no"}'))
  const call = { method: 'GET', url: origin.url.href } as const
  for (const client of [carelessly, resiliently()])
    expect(await client(call)).toEqual({ status: 404, body: { error: 'no' } })
  expect(origin.seen).toHaveLength(2)
})

test('the careless back office forgets what failed', async () => {
  let attempts = 0
  const work = async () => {
    attempts += 1
    throw new Error('down')
  }
  const office = careless.backOffice()
  office.post(work)
  await expect(office.settle(work)).rejects.toThrow('down')
  expect(attempts).toBe(2)
})
