import { expect, test } from 'vitest'
import { httpOrigin, rawOrigin } from '../support/origin.js'
import { head, rawClient } from '../support/raw-client.js'
import { eventually, faultNamed, withProxy } from '../support/with-proxy.js'

const GET = head('GET /')

test.each([
  ['close', 'fin'],
  ['reset', 'reset'],
] as const)('a connection that is idle for too long ends by %s, however old it is', async (how, ending) => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  await using old = await rawClient(proxy.port)
  await old.send(GET)
  await old.until('ok')
  proxy.inject(faultNamed('idleReap', { after: '60ms', how }))
  await using fresh = await rawClient(proxy.port)
  expect(await Promise.all([old.ended(), fresh.ended()])).toEqual([ending, ending])
  expect(proxy.facts('fault.injected')).toMatchObject([{ connection: 1 }, { connection: 2 }])
})

test('a connection is not idle while a reply is awaited, and begins to be anew with each', async () => {
  await using origin = await httpOrigin((_, response) => void setTimeout(() => response.end('ok'), 150))
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('idleReap', { after: '100ms' }))
  await using client = await rawClient(proxy.port)
  for (let n = 0; n < 2; n++) {
    await client.send(GET)
    await client.until('ok')
    client.take()
  }
  expect(await client.ended()).toBe('fin')
  expect(origin.seen).toHaveLength(2)
})

test('a connection that is reaped in silence takes what is sent and answers nothing, until the lift closes it', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  const lift = proxy.inject(faultNamed('idleReap', { after: '30ms', how: 'silent' }))
  await using client = await rawClient(proxy.port)
  await new Promise(resolve => setTimeout(resolve, 80))
  await client.send(GET)
  await expect(client.until(1, 80)).rejects.toThrow('80 ms passed')
  expect(origin.seen).toHaveLength(0)
  lift()
  await client.ended()
  expect(client.text).toBe('')
})

test('a connection that is never idle for so long was no hit', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('idleReap', { after: '60s' }))
  await using client = await rawClient(proxy.port)
  await client.send(head('GET /', 'Connection: close'))
  await client.ended()
  client.socket.destroy()
  await eventually(
    () => proxy.facts('fault.passed'),
    passed => passed.length === 1,
  )
})

test.each([true, false])(
  'a conversation is idle when no byte passes, either way (through other faults: %s)',
  async also => {
    await using origin = await rawOrigin(({ socket }) => void socket.pipe(socket))
    await using proxy = await withProxy({ upstream: new URL(`tcp://127.0.0.1:${origin.port}`) })
    if (also) proxy.inject(faultNamed('stall', { at: '1MiB' }))
    proxy.inject(faultNamed('idleReap', { after: '120ms', how: 'reset' }))
    await using client = await rawClient(proxy.port)
    for (let n = 0; n < 5; n++) {
      await client.send('ping')
      await new Promise(resolve => setTimeout(resolve, 40))
    }
    expect(client.text).toBe('ping'.repeat(5))
    expect(await client.ended()).toBe('reset')
  },
)

test.each([true, false])('silence is both ways: nobody hears of the other (through other faults: %s)', async also => {
  await using origin = await rawOrigin(({ socket }) => void socket.pipe(socket))
  await using proxy = await withProxy({ upstream: new URL(`tcp://127.0.0.1:${origin.port}`) })
  if (also) proxy.inject(faultNamed('stall', { at: '1MiB' }))
  const lift = proxy.inject(faultNamed('idleReap', { after: '40ms', how: 'silent' }))
  await using client = await rawClient(proxy.port)
  await client.send('ping')
  await client.until('ping')
  await new Promise(resolve => setTimeout(resolve, 300))
  client.take()
  const upstream = origin.peers[0]
  upstream?.take()
  await Promise.all([client.send('lost'), upstream?.send('lost')])
  await expect(client.until(1, 50)).rejects.toThrow('50 ms passed')
  expect(upstream?.text).toBe('')
  lift()
  await client.ended()
  expect(client.text).toBe('')
})
