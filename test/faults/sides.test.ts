import { expect, test } from 'vitest'
import { h2Client, h2Origin } from '../support/h2.js'
import { rawOrigin } from '../support/origin.js'
import { head, rawClient } from '../support/raw-client.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

const SIDES = [
  ['upstream', 'fin', 'reset'],
  ['both', 'reset', 'reset'],
  ['client', 'reset', 'fin'],
] as const

/** Begins a reply of 1,000 bytes and sends half of it. */
const half = () =>
  rawOrigin(async peer => {
    await peer.until('\r\n\r\n')
    await peer.send(`HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n${'x'.repeat(500)}`)
  })

test.each(SIDES)('reset {side: %s}: the client sees %s, the upstream %s', async (side, here, there) => {
  await using origin = await half()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('reset', { at: '100B', side }))
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  expect(await client.ended()).toBe(here)
  expect(client.text).toMatch(/\r\n\r\nx{100}$/)
  expect(await origin.peers[0]?.ended()).toBe(there)
  expect(proxy.facts('fault.acted')).toMatchObject([{ actual: { bytes: 100 } }])
})

test('reset {side: upstream} on TCP is an RST there, after every byte before it', async () => {
  await using origin = await rawOrigin(({ socket }) => void socket.pipe(socket))
  await using proxy = await withProxy({ upstream: new URL(`tcp://127.0.0.1:${origin.port}`) })
  proxy.inject(faultNamed('reset', { at: '4B', side: 'upstream' }))
  await using client = await rawClient(proxy.port)
  await client.send('ping pong')
  expect(await client.ended()).toBe('fin')
  expect(client.text).toBe('ping')
  expect(await origin.peers[0]?.ended()).toBe('reset')
})

test('an upstream of HTTP/2 loses its connection with all streams, and the client, too', async () => {
  await using origin = await h2Origin(stream => {
    stream.respond({ ':status': 200 })
    stream.write('x'.repeat(500))
  })
  await using proxy = await withProxy({ upstream: origin.url, spec: { protocol: 'h2c' } })
  proxy.inject(faultNamed('reset', { at: '100B', side: 'both' }))
  await using client = h2Client(proxy.url)
  const reply = await client.ask()
  expect(reply.isWhole && reply.code === 0).toBe(false)
  expect(client.session.destroyed).toBe(true)
})

const conversation = async (options: object) => {
  const origin = await rawOrigin(() => {})
  const proxy = await withProxy({ upstream: new URL(`tcp://127.0.0.1:${origin.port}`) })
  proxy.inject(faultNamed('close', options))
  const client = await rawClient(proxy.port)
  await client.send('hello')
  const upstream = async () => {
    for (;;) {
      const [peer] = origin.peers
      if (peer !== undefined) return peer
      await new Promise(resolve => setTimeout(resolve, 2))
    }
  }
  return {
    ...{ client, proxy, upstream: await upstream() },
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]()
      await proxy[Symbol.asyncDispose]()
      await origin[Symbol.asyncDispose]()
    },
  }
}

test('close {half: write}: the client gets FIN at the byte, and what it sends then still arrives', async () => {
  await using world = await conversation({ at: '4B', half: 'write' })
  const { client, proxy, upstream } = world
  await upstream.until('hello')
  await upstream.send('1234 lost')
  expect(await client.ended()).toBe('fin')
  expect(client.text).toBe('1234')
  await client.send(' and more')
  expect(await upstream.until(/more$/)).toBe('hello and more')
  await upstream.send('lost as well')
  client.finish()
  expect(await upstream.ended()).toBe('fin')
  upstream.finish()
  expect(await proxy.closed(1)).toMatchObject([{ end: 'complete', sent: 4, received: 14 }])
})

test('close {half: read}: the upstream gets FIN, what the client sends is lost, and replies go on', async () => {
  await using world = await conversation({ at: '4B', half: 'read' })
  const { client, upstream } = world
  expect(await upstream.ended()).toBe('fin')
  expect(upstream.text).toBe('hell')
  await client.send(Buffer.alloc(100_000, 'x'))
  await upstream.send('still here')
  await client.until('still here')
  expect(upstream.text).toBe('hell')
})
