// Over 150 lines: what acts on the door of a proxy, for every kind of proxy.
import { expect, test } from 'vitest'
import { httpOrigin, rawOrigin } from '../support/origin.js'
import { head, rawClient, talkRaw } from '../support/raw-client.js'
import { runProgram } from '../support/run-program.js'
import { tunnelTo } from '../support/tunnel.js'
import { withForward } from '../support/with-forward.js'
import { eventually, faultNamed, type TestProxy, withProxy } from '../support/with-proxy.js'

const GET = head('GET /')
const curl = async (proxy: { readonly url: string }) => (await runProgram(['curl', '-s', '-m', '5', proxy.url])).code

/** Until a connection is taken again; it takes one turn of the event loop, and no longer. */
const back = async (proxy: TestProxy) => {
  await new Promise(resolve => setImmediate(resolve))
  await using client = await rawClient(proxy.port)
  await client.send(GET)
  await client.until('ok')
}

test('refuse: new connections are refused, open ones go on, and a lift takes new ones at the same port', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  await using client = await rawClient(proxy.port)
  await client.send(GET)
  await client.until('ok')
  const lift = proxy.inject(faultNamed('refuse', {}))
  await expect(rawClient(proxy.port)).rejects.toThrow('ECONNREFUSED')
  expect(await curl(proxy)).toBe(7)
  client.take()
  await client.send(GET)
  await client.until('ok')
  expect(origin.accepted).toBe(1)
  lift()
  await back(proxy)
  expect(proxy.facts('fault.injected')).toMatchObject([{ proxy: 'payments', fault: 'fault-1', dose: {} }])
})

test('refuse: as long as one of two that overlap is in force, nothing is taken', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  const lifts = [1, 2].map(() => proxy.inject(faultNamed('refuse', {})))
  lifts[0]?.()
  await expect(rawClient(proxy.port)).rejects.toThrow('ECONNREFUSED')
  lifts[1]?.()
  proxy.inject(faultNamed('refuse', {}))()
  await back(proxy)
})

test('refuse: a proxy of TCP refuses in the same way', async () => {
  await using origin = await rawOrigin(({ socket }) => void socket.pipe(socket))
  await using proxy = await withProxy({ upstream: new URL(`tcp://127.0.0.1:${origin.port}`) })
  const lift = proxy.inject(faultNamed('refuse', {}))
  await expect(rawClient(proxy.port)).rejects.toThrow('ECONNREFUSED')
  lift()
  await new Promise(resolve => setImmediate(resolve))
  await using client = await rawClient(proxy.port)
  await client.send('ping')
  await client.until('ping')
})

test('refuse: a forward proxy answers 502, and tells the page about itself all the same', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withForward({ map: new Map([['a.test', origin.url]]) })
  const lift = proxy.inject(faultNamed('refuse', {}))
  await expect(tunnelTo(proxy.port, 'a.test:443')).rejects.toThrow(/^HTTP\/1\.1 502 [\s\S]*a fault refuses connections/)
  const plain = head('GET http://a.test/', 'Connection: close')
  expect((await talkRaw(proxy.port, plain)).text).toMatch(/^HTTP\/1\.1 502 [\s\S]*a fault refuses connections/)
  expect((await talkRaw(proxy.port, head('GET http://fallacy.invalid/', 'Connection: close'))).text).toMatch(/ 200 OK/)
  lift()
  expect((await talkRaw(proxy.port, plain)).text).toMatch(/ 200 OK[\s\S]*ok$/)
})

test.each([
  ['reset', 'reset', 56],
  ['close', 'fin', 52],
] as const)('%s at the connect ends by %s before a byte is read', async (name, ending, code) => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  const lift = proxy.inject(faultNamed(name, { at: 'connect' }))
  await using silent = await rawClient(proxy.port)
  expect(await silent.ended()).toBe(ending)
  expect(await curl(proxy)).toBe(code)
  expect(origin.accepted).toBe(0)
  lift()
  expect(await curl(proxy)).toBe(0)
  expect(proxy.facts('fault.injected')).toMatchObject([{ connection: 1 }, { connection: 2 }])
  expect(proxy.facts('connection.matched')).toHaveLength(2)
})

test('reset at the connect ends a connection of TCP before the upstream is dialled', async () => {
  await using origin = await rawOrigin(() => {})
  await using proxy = await withProxy({ upstream: new URL(`tcp://127.0.0.1:${origin.port}`) })
  proxy.inject(faultNamed('reset', { at: 'connect' }))
  await using client = await rawClient(proxy.port)
  expect(await client.ended()).toBe('reset')
  expect(origin.accepted).toBe(0)
})

test('who is hit at the connect is counted by connections, and the same for each seed', async () => {
  await using origin = await httpOrigin()
  const endings = async (envelope: object, seed = 1) => {
    await using proxy = await withProxy({ upstream: origin.url, seed })
    proxy.inject(faultNamed('reset', { at: 'connect' }), { envelope })
    const seen: string[] = []
    for (let n = 0; n < 8; n++)
      seen.push((await talkRaw(proxy.port, head('GET /', 'Connection: close'))).ending[0] ?? '')
    return seen.join('')
  }
  expect(await endings({ every: 3 })).toBe('ffrffrff')
  expect(await endings({ first: 2 })).toBe('rrffffff')
  expect(await endings({ limit: 1, after: 2 })).toBe('ffrfffff')
  const half = await endings({ percent: 0.5 })
  expect(half).toMatch(/r.*f|f.*r/)
  expect(await endings({ percent: 0.5 })).toBe(half)
})

test('drain: what is under way ends well, what is idle ends, and then the proxy is down for a while', async () => {
  let answer = () => {}
  await using origin = await httpOrigin((_, response) => {
    answer = () => response.end('late')
  })
  await using proxy = await withProxy({ upstream: origin.url })
  await using idle = await rawClient(proxy.port)
  await using busy = await rawClient(proxy.port)
  await busy.send(GET)
  await eventually(
    () => origin.seen.length,
    seen => seen === 1,
  )
  const lift = proxy.inject(faultNamed('drain', { grace: '10s', down: '10s' }))
  expect(await idle.ended()).toBe('fin')
  await expect(rawClient(proxy.port)).rejects.toThrow('ECONNREFUSED')
  answer()
  expect(await busy.ended()).toBe('fin')
  expect(busy.text).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*Connection: close\r\n[\s\S]*late/)
  lift()
  origin.answer((_, response) => response.end('ok'))
  await back(proxy)
})

test('drain: what takes longer than the grace is reset, and the proxy comes back by itself, again and again', async () => {
  await using origin = await httpOrigin(() => {})
  await using proxy = await withProxy({ upstream: origin.url })
  await using busy = await rawClient(proxy.port)
  await busy.send(GET)
  await eventually(
    () => origin.seen.length,
    seen => seen === 1,
  )
  proxy.inject(faultNamed('drain', { grace: '30ms', down: '30ms', back: '30ms' }))
  expect(await busy.ended()).toBe('reset')
  expect((await proxy.closed(1))[0]).toMatchObject({ end: 'cut' })
  const rounds = await eventually(
    () => proxy.facts('fault.acted'),
    all => all.length >= 2,
  )
  expect(rounds.map(({ actual }) => actual).slice(0, 2)).toEqual([
    { connections: 1, cut: 1 },
    { connections: 0, cut: 0 },
  ])
})
