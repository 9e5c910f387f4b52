import { expect, test } from 'vitest'
import { h2Client, h2Origin } from '../support/h2.js'
import { httpOrigin, rawOrigin } from '../support/origin.js'
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

test('they are exact on HTTP/2, too, each by itself: 64 connections with five streams at once', async () => {
  await using origin = await h2Origin(stream => {
    stream.respond({ ':status': 200 })
    stream.end('ok')
  })
  await using proxy = await withProxy({ upstream: origin.url, spec: { protocol: 'h2c' } })
  const envelopes = {
    first: { first: 37 },
    limit: { limit: 11, percent: 0.5 },
    every: { every: 7 },
    after: { after: 100 },
  }
  for (const [name, envelope] of Object.entries(envelopes))
    proxy.inject(faultNamed('headers', { response: { set: { [`x-${name}`]: '1' } } }), { envelope })
  const clients = Array.from({ length: CONNECTIONS }, () => h2Client(proxy.url))
  const replies = await Promise.all(clients.flatMap(client => Array.from({ length: EACH }, () => client.ask())))
  for (const { session } of clients) session.destroy()
  const hit = (name: string) => replies.filter(({ headers }) => headers[`x-${name}`] === '1').length
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(CONNECTIONS * EACH)
  expect(Object.keys(envelopes).map(hit)).toEqual([37, 11, 45, 220])
})

test('they are exact on TCP: of 64 connections at once every third that is not among the first ten ends at its byte', async () => {
  await using origin = await rawOrigin(({ socket }) => void socket.pipe(socket))
  await using proxy = await withProxy({ upstream: new URL(`tcp://127.0.0.1:${origin.port}`) })
  proxy.inject(faultNamed('close', { at: '4B' }), { envelope: { after: 10, every: 3, limit: 12 } })
  const talk = async () => {
    await using client = await rawClient(proxy.port)
    await client.send('ping pong')
    client.finish()
    await client.ended()
    return client.text
  }
  const texts = await Promise.all(Array.from({ length: CONNECTIONS }, talk))
  expect(texts.filter(text => text === 'ping')).toHaveLength(12)
  expect(texts.filter(text => text === 'ping pong')).toHaveLength(CONNECTIONS - 12)
})
