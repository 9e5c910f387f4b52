import { expect, test } from 'vitest'
import { collect } from '../../src/core/body.js'
import { exchangeOf, hitBy, replyOf, sourceOf } from '../support/hit.js'
import { httpOrigin } from '../support/origin.js'
import { head, talkRaw } from '../support/raw-client.js'
import { refusals } from '../support/refused.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

const bodyOf = (text: string) => text.slice(text.indexOf('\r\n\r\n') + 4)

test('the request after the quota is used up is answered here, and the one that uses it up is not cut', async () => {
  await using origin = await httpOrigin((_, response) => response.end('x'.repeat(600)))
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('quota', { bytes: '1000B', over: 509 }))
  const texts: string[] = []
  for (const n of [1, 2, 3]) texts.push((await talkRaw(proxy.port, head(`GET /${n}`, 'Connection: close'))).text)
  expect(texts.map(text => text.slice(9, 12))).toEqual(['200', '200', '509'])
  expect(bodyOf(texts[1] ?? '')).toHaveLength(600)
  expect(origin.seen).toHaveLength(2)
  expect(proxy.facts('fault.acted').map(({ actual }) => actual)).toEqual([{ used: 1_200 }])
})

test('close cuts at the very byte, requests counted as well, and then every request', async () => {
  await using origin = await httpOrigin((request, response) => {
    request.on('end', () => response.end('x'.repeat(600)))
  })
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('quota', { bytes: '500B', over: 'close' }))
  const upload = `${head('POST /', 'Content-Length: 100', 'Connection: close')}${'y'.repeat(100)}`
  const cut = await talkRaw(proxy.port, upload)
  expect([cut.ending, bodyOf(cut.text)]).toEqual(['fin', 'x'.repeat(400)])
  expect(await talkRaw(proxy.port, head('GET /'))).toEqual({ text: '', ending: 'fin' })
  expect(origin.seen).toHaveLength(1)
})

test('with a window the quota is there again, and Retry-After says when', async () => {
  const hit = hitBy('quota', { bytes: '1000B', window: '10s' })
  const ask = async () => {
    const reply = await hit.through(exchangeOf(), async () => replyOf(sourceOf(1)))
    await collect(reply.body)
    return [reply.status, Object.fromEntries(reply.headers)['Retry-After']]
  }
  expect(await ask()).toEqual([200, undefined])
  await hit.clock.advance(2_500)
  expect(await ask()).toEqual([429, '8'])
  await hit.clock.advance(8_000)
  expect(await ask()).toEqual([200, undefined])
})

test('each client has its own, unless they share one', async () => {
  const statuses = async (scope: string) => {
    const hit = hitBy('quota', { bytes: '1000B', scope })
    const ask = async (client: string) => {
      const reply = await hit.through(exchangeOf({}, { id: 1, client }), async () => replyOf(sourceOf(1)))
      await collect(reply.body)
      return reply.status
    }
    return [await ask('::1'), await ask('::2')]
  }
  expect([await statuses('client'), await statuses('route')]).toEqual([
    [200, 200],
    [200, 429],
  ])
})

test('a quota of nothing is refused', () => {
  expect(refusals('quota', { bytes: '0B' })).toEqual(['expected a quota of at least 1B, found less'])
})
