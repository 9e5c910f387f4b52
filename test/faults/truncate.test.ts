import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { httpOrigin } from '../support/origin.js'
import { head, rawClient, talkRaw } from '../support/raw-client.js'
import { refusals } from '../support/refused.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

const bodyOf = (text: string) => text.slice(text.indexOf('\r\n\r\n') + 4)
const LENGTH = (_: unknown, response: ServerResponse) => {
  response.setHeader('Content-Length', 10)
  response.write('abcde')
  response.end('fghij')
}
const CHUNKS = (_: unknown, response: ServerResponse) => {
  response.write('abcde')
  response.end('fghij')
}
const CLOSE = 'Connection: close'

test('clean tells the length that it delivers, and the connection lives on', async () => {
  await using origin = await httpOrigin(LENGTH)
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('truncate', { at: '70%', end: 'clean' }))
  await using client = await rawClient(proxy.port)
  for (const n of [1, 2]) {
    await client.send(head(`GET /${n}`))
    const text = await client.until('abcdefg')
    expect(text.match(/content-length: \d+/gi)).toEqual(['Content-Length: 7'])
    client.take()
  }
  const closed = await proxy.closed(2)
  expect(closed.map(({ end, sent }) => [end, sent])).toEqual([
    ['complete', 7],
    ['complete', 7],
  ])
})

test('clean ends chunks well', async () => {
  await using origin = await httpOrigin(CHUNKS)
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('truncate', { at: '7B', end: 'clean' }))
  const { text } = await talkRaw(proxy.port, head('GET /', CLOSE))
  expect(bodyOf(text)).toMatch(/\r\n0\r\n\r\n$/)
  expect(bodyOf(text).replace(/[^a-z]/g, '')).toBe('abcdefg')
})

test('stall leaves the connection open and silent, until it is lifted and the connection closes', async () => {
  await using origin = await httpOrigin(LENGTH)
  await using proxy = await withProxy({ upstream: origin.url })
  const lift = proxy.inject(faultNamed('truncate', { at: '3B', end: 'stall' }))
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  await client.until('\r\n\r\nabc')
  await expect(client.until('abcd', 60)).rejects.toThrow('60 ms passed')
  expect(client.ending).toBe('open')
  lift()
  expect(await client.ended()).toBe('fin')
  expect(bodyOf(client.text)).toBe('abc')
})

test.each(['close', 'reset', 'stall', 'clean'])('%s misses what is no longer than it cuts', async end => {
  await using origin = await httpOrigin(LENGTH)
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('truncate', { at: '10B', end }))
  const { text } = await talkRaw(proxy.port, head('GET /', CLOSE))
  expect(bodyOf(text)).toBe('abcdefghij')
  expect(proxy.facts('fault.missed').map(({ why }) => why)).toEqual(['the body has only 10 bytes'])
  expect(proxy.facts('fault.acted')).toEqual([])
})

test.each(['close', 'clean'])('the reply to HEAD has nothing to %s, and its length stays true', async end => {
  await using origin = await httpOrigin(LENGTH)
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('truncate', { at: '5B', end }))
  const { text, ending } = await talkRaw(proxy.port, head('HEAD /', CLOSE))
  expect(text).toContain('Content-Length: 10')
  expect(ending).toBe('fin')
  expect(proxy.facts('fault.missed').map(({ why }) => why)).toEqual(['the body has only 0 bytes'])
})

test('a point is needed, and it is in the body', () => {
  expect(refusals('truncate', {})).toEqual(['expected at, found nothing'])
  expect(refusals('truncate', { at: 'request' })).toEqual([expect.stringMatching(/^expected a number of body bytes/)])
  expect(refusals('truncate', { at: '5B', end: 'fin' })).toEqual(['expected close, reset, stall, clean, found "fin"'])
})
