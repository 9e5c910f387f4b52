import { expect, test } from 'vitest'
import { httpOrigin } from '../support/origin.js'
import { head, rawClient } from '../support/raw-client.js'
import { eventually, faultNamed, withProxy } from '../support/with-proxy.js'

const GET = head('GET /')

/** A client whose request is under way, one that is idle, and a fault that begins then. */
const begins = async (existing: 'apply' | 'drain' | 'reset') => {
  let answer = () => {}
  const origin = await httpOrigin((_, response) => {
    answer = () => response.end('ok')
  })
  const proxy = await withProxy({ upstream: origin.url })
  const idle = await rawClient(proxy.port)
  const busy = await rawClient(proxy.port)
  await busy.send(GET)
  await eventually(
    () => origin.seen.length,
    seen => seen === 1,
  )
  proxy.inject(faultNamed('latency', { add: '1ms' }), { envelope: { existing } })
  return {
    ...{ origin, proxy, idle, busy, answer: () => answer() },
    async [Symbol.asyncDispose]() {
      for (const one of [idle, busy, proxy, origin]) await one[Symbol.asyncDispose]()
    },
  }
}

test('connections that are open stay so, and the fault acts on what comes on them', async () => {
  await using world = await begins('apply')
  world.answer()
  await world.busy.until('ok')
  await world.busy.send(GET)
  await eventually(
    () => world.proxy.facts('fault.injected'),
    hits => hits.length === 1,
  )
})

test('connections that are drained end after their exchange, or at once when they have none', async () => {
  await using world = await begins('drain')
  expect(await world.idle.ended()).toBe('fin')
  world.answer()
  expect(await world.busy.ended()).toBe('fin')
  expect(world.busy.text).toMatch(/Connection: close[\s\S]*ok/)
})

test('connections that are reset end at once, and so does what is under way', async () => {
  await using world = await begins('reset')
  expect(await Promise.all([world.idle.ended(), world.busy.ended()])).toEqual(['reset', 'reset'])
  expect((await world.proxy.closed(1))[0]).toMatchObject({ end: 'cut', status: null })
  await using fresh = await rawClient(world.proxy.port)
  expect(fresh.ending).toBe('open')
})

test('no more are hit at the same time than may be, and when one is over the next may be', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  const lift = proxy.inject(faultNamed('stall', {}), { envelope: { maxActive: 2 } })
  const clients = await Promise.all(Array.from({ length: 5 }, () => rawClient(proxy.port)))
  for (const client of clients) await client.send(GET)
  await Promise.all(clients.slice(2).map(client => client.until('ok')))
  expect(proxy.facts('fault.injected').map(({ x }) => x)).toEqual([1, 2])
  clients[0]?.socket.destroy()
  await proxy.closed(4)
  await clients[2]?.send(GET)
  await eventually(
    () => proxy.facts('fault.injected'),
    hits => hits.length === 3,
  )
  lift()
  for (const { socket } of clients) socket.destroy()
})
