import http from 'node:http'
import { expect, test } from 'vitest'
import type { Json } from '../../src/core/json.js'
import { httpOrigin } from '../support/origin.js'
import { head, rawClient } from '../support/raw-client.js'
import { refusals } from '../support/refused.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

/** Ten requests one after another from a client that keeps its connection; how many connections it needed. */
const connections = async (name: string, options: Json) => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed(name, options))
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  for (let n = 0; n < 10; n++)
    await new Promise<void>((resolve, reject) => {
      const call = http.get(proxy.url, { agent }, response => {
        response.resume()
        response.on('end', () => setImmediate(resolve))
      })
      call.on('error', reject)
    })
  agent.destroy()
  const ids = new Set(proxy.facts('exchange.opened').map(({ connection }) => connection))
  return { count: ids.size, passed: proxy.facts('fault.passed').length, upstream: origin.accepted }
}

test('without reuse there are as many connections as requests, and the upstream keeps its own', async () => {
  expect(await connections('noReuse', {})).toMatchObject({ count: 10, passed: 0, upstream: 1 })
})

test('a connection serves as many requests as it may', async () => {
  expect(await connections('maxAge', { requests: 5 })).toMatchObject({ count: 2, passed: 8 })
  expect(await connections('maxAge', { requests: 3 })).toMatchObject({ count: 4, passed: 7 })
})

test('a connection that is too old ends with its next reply', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('maxAge', { time: '150ms' }))
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /1'))
  expect(await client.until('ok')).not.toContain('Connection: close')
  await new Promise(resolve => setTimeout(resolve, 160))
  client.take()
  await client.send(head('GET /2'))
  expect(await client.ended()).toBe('fin')
  expect(client.text).toMatch(/Connection: close\r\n[\s\S]*ok$/)
})

test('an age of nothing in particular is refused', () => {
  expect(refusals('maxAge', {})).toEqual(['expected time, requests or both, found neither'])
})
