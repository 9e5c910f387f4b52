import { expect, test } from 'vitest'
import { Cut, onReply, onRequest } from '../../src/core/exchange.js'
import { acting } from '../support/acting.js'
import { httpOrigin } from '../support/origin.js'
import { head, rawClient, talkRaw } from '../support/raw-client.js'
import { eventually, withProxy } from '../support/with-proxy.js'

const cutAfter = (bytes: number, how: 'close' | 'reset') =>
  acting(
    onReply(async function* (body) {
      let left = bytes
      for await (const chunk of body) {
        yield chunk.subarray(0, left)
        left -= Math.min(left, chunk.length)
        if (left === 0) throw new Cut(how)
      }
    }),
  )

test.each([
  ['close', 'fin'],
  ['reset', 'reset'],
] as const)('cut by %s, exactly 1,000 bytes arrive before the %s', async (how, ending) => {
  await using origin = await httpOrigin((_, response) => response.end(Buffer.alloc(100_000, 'x')))
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(cutAfter(1_000, how))
  for (let time = 0; time < 20; time++) {
    const reply = await talkRaw(proxy.port, head('GET /'))
    expect(reply.ending).toBe(ending)
    expect(reply.text.split('\r\n\r\n')[1]).toHaveLength(1_000)
  }
  const closed = await proxy.closed(20)
  expect(closed[0]).toMatchObject({ end: 'cut', status: 200, sent: 1_000, injected: ['fault-1'] })
})

test.each([
  ['close', 'fin'],
  ['reset', 'reset'],
] as const)('cut by %s before the head, nothing arrives before the %s', async (how, ending) => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(acting(() => Promise.reject(new Cut(how))))
  const reply = await talkRaw(proxy.port, `${head('POST /', 'Content-Length: 4')}abcd`)
  expect(reply).toEqual({ text: '', ending })
  expect(origin.seen).toHaveLength(0)
})

test('a cut by close while the client uploads delivers what was written before', async () => {
  await using origin = await httpOrigin((_, response) => response.end('x'.repeat(500)))
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(cutAfter(100, 'close'))
  await using client = await rawClient(proxy.port)
  await client.send(head('POST /', 'Content-Length: 400000'))
  void client.send(Buffer.alloc(400_000)).catch(() => {})
  expect(await client.ended()).toBe('fin')
  expect(client.text.split('\r\n\r\n')[1]).toHaveLength(100)
})

test('a cut in the request body reaches the client, and the upload never ends well', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(
    acting(
      onRequest(async function* (body) {
        for await (const chunk of body) {
          yield chunk.subarray(0, 2)
          throw new Cut('reset')
        }
      }),
    ),
  )
  const { ending } = await talkRaw(proxy.port, `${head('POST /', 'Content-Length: 4')}abcd`)
  expect(ending).toBe('reset')
  await eventually(
    () => origin.seen[0]?.state ?? 'aborted',
    state => state === 'aborted',
  )
  expect((await proxy.closed(1))[0]).toMatchObject({ end: 'cut' })
})
