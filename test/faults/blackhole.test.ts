// Over 150 lines: one fault, in both directions and at each place of a message.
import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { httpOrigin, rawOrigin } from '../support/origin.js'
import { head, rawClient, talkRaw } from '../support/raw-client.js'
import { refusals } from '../support/refused.js'
import { eventually, faultNamed, withProxy } from '../support/with-proxy.js'

const THOUSAND = (_: unknown, response: ServerResponse) => {
  response.setHeader('Content-Length', 1_000)
  response.end(Buffer.alloc(1_000, 'x'))
}

const silent = async (client: Awaited<ReturnType<typeof rawClient>>) => {
  const before = client.received.length
  await expect(client.until(before + 1, 60)).rejects.toThrow('60 ms passed')
  expect(client.ending).toBe('open')
}

test.each([
  ['close', 'fin'],
  ['reset', 'reset'],
] as const)(
  'a request vanishes: no byte, an open connection, and when it is lifted %s by %s',
  async (after, ending) => {
    await using origin = await httpOrigin()
    await using proxy = await withProxy({ upstream: origin.url })
    const lift = proxy.inject(faultNamed('blackhole', { after }))
    await using client = await rawClient(proxy.port)
    await client.send(head('POST /', 'Content-Length: 300000'))
    await client.send(Buffer.alloc(300_000))
    await silent(client)
    lift()
    expect(await client.ended()).toBe(ending)
    expect(client.text).toBe('')
    expect(origin.accepted).toBe(0)
    expect(proxy.facts('fault.acted').map(({ actual }) => actual)).toEqual([{ lost: 300_000 }])
  },
)

test.each(['request', 'response'])('down, at: %s: the upstream answers, and the answer vanishes', async at => {
  await using origin = await httpOrigin(THOUSAND)
  await using proxy = await withProxy({ upstream: origin.url })
  const lift = proxy.inject(faultNamed('blackhole', { direction: 'down', at }))
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  await silent(client)
  expect(origin.seen[0]?.state).toBe('complete')
  lift()
  expect(await client.ended()).toBe('fin')
  expect(client.text).toBe('')
  expect(proxy.facts('fault.acted').map(({ actual }) => actual)).toEqual([{ lost: 1_000 }])
})

test('in the body of the reply the first bytes arrive and the rest vanishes', async () => {
  await using origin = await httpOrigin(THOUSAND)
  await using proxy = await withProxy({ upstream: origin.url })
  const lift = proxy.inject(faultNamed('blackhole', { at: '25%' }))
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  await client.until(`\r\n\r\n${'x'.repeat(250)}`)
  await silent(client)
  lift()
  expect(await client.ended()).toBe('fin')
  expect(client.text).toMatch(/\r\n\r\nx{250}$/)
  expect(proxy.facts('fault.acted').map(({ actual }) => actual)).toEqual([{ lost: 750 }])
})

test('it is cut at once when it is lifted, though the upstream is silent in the middle of its reply', async () => {
  await using origin = await httpOrigin((_, response) => {
    response.setHeader('Content-Length', 1_000)
    response.write(Buffer.alloc(500, 'x'))
  })
  await using proxy = await withProxy({ upstream: origin.url })
  const lift = proxy.inject(faultNamed('blackhole', { at: '100B' }))
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  await client.until('\r\n\r\nx')
  await silent(client)
  lift()
  expect(await client.ended(1_000)).toBe('fin')
  await eventually(
    () => origin.open,
    open => open === 0,
  )
})

test('up, in the body of the request: the upstream gets the first bytes and waits for the rest', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  const lift = proxy.inject(faultNamed('blackhole', { direction: 'up', at: '100B' }))
  await using client = await rawClient(proxy.port)
  await client.send(head('POST /', 'Content-Length: 1000'))
  await client.send(Buffer.alloc(1_000))
  await silent(client)
  expect(origin.seen[0]).toMatchObject({ received: 100, state: 'open' })
  lift()
  expect(await client.ended()).toBe('fin')
  await eventually(
    () => origin.seen[0]?.state,
    state => state === 'aborted',
  )
})

test('it lasts as long as it says and not longer', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('blackhole', { for: '80ms', after: 'reset' }))
  await using client = await rawClient(proxy.port)
  const start = performance.now()
  await client.send(head('GET /'))
  expect(await client.ended()).toBe('reset')
  expect(performance.now() - start).toBeGreaterThanOrEqual(80)
})

test('a client that gives up leaves nothing behind', async () => {
  await using origin = await httpOrigin(THOUSAND)
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('blackhole', { direction: 'down' }))
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  await eventually(
    () => origin.seen[0]?.state,
    state => state === 'complete',
  )
  client.reset()
  const [closed] = await proxy.closed(1)
  expect(closed).toMatchObject({ end: 'clientLeft', status: null })
})

test('a request without a body cannot vanish in it', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('blackhole', { direction: 'up', at: '100B' }))
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /'))
  await client.until(/200 OK/)
  expect(proxy.facts('fault.missed').map(({ why }) => why)).toEqual(['the request has no body'])
})

test('up has no response, and that is said', () => {
  expect(refusals('blackhole', { direction: 'up', at: 'response' })).toEqual([
    'expected at: request or a number of bytes with direction: up, found at: response',
  ])
  expect(refusals('blackhole', { after: 'stall' })).toEqual(['expected close, reset, found "stall"'])
})

test.each([
  ['blackhole', { direction: 'down', for: '60ms' }],
  ['blackhole', { at: 'response', for: '60ms' }],
  ['loseResponse', { reply: 'reset' }],
])('what is said before a reply is lost with it: %s %j', async (name, options) => {
  await using origin = await rawOrigin(async peer => {
    await peer.until('\r\n\r\n')
    await peer.send('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n')
    await peer.send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
  })
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed(name, options))
  expect((await talkRaw(proxy.port, head('GET /'))).text).toBe('')
})
