import { expect, test } from 'vitest'
import { type Body, bodyOf, collect } from '../../src/core/body.js'
import { compose, type Exchange, type Handler, type Middleware, onReply, onRequest } from '../../src/core/exchange.js'

const exchange = (body: Body | null = null): Exchange => ({
  id: 1,
  route: 'payments',
  protocol: 'http1',
  connection: { id: 1, client: '127.0.0.1' },
  request: { method: 'POST', target: '/', url: new URL('http://localhost/'), headers: [], body },
  signal: new AbortController().signal,
})
const echo: Handler = async ({ request }) => ({ status: 200, headers: [], body: request.body ?? bodyOf() })
const upper = async function* (body: Body): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) yield Buffer.from(Buffer.from(chunk).toString().toUpperCase())
}

test('the first middleware meets the request first and the reply last', async () => {
  const seen: string[] = []
  const trace =
    (name: string): Middleware =>
    async (exchange, next) => {
      seen.push(`${name} in`)
      const reply = await next(exchange)
      seen.push(`${name} out`)
      return reply
    }
  await compose([trace('a'), trace('b')], echo)(exchange())
  expect(seen).toEqual(['a in', 'b in', 'b out', 'a out'])
})

test('a request body is reshaped on its way up, and a request without one is left alone', async () => {
  const reply = await compose([onRequest(upper)], echo)(exchange(bodyOf('abc')))
  expect((await collect(reply.body)).toString()).toBe('ABC')
  const bare = await compose([onRequest(upper)], echo)(exchange())
  expect(await collect(bare.body)).toHaveLength(0)
})

test('the source of a reply is closed when its reader leaves early, when the reshaped body throws, and when it ends', async () => {
  let closed = 0
  const source = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield Buffer.from('one')
      yield Buffer.from('two')
    } finally {
      closed++
    }
  }
  const origin: Handler = async () => ({ status: 200, headers: [], body: source() })
  const broken = onReply(async function* (body) {
    for await (const chunk of body) {
      yield chunk
      throw new Error('cut')
    }
  })
  const whole = await compose([onReply(upper)], origin)(exchange())
  await collect(whole.body)
  const cut = await compose([broken], origin)(exchange())
  await expect(collect(cut.body)).rejects.toThrow('cut')
  const left = await compose([onReply(upper)], origin)(exchange())
  for await (const _ of left.body) break
  expect(closed).toBe(3)
})
