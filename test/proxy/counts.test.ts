import { expect, test } from 'vitest'
import { httpOrigin } from '../support/origin.js'
import { head, rawClient } from '../support/raw-client.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

const CONNECTIONS = 64
const EACH = 5

/** 64 connections send five requests each, all at once; how many were answered by the fault. */
const answered = async (envelope: Parameters<Awaited<ReturnType<typeof withProxy>>['inject']>[1]) => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('respond', { status: 503 }), envelope)
  const talk = async () => {
    await using client = await rawClient(proxy.port)
    await client.send(head('GET /').repeat(EACH))
    await client.until(new RegExp(`(HTTP/1.1 (200|503)[\\s\\S]*?){${EACH}}$`))
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, talk))
  const closed = await proxy.closed(CONNECTIONS * EACH)
  return closed.map(({ status }) => status === 503)
}

const count = (hits: readonly boolean[]) => hits.filter(hit => hit).length

test('first, every, after and limit are exact under 64 connections at once', async () => {
  expect(count(await answered({ envelope: { first: 37 } }))).toBe(37)
  expect(count(await answered({ envelope: { limit: 11, percent: 0.5 } }))).toBe(11)
  expect(count(await answered({ envelope: { every: 7 } }))).toBe(Math.floor((CONNECTIONS * EACH) / 7))
  expect(count(await answered({ envelope: { after: 100 } }))).toBe(CONNECTIONS * EACH - 100)
  expect(count(await answered({ envelope: { after: 20, every: 3, first: 50, limit: 40 } }))).toBe(40)
})

test('the same share is hit, whoever comes first', async () => {
  const [one, two] = [await answered({ envelope: { percent: 0.3 } }), await answered({ envelope: { percent: 0.3 } })]
  expect(count(one)).toBe(count(two))
})
