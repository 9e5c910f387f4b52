import { expect, test } from 'vitest'
import { rawOrigin } from '../../support/origin.js'
import { rawClient } from '../../support/raw-client.js'
import { eventually, faultNamed, withProxy } from '../../support/with-proxy.js'

const tcp = (port: number) => ({ upstream: new URL(`tcp://127.0.0.1:${port}`) })

/** One that does nothing, so that the bytes go the way of faults. */
const HARMLESS = faultNamed('stall', { at: '1MiB', duration: '1ms' })
const WAYS = [['relayed'], ['through a fault']] as const

test.each(WAYS)('%s: the server may speak first, and each side may end its half by itself', async way => {
  await using origin = await rawOrigin(async peer => {
    await peer.send('220 mail.test\r\n')
    await peer.until('QUIT')
    await peer.ended()
    await peer.send('221 after your FIN')
    peer.finish()
  })
  await using proxy = await withProxy(tcp(origin.port))
  if (way !== 'relayed') proxy.inject(HARMLESS)
  await using client = await rawClient(proxy.port)
  await client.until('220 mail.test\r\n')
  await client.send('QUIT')
  client.finish()
  expect(await client.ended()).toBe('fin')
  expect(client.text).toBe('220 mail.test\r\n221 after your FIN')
  const [closed] = await proxy.closed(1)
  expect(closed).toMatchObject({ end: 'complete', status: null, received: 4, sent: 33 })
  expect(closed?.headMs).toBeGreaterThan(0)
})

test.each(WAYS)('%s: the other half goes on after the upstream has ended its own', async way => {
  await using origin = await rawOrigin(async peer => {
    peer.finish()
    await peer.until('late')
  })
  await using proxy = await withProxy(tcp(origin.port))
  if (way !== 'relayed') proxy.inject(HARMLESS)
  await using client = await rawClient(proxy.port)
  expect(await client.ended()).toBe('fin')
  await client.send('late')
  client.finish()
  await eventually(
    () => origin.peers[0]?.text,
    text => text === 'late',
  )
  expect(await proxy.closed(1)).toMatchObject([{ end: 'complete', received: 4, sent: 0 }])
})

test.each(WAYS)('%s: an upstream that refuses is a reset', async way => {
  await using origin = await rawOrigin(() => {})
  await origin.stop()
  await using proxy = await withProxy(tcp(origin.port))
  if (way !== 'relayed') proxy.inject(HARMLESS)
  await using client = await rawClient(proxy.port)
  expect(await client.ended()).toBe('reset')
  expect(await proxy.closed(1)).toMatchObject([
    { end: 'upstreamFailed', detail: expect.stringMatching(/ECONNREFUSED/) },
  ])
})

test.each(WAYS)('%s: an RST of either side is an RST on the other, after the bytes before it', async way => {
  await using origin = await rawOrigin(async peer => {
    await peer.until('go')
    await peer.send('some')
    if (origin.accepted === 1) setTimeout(() => peer.reset(), 30)
  })
  await using proxy = await withProxy(tcp(origin.port))
  if (way !== 'relayed') proxy.inject(HARMLESS)
  await using client = await rawClient(proxy.port)
  await client.send('go')
  expect(await client.ended()).toBe('reset')
  expect(client.text).toBe('some')
  await using other = await rawClient(proxy.port)
  await other.send('go')
  await other.until('some')
  other.reset()
  expect(await origin.peers[1]?.ended()).toBe('reset')
  expect((await proxy.closed(2)).map(({ end }) => end)).toEqual(['upstreamFailed', 'clientLeft'])
})

test.each(WAYS)('%s: a client that does not read holds the upstream back', async way => {
  let written = 0
  await using origin = await rawOrigin(async peer => {
    for (; written < 64; written++) await peer.send(Buffer.alloc(1024 ** 2))
  })
  await using proxy = await withProxy(tcp(origin.port))
  if (way !== 'relayed') proxy.inject(faultNamed('stall', { at: '1GiB', duration: '1ms' }))
  await using client = await rawClient(proxy.port)
  client.pause()
  for (let before = -1; before !== written; ) {
    before = written
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  expect(written).toBeLessThan(24)
})

test('a proxy that closes ends its connections', async () => {
  await using origin = await rawOrigin(() => {})
  await using proxy = await withProxy(tcp(origin.port))
  await using client = await rawClient(proxy.port)
  await eventually(
    () => origin.open,
    open => open === 1,
  )
  await proxy.plane.close(0)
  await client.ended()
  expect(await proxy.closed(1)).toMatchObject([{ end: 'proxyClosed' }])
  expect(await origin.peers[0]?.ended()).toBe('fin')
})
