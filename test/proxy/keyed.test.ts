import http from 'node:http'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { type Entry, openJournal } from '../../src/core/journal.js'
import { seeded } from '../../src/core/random.js'
import { systemClock } from '../../src/core/system-clock.js'
import { createPlane } from '../../src/proxy/create-plane.js'
import type { KeyRule } from '../../src/proxy/key-rule.js'
import { seal } from '../support/redaction.js'
import { ruleOf } from '../support/rules.js'
import { eventually, faultNamed } from '../support/with-proxy.js'

const rule = (name: string, side: KeyRule['side'], place: KeyRule['place'], secret = false): KeyRule => ({
  ...{ name, target: 'payments', side, place, seal: secret ? seal : null },
})
const KEYS = [
  rule('id', 'request', { kind: 'json', path: ['order', 'id'] }),
  rule('reply', 'response', { kind: 'json', path: ['id'] }),
  rule('query', 'request', { kind: 'query', name: 'q' }),
  rule('place', 'response', { kind: 'header', name: 'location' }),
  rule('token', 'request', { kind: 'header', name: 'authorization' }, true),
]

/** A proxy that journals keys, before an upstream that answers a gzipped JSON with the number of bytes it got. */
const keyed = async () => {
  const upstream = http.createServer(async (request, response) => {
    let size = 0
    for await (const chunk of request) size += chunk.length
    response.writeHead(202, { location: '/orders/7', 'content-encoding': 'gzip' })
    response.end(gzipSync(JSON.stringify({ id: 7, size })))
  })
  await new Promise<void>(resolve => upstream.listen(0, '127.0.0.1', resolve))
  const address = upstream.address()
  const clock = systemClock()
  const journal = openJournal(() => clock.now())
  const entries: Entry[] = []
  journal.subscribe(entry => entries.push(entry))
  const plane = createPlane({ clock, journal, random: seeded(1), ttlMs: 60_000, keys: KEYS })
  const port = typeof address === 'object' ? address?.port : 0
  const place = { id: 'payments', listen: { host: '127.0.0.1', port: 0 }, routes: [] }
  const { url } = await plane.listen({ ...place, upstream: new URL(`http://127.0.0.1:${port}`) })
  return {
    plane,
    post: (body: string | Uint8Array<ArrayBuffer>, query = '', coding = 'identity') =>
      fetch(`${url}/orders${query}`, {
        ...{ method: 'POST', body },
        headers: { authorization: 'Bearer s3cr3t', 'content-encoding': coding },
      }),
    async keys(count: number) {
      await eventually(
        () => entries.filter(({ type }) => type === 'exchange.closed'),
        all => all.length >= count,
      )
      return entries
        .flatMap(entry => (entry.type === 'exchange.keyed' ? [`${entry.x} ${entry.name}=${entry.key}`] : []))
        .sort()
    },
    async [Symbol.asyncDispose]() {
      await plane.close(0)
      upstream.closeAllConnections()
      upstream.close()
    },
  }
}

test('keys of request and reply are journalled wherever they are, secrets under a seal, and nothing is changed', async () => {
  await using proxy = await keyed()
  const body = JSON.stringify({ order: { id: 'o-1' }, more: 'x'.repeat(100_000) })
  const reply = await proxy.post(body, '?q=a%20b')
  expect([reply.status, await reply.json()]).toEqual([202, { id: 7, size: body.length }])
  expect(await proxy.keys(1)).toEqual([
    '1 id=o-1',
    '1 place=/orders/7',
    '1 query=a b',
    '1 reply=7',
    expect.stringMatching(/^1 token=sealed:[\da-f]{16}$/),
  ])
})

test('what is no JSON, has no such value, or is too long has no key', async () => {
  await using proxy = await keyed()
  for (const body of ['{', '{"order": {"id": [1]}}', JSON.stringify({ order: { id: 'a' }, x: 'x'.repeat(300_000) })])
    await (await proxy.post(body)).arrayBuffer()
  expect((await proxy.keys(3)).filter(key => key.includes(' id='))).toEqual([])
})

test('a request that a fault answered before the upstream has no key of the request', async () => {
  await using proxy = await keyed()
  proxy.plane.activate(ruleOf('down', faultNamed('respond', { status: 503 })), 'inject')
  expect((await proxy.post('{"order": {"id": "o-1"}}')).status).toBe(503)
  expect(await proxy.keys(1)).toEqual([])
})

test('what is compressed is read, and a bomb passes untouched and unread: a thousand times its size is not held', async () => {
  await using proxy = await keyed()
  const order = (id: string) => new Uint8Array(gzipSync(JSON.stringify({ order: { id } })))
  const bomb = order('x'.repeat(4 * 1024 ** 2))
  for (const body of [order('o-2'), bomb])
    expect(await (await proxy.post(body, '', 'gzip')).json()).toEqual({ id: 7, size: body.length })
  expect((await proxy.keys(2)).filter(key => key.includes(' id='))).toEqual(['1 id=o-2'])
})
