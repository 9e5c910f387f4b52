import { expect, test } from 'vitest'
import { httpOrigin } from '../support/origin.js'
import { head, rawClient } from '../support/raw-client.js'
import { faultOf } from '../support/rules.js'
import { eventually, withProxy } from '../support/with-proxy.js'

test.each(['fin', 'reset'] as const)(
  'an upload that the client breaks off by %s never ends well upstream',
  async how => {
    await using origin = await httpOrigin()
    await using proxy = await withProxy({ upstream: origin.url })
    await using client = await rawClient(proxy.port)
    await client.send(`${head('POST /', 'Transfer-Encoding: chunked')}3\r\nabc\r\n`)
    await eventually(
      () => origin.seen[0]?.received,
      received => received === 3,
    )
    if (how === 'fin') client.finish()
    else client.reset()
    await eventually(
      () => origin.seen[0]?.state,
      state => state === 'aborted',
    )
    const [closed] = await proxy.closed(1)
    expect(closed).toMatchObject({ end: 'clientLeft', status: null, received: 3 })
  },
)

test.each(['fin', 'reset'] as const)('a client that leaves by %s takes the upstream request with it', async how => {
  await using origin = await httpOrigin(() => {})
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  await eventually(
    () => origin.open,
    open => open === 1,
  )
  await new Promise(resolve => setTimeout(resolve, 150))
  if (how === 'fin') client.socket.destroy()
  else client.reset()
  const left = performance.now()
  await eventually(
    () => origin.open,
    open => open === 0,
  )
  expect(performance.now() - left).toBeLessThan(250)
  const [closed] = await proxy.closed(1)
  expect(closed).toMatchObject({ end: 'clientLeft', status: null })
})

test('a client that leaves in the middle of a download is noticed', async () => {
  await using origin = await httpOrigin((_, response) => {
    response.write('first')
  })
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  await client.until('first')
  client.reset()
  const [closed] = await proxy.closed(1)
  expect(closed).toMatchObject({ end: 'clientLeft', status: 200, sent: 5 })
  await eventually(
    () => origin.open,
    open => open === 0,
  )
})

test('200 aborted downloads leave no connection behind', async () => {
  await using origin = await httpOrigin((_, response) => {
    response.write(Buffer.alloc(50_000))
  })
  await using proxy = await withProxy({ upstream: origin.url })
  const abort = async () => {
    await using client = await rawClient(proxy.port)
    await client.send(head('GET /'))
    await client.until(1_000)
    client.reset()
  }
  for (let time = 0; time < 20; time++) await Promise.all(Array.from({ length: 10 }, abort))
  const closed = await proxy.closed(200)
  expect(closed.every(({ end }) => end === 'clientLeft')).toBe(true)
  await eventually(
    () => origin.open,
    open => open === 0,
  )
})

test('while an exchange sleeps in a fault, the client that leaves wakes it', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject({
    ...faultOf('sleepy'),
    draw: () => ({
      dose: {},
      inject: tools => async (exchange, next) => {
        await tools.wait(60_000, exchange)
        return next(exchange)
      },
    }),
  })
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  await eventually(
    () => proxy.facts('fault.injected'),
    all => all.length === 1,
  )
  await new Promise(resolve => setTimeout(resolve, 150))
  client.socket.destroy()
  await proxy.closed(1)
  expect(origin.seen).toHaveLength(0)
})
