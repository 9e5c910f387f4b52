import type net from 'node:net'
import { expect, test } from 'vitest'
import { inTurns } from '../support/in-turns.js'
import { measured } from '../support/measured.js'
import type { PlaneProcess } from '../support/plane-process.js'
import { head, rawClient } from '../support/raw-client.js'
import type { RawPeer } from '../support/raw-peer.js'

const KIB = 1024

const open = (proxy: PlaneProcess, count: number) =>
  Promise.all(Array.from({ length: count }, () => rawClient(proxy.port)))

const inBatches = async (clients: readonly RawPeer[], act: (client: RawPeer) => Promise<unknown>) => {
  for (let at = 0; at < clients.length; at += 100) await Promise.all(clients.slice(at, at + 100).map(act))
}

test('5,000 idle clients take 5 KiB each at most, 6 after a request, and a new one is served within 20 ms', async () => {
  await using both = await measured((_, response) => response.end('ok'))
  const { proxy } = both
  const warm = await open(proxy, 200)
  const asked = (clients: readonly RawPeer[]) =>
    inBatches(clients, client => client.send(head('GET /')).then(() => client.until('ok')))
  await asked(warm)
  const before = await proxy.held()
  const clients: RawPeer[] = []
  for (let time = 0; time < 50; time++) clients.push(...(await open(proxy, 100)))
  const fresh = ((await proxy.held()).rss - before.rss) / clients.length
  await asked(clients)
  const after = await proxy.held()
  // Room for garbage grows to its size once, whoever asks: no connection holds it.
  const used = (after.rss - after.young - (before.rss - before.young)) / clients.length
  const times: number[] = []
  for (let time = 0; time < 9; time++) {
    const start = performance.now()
    await using client = await rawClient(proxy.port)
    await client.send(head('GET /'))
    await client.until('ok')
    times.push(performance.now() - start)
  }
  const median = times.sort((a, b) => a - b)[4] ?? Number.NaN
  console.info(
    `idle: ${(fresh / KIB).toFixed(1)} KiB fresh, ${(used / KIB).toFixed(1)} KiB after a request; served in ${median.toFixed(1)} ms`,
  )
  for (const client of [...warm, ...clients]) client.socket.destroy()
  expect(fresh).toBeLessThan(5 * KIB)
  expect(used).toBeLessThan(6 * KIB)
  expect(median).toBeLessThan(20)
})

test('200 clients that do not read take 256 KiB each at most', async () => {
  await using both = await measured((_, response) => {
    response.writeHead(200, { 'Content-Length': 64 * KIB * KIB })
    const pour = () => {
      while (response.write(Buffer.alloc(64 * KIB)));
    }
    response.on('drain', pour)
    pour()
  })
  const before = await both.proxy.held()
  const clients = await open(both.proxy, 200)
  for (const client of clients) client.pause()
  await inBatches(clients, client => client.send(head('GET /')))
  await new Promise(resolve => setTimeout(resolve, 3_000))
  const each = ((await both.proxy.held()).rss - before.rss) / clients.length
  console.info(`slow readers: ${(each / KIB).toFixed(0)} KiB each`)
  for (const client of clients) client.socket.destroy()
  expect(each).toBeLessThan(256 * KIB)
})

test('10,000 aborted transfers leave no descriptor and no memory behind', async () => {
  const sockets = new Set<net.Socket>()
  await using both = await measured((request, response) => {
    sockets.add(request.socket)
    request.socket.once('close', () => sockets.delete(request.socket))
    response.write(Buffer.alloc(20_000))
  })
  const abort = async () => {
    await using client = await rawClient(both.proxy.port)
    await client.send(head('GET /'))
    await client.until(1_000)
    client.reset()
  }
  const settled = async () => {
    await expect.poll(() => sockets.size, { timeout: 10_000 }).toBe(0)
    return both.proxy.held()
  }
  // Until code is compiled for good, the heap grows without anything being left in it.
  await inTurns(5_000, 20, abort)
  const before = await settled()
  await inTurns(10_000, 20, abort)
  const after = await settled()
  console.info(`aborts: heap ${(before.heapUsed / KIB).toFixed(0)} KiB, then ${(after.heapUsed / KIB).toFixed(0)} KiB`)
  expect(after.ends).toEqual({ clientLeft: 15_000 })
  expect(after.descriptors).toBeLessThanOrEqual(before.descriptors)
  expect(after.heapUsed / before.heapUsed).toBeLessThan(1.05)
})
