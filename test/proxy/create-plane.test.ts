import { expect, test, vi } from 'vitest'
import { openJournal } from '../../src/core/journal.js'
import { seeded } from '../../src/core/random.js'
import { createPlane } from '../../src/proxy/create-plane.js'
import { manualClock } from '../support/manual-clock.js'
import { httpOrigin } from '../support/origin.js'
import { head, rawClient } from '../support/raw-client.js'
import { withProxy } from '../support/with-proxy.js'

const spec = (host: string, port: number, upstream = 'http://127.0.0.1:9', id = 'other') => ({
  ...{ id, listen: { host, port }, upstream: new URL(upstream), routes: [] },
})

test('closing lifts the faults, lets an exchange in flight finish, and refuses new connections', async () => {
  await using origin = await httpOrigin((_, response) => {
    setTimeout(() => response.end('late'), 100)
  })
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await using idle = await rawClient(proxy.port)
  await client.send(head('GET /'))
  await new Promise(resolve => setTimeout(resolve, 30))
  const closed = proxy.plane.close(5_000)
  await expect(rawClient(proxy.port)).rejects.toThrow('ECONNREFUSED')
  await client.until('late')
  await closed
  await Promise.all([client.ended(), idle.ended()])
  expect((await proxy.closed(1))[0]).toMatchObject({ end: 'complete' })
  await proxy.plane.close(0)
})

test('after the grace, what is still in flight is ended and journalled', async () => {
  await using origin = await httpOrigin(() => {})
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  await new Promise(resolve => setTimeout(resolve, 50))
  await proxy.plane.close(50)
  await client.ended()
  expect(proxy.facts('exchange.closed')).toMatchObject([{ end: 'proxyClosed', status: null }])
  await expect(proxy.plane.listen(spec('127.0.0.1', 0))).rejects.toThrow('closed')
})

test('who is in a hurry waits for no exchange in flight', async () => {
  await using origin = await httpOrigin(() => {})
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  await vi.waitFor(() => expect(origin.seen).toHaveLength(1))
  const hurrying = new AbortController()
  const closed = proxy.plane.close(60_000, hurrying.signal)
  hurrying.abort()
  await closed
  await client.ended()
  expect(proxy.facts('exchange.closed')).toMatchObject([{ end: 'proxyClosed', status: null }])
})

test('a plane that never listened can be closed', async () => {
  const clock = manualClock()
  const plane = createPlane({ clock, journal: openJournal(clock.now), random: seeded(1), ttlMs: 1_000 })
  await plane.close(1_000)
  expect(clock.sleepers).toBe(0)
})
