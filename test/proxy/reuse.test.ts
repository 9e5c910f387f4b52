import http from 'node:http'
import { expect, test } from 'vitest'
import { seeded } from '../../src/core/random.js'
import { httpOrigin, rawOrigin } from '../support/origin.js'
import { head, rawClient } from '../support/raw-client.js'
import { withProxy } from '../support/with-proxy.js'

const get = (url: string, agent: http.Agent): Promise<number> =>
  new Promise((resolve, reject) => {
    const request = http.get(url, { agent }, response => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0))
    })
    request.on('error', reject)
  })

test('an origin that drops idle connections at random fails none of 500 GETs', async () => {
  const random = seeded(7)
  await using origin = await httpOrigin((request, response) => {
    response.end('ok')
    response.on('finish', () => {
      if (random.chance(0.5)) setTimeout(() => request.socket.destroy(), random.float() * 3)
    })
  })
  await using proxy = await withProxy({ upstream: origin.url })
  const agent = new http.Agent({ keepAlive: true, maxSockets: 8 })
  const worker = async () => {
    const statuses: number[] = []
    for (let time = 0; time < 125; time++) {
      statuses.push(await get(proxy.url, agent))
      await new Promise(resolve => setTimeout(resolve, (time % 4) + 1))
    }
    return statuses
  }
  const statuses = (await Promise.all([worker(), worker(), worker(), worker()])).flat()
  agent.destroy()
  expect(statuses.filter(status => status !== 200)).toEqual([])
  expect(origin.accepted).toBeGreaterThan(50)
})

test('an agent that keeps connections alive uses one for many requests', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  for (let time = 0; time < 20; time++) expect(await get(proxy.url, agent)).toBe(200)
  agent.destroy()
  expect(new Set(proxy.facts('exchange.opened').map(({ connection }) => connection)).size).toBe(1)
  expect(origin.accepted).toBe(1)
})

/** Answers the first request of its first connection only; every later one on it meets RST. */
const dying = () =>
  rawOrigin(async peer => {
    await peer.until('\r\n\r\n')
    peer.take()
    await peer.send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
    await peer.until('\r\n\r\n')
    peer.reset()
  })

test('a GET whose reused connection dies before a byte goes once more, on a fresh one, and the journal says so', async () => {
  await using origin = await dying()
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  for (let time = 0; time < 2; time++) {
    await client.send(head('GET /'))
    expect(await client.until(/ok$/)).toMatch(/^HTTP\/1\.1 200 /)
    client.take()
  }
  expect(origin.accepted).toBe(2)
  expect(proxy.facts('upstream.retried')).toMatchObject([{ x: 2 }])
})

test('a POST is never sent twice', async () => {
  await using origin = await dying()
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  await client.until(/ok$/)
  client.take()
  await client.send(`${head('POST /', 'Content-Length: 1')}x`)
  expect(await client.until('\r\n\r\n')).toMatch(/^HTTP\/1\.1 502 /)
  expect(origin.accepted).toBe(1)
  expect(proxy.facts('upstream.retried')).toHaveLength(0)
})

test('a fresh connection that dies is not tried again', async () => {
  await using origin = await rawOrigin(async peer => {
    await peer.until('\r\n\r\n')
    peer.reset()
  })
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  expect(await client.until('\r\n\r\n')).toMatch(/^HTTP\/1\.1 502 /)
  expect(origin.accepted).toBe(1)
})
