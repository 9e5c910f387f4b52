import { expect, test } from 'vitest'
import { exchangeOf, hitBy, replyOf, sourceOf } from '../support/hit.js'
import { httpOrigin } from '../support/origin.js'
import { head, rawClient } from '../support/raw-client.js'
import { refusals } from '../support/refused.js'
import { eventually, faultNamed, withProxy } from '../support/with-proxy.js'

test.each([
  ['with a length', `${head('POST /pay', 'Content-Length: 10')}0123456789`],
  ['in chunks', `${head('POST /pay', 'Transfer-Encoding: chunked')}4\r\n0123\r\n6\r\n456789\r\n0\r\n\r\n`],
])('the upstream sees as many equal bodies as it says, %s, and the client one reply', async (_, request) => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('duplicate', { copies: 3 }))
  await using client = await rawClient(proxy.port)
  await client.send(request)
  await client.until('ok')
  const seen = await eventually(
    () => origin.seen.filter(({ state }) => state === 'complete'),
    all => all.length >= 3,
  )
  expect(seen.map(({ method, target, body }) => [method, target, body.toString()])).toEqual(
    Array(3).fill(['POST', '/pay', '0123456789']),
  )
  expect(client.text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(1)
  expect(proxy.facts('fault.acted').map(({ actual }) => actual)).toEqual([{ sent: 3 }])
})

test('the client gets the answer to the first, whichever comes first, and the others are still answered', async () => {
  let arrived = 0
  await using origin = await httpOrigin((_, response) => {
    const ordinal = ++arrived
    setTimeout(() => response.end(`answer ${ordinal}`), ordinal === 1 ? 10 : 60)
  })
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('duplicate', {}))
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /', 'Connection: close'))
  await client.ended()
  expect(client.text).toContain('answer 1')
  await eventually(
    () => origin.seen.map(({ state }) => state),
    states => states.length === 2 && states.every(state => state === 'complete'),
  )
})

test('a gap lies between two of them, and the reply waits for the last', async () => {
  const hit = hitBy('duplicate', { copies: 3, gap: '200ms' })
  const asked: number[] = []
  let repliedAt = Number.NaN
  const going = hit
    .through(exchangeOf({ method: 'POST', body: sourceOf(2) }), async () => {
      asked.push(hit.clock.now())
      return replyOf(sourceOf(1))
    })
    .then(() => {
      repliedAt = hit.clock.now()
    })
  await hit.clock.advance(1_000)
  await going
  expect({ asked, repliedAt }).toEqual({ asked: [0, 200, 400], repliedAt: 400 })
})

test('a copy ends with the fault, though nobody waits for it, and the client that leaves takes only the first back', async () => {
  await using origin = await httpOrigin(() => {})
  await using proxy = await withProxy({ upstream: origin.url })
  const lift = proxy.inject(faultNamed('duplicate', {}))
  const client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  await eventually(
    () => origin.open,
    open => open === 2 && origin.seen.length === 2,
  )
  client.socket.destroy()
  await eventually(
    () => origin.open,
    open => open === 1,
  )
  lift()
  await eventually(
    () => origin.open,
    open => open === 0,
  )
})

test('no more are sent once the fault is lifted', async () => {
  const hit = hitBy('duplicate', { copies: 3, gap: '200ms' })
  let asked = 0
  const going = hit.through(exchangeOf(), async () => replyOf(sourceOf(++asked)))
  await hit.clock.advance(250)
  hit.lift()
  await going
  expect(asked).toBe(2)
  expect(hit.facts('fault.acted').map(({ actual }) => actual)).toEqual([{ sent: 2 }])
})

test('a body of more than 1 MiB goes once, whole, and that is a miss', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('duplicate', {}))
  for (const framing of ['Content-Length: 1100000', 'Transfer-Encoding: chunked']) {
    await using client = await rawClient(proxy.port)
    const body = Buffer.alloc(1_100_000, 'x')
    const chunked = framing.startsWith('T')
    await client.send(head('POST /', framing) + (chunked ? `${body.length.toString(16)}\r\n` : ''))
    await client.send(body)
    if (chunked) await client.send('\r\n0\r\n\r\n')
    await client.until('ok')
  }
  expect(origin.seen.map(({ received }) => received)).toEqual([1_100_000, 1_100_000])
  expect(proxy.facts('fault.missed')).toHaveLength(2)
})

test('one copy is no duplicate', () => {
  expect(refusals('duplicate', { copies: 1 })).toEqual(['expected a number of requests from 2 to 10, found 1'])
})
