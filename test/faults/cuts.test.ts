import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { httpOrigin } from '../support/origin.js'
import { head, rawClient, talkRaw } from '../support/raw-client.js'
import { refusals } from '../support/refused.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

const ENDINGS = [
  ['close', 'fin'],
  ['reset', 'reset'],
] as const

const bodyOf = (text: string) => text.slice(text.indexOf('\r\n\r\n') + 4)
const sends = (bytes: number, chunked: boolean) => (_: unknown, response: ServerResponse) => {
  if (!chunked) response.setHeader('Content-Length', bytes)
  response.write(Buffer.alloc(bytes / 2, 'x'))
  response.end(Buffer.alloc(bytes / 2, 'y'))
}

test.each(ENDINGS)('%s ends by %s, before the request is forwarded', async (name, ending) => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed(name, { at: 'request' }))
  expect(await talkRaw(proxy.port, head('GET /'))).toEqual({ text: '', ending })
  expect(origin.accepted).toBe(0)
})

test.each(ENDINGS)('%s ends by %s when the upstream has answered, and no byte of it arrives', async (name, ending) => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed(name, { at: 'response' }))
  expect(await talkRaw(proxy.port, head('GET /'))).toEqual({ text: '', ending })
  expect(origin.seen[0]?.state).toBe('complete')
})

test.each(ENDINGS.flatMap(([name, ending]) => [0, 1, 499, 1_000].map(bytes => [name, ending, bytes] as const)))(
  '%s ends by %s after exactly as many bytes as it says: %i',
  async (name, ending, bytes) => {
    await using origin = await httpOrigin(sends(1_000, false))
    await using proxy = await withProxy({ upstream: origin.url })
    proxy.inject(faultNamed(name, { at: `${bytes}B` }))
    const seen = await talkRaw(proxy.port, head('GET /'))
    expect(seen.ending).toBe(ending)
    expect(bodyOf(seen.text)).toBe('x'.repeat(Math.min(bytes, 500)) + 'y'.repeat(Math.max(0, bytes - 500)))
    expect(proxy.facts('fault.acted')[0]?.actual).toEqual({ bytes })
    const [closed] = await proxy.closed(1)
    expect(closed).toMatchObject({ end: 'cut', sent: bytes, status: 200 })
  },
)

test.each(ENDINGS)('%s by a share needs to know the length, and misses when it does not', async name => {
  await using origin = await httpOrigin(sends(1_000, true))
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed(name, { at: '50%' }))
  const { text } = await talkRaw(proxy.port, head('GET /', 'Connection: close'))
  expect(text).toMatch(/\r\n0\r\n\r\n$/)
  expect(proxy.facts('fault.missed').map(({ why }) => why)).toEqual([
    'a share of the body is unknown: there is no Content-Length',
  ])
})

test.each(ENDINGS)('%s misses a body that is too short, which arrives whole', async name => {
  await using origin = await httpOrigin(sends(1_000, false))
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed(name, { at: '1001B' }))
  const { text } = await talkRaw(proxy.port, head('GET /', 'Connection: close'))
  expect(bodyOf(text)).toHaveLength(1_000)
  expect(proxy.facts('fault.missed').map(({ why }) => why)).toEqual(['the body ended before byte 1001'])
})

test.each(ENDINGS)('%s in the middle of an upload ends by %s all the same', async (name, ending) => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed(name, { at: 'request' }))
  await using client = await rawClient(proxy.port)
  await client.send(head('POST /', 'Content-Length: 400000'))
  await client.send(Buffer.alloc(200_000)).catch(() => {})
  expect(await client.ended()).toBe(ending)
})

test('what means nothing is refused by what was expected', () => {
  expect(refusals('reset', { side: 'left' })).toEqual(['expected client, upstream, both, found "left"'])
  expect(refusals('reset', { side: 'upstream' })).toEqual([expect.stringMatching(/^expected at: response or a place/)])
  expect(refusals('close', { half: 'write' })).toEqual([
    'expected at: response or a number of bytes with half: write, found at: request',
  ])
  expect(faultNamed('close', { half: 'read' }).unfit.get('http1')).toMatch(/^expected no half on http1/)
})
