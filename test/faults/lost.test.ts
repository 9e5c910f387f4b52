import { expect, test } from 'vitest'
import { httpOrigin } from '../support/origin.js'
import { head, rawClient, talkRaw } from '../support/raw-client.js'
import { refusals } from '../support/refused.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

const UPLOAD = `${head('POST /pay', 'Content-Length: 4')}abcd`

test('a lost request is never forwarded, and its client waits until the fault is lifted', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  const lift = proxy.inject(faultNamed('loseRequest', {}))
  await using client = await rawClient(proxy.port)
  await client.send(UPLOAD)
  await expect(client.until('H', 60)).rejects.toThrow('60 ms passed')
  expect(client.ending).toBe('open')
  lift()
  expect(await client.ended()).toBe('fin')
  expect({ text: client.text, accepted: origin.accepted }).toEqual({ text: '', accepted: 0 })
})

test('a large upload is taken and lost: the client is not held up while it sends', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('loseRequest', {}))
  await using client = await rawClient(proxy.port)
  await client.send(head('POST /', 'Content-Length: 8000000'))
  await client.send(Buffer.alloc(8_000_000))
  client.socket.destroy()
  const [closed] = await proxy.closed(1)
  expect(closed).toMatchObject({ end: 'clientLeft', status: null })
})

test.each(['loseRequest', 'loseResponse'])('%s with a reset or a 502 in place of the reply', async name => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  const lift = proxy.inject(faultNamed(name, { reply: 'reset' }))
  expect(await talkRaw(proxy.port, UPLOAD)).toEqual({ text: '', ending: 'reset' })
  lift()
  proxy.inject(faultNamed(name, { reply: 502 }))
  await using client = await rawClient(proxy.port)
  await client.send(UPLOAD)
  const text = await client.until('the reply was lost')
  expect(text).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/)
  expect(text).toContain('\r\nx-fallacy-injected: fault-2; exchange=2\r\n')
  expect(origin.seen).toHaveLength(name === 'loseRequest' ? 0 : 2)
})

test('a lost reply is one that the upstream has given: it did what it was asked for', async () => {
  await using origin = await httpOrigin((request, response) => {
    request.on('end', () => response.end('x'.repeat(100_000)))
  })
  await using proxy = await withProxy({ upstream: origin.url })
  const lift = proxy.inject(faultNamed('loseResponse', {}))
  await using client = await rawClient(proxy.port)
  await client.send(UPLOAD)
  await expect(client.until('H', 100)).rejects.toThrow('100 ms passed')
  lift()
  expect(await client.ended()).toBe('fin')
  expect(client.text).toBe('')
  expect(origin.seen.map(({ state, body }) => [state, body.toString()])).toEqual([['complete', 'abcd']])
  expect(proxy.facts('fault.acted').map(({ actual }) => actual)).toEqual([{ status: 200, lost: 100_000 }])
})

test('a reply without an end is lost until the fault is lifted', async () => {
  await using origin = await httpOrigin((_, response) => void response.write('data: 1\n\n'))
  await using proxy = await withProxy({ upstream: origin.url })
  const lift = proxy.inject(faultNamed('loseResponse', { reply: 'reset' }))
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /events'))
  await expect(client.until('H', 60)).rejects.toThrow('60 ms passed')
  lift()
  expect(await client.ended()).toBe('fin')
})

test('another reply is refused by name', () => {
  expect(refusals('loseResponse', { reply: 504 })).toEqual(['expected none, reset, 502, found 504'])
  expect(refusals('loseRequest', { replay: 'none' })).toEqual(['expected one of reply, found "replay"'])
})
