import { expect, test } from 'vitest'
import { httpOrigin, rawOrigin } from '../support/origin.js'
import { head, rawClient } from '../support/raw-client.js'
import { withProxy } from '../support/with-proxy.js'

const MiB = 1024 ** 2

/** Waits until a number has stopped growing for 300 ms, and returns it. */
const settled = async (look: () => number): Promise<number> => {
  for (let before = -1; ; ) {
    const now = look()
    if (now === before) return now
    before = now
    await new Promise(resolve => setTimeout(resolve, 300))
  }
}

test('a client that stops reading a reply of 150 MiB holds the upstream back', async () => {
  let written = 0
  await using origin = await httpOrigin(async (_, response) => {
    response.setHeader('Content-Length', 150 * MiB)
    for (let time = 0; time < 150; time++) {
      written++
      if (!response.write(Buffer.alloc(MiB))) await new Promise(resolve => response.once('drain', resolve))
    }
    response.end()
  })
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  client.pause()
  await client.send(head('GET /'))
  expect(await settled(() => written)).toBeLessThan(20)
  client.resume()
  let read = 0
  client.socket.on('data', chunk => {
    read += chunk.length
    client.take()
  })
  const [closed] = await proxy.closed(1)
  expect(closed).toMatchObject({ end: 'complete', sent: 150 * MiB })
  expect(read).toBeGreaterThan(100 * MiB)
})

test('an upstream that does not read holds the client back', async () => {
  await using origin = await rawOrigin(peer => peer.pause())
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(head('POST /', `Content-Length: ${150 * MiB}`))
  let sent = 0
  const upload = async () => {
    for (; sent < 150; sent++) await client.send(Buffer.alloc(MiB))
  }
  upload().catch(() => {})
  expect(await settled(() => sent)).toBeLessThan(20)
})

test('200 requests that hang upstream do not keep the next one waiting', async () => {
  await using origin = await httpOrigin((request, response) => {
    if (request.url === '/next') response.end('ok')
  })
  await using proxy = await withProxy({ upstream: origin.url })
  const clients = await Promise.all(Array.from({ length: 200 }, () => rawClient(proxy.port)))
  await Promise.all(clients.map(client => client.send(head('GET /hang'))))
  const reply = await fetch(`${proxy.url}/next`)
  expect(await reply.text()).toBe('ok')
  for (const client of clients) client.reset()
  const closed = await proxy.closed(201)
  expect(closed.filter(({ end }) => end === 'clientLeft')).toHaveLength(200)
})
