import { expect, test } from 'vitest'
import { rawOrigin } from '../../support/origin.js'
import { openH2, openText, TEXT_WAYS, WAYS_IN } from '../../support/ways-in.js'
import { type TestForward, withForward } from '../../support/with-forward.js'
import { eventually } from '../../support/with-proxy.js'

const MiB = 1024 ** 2
const MOST = 100

/** Where exchanges are when their client leaves: `wait` for a reply, in the middle of what comes `down`, or of what goes `up`. */
const MOMENTS = ['wait', 'down', 'up'] as const

/** An origin that never ends an exchange, and tells of each which it was and how it ended. */
const endless = async () => {
  const ended: string[] = []
  let begun = 0
  const origin = await rawOrigin(async peer => {
    const [, path = ''] = / \/(\S+) HTTP/.exec(await peer.until('\r\n\r\n')) ?? []
    if (path.startsWith('down')) await peer.send('HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nbegun')
    if (path.startsWith('up')) await peer.until('half')
    begun++
    await peer.ended(60_000)
    ended.push(path)
    peer.reset()
  })
  return Object.assign(origin, { ended, begun: () => begun })
}

const textual = (path: string, target: string): string =>
  path.startsWith('up')
    ? `POST ${target} HTTP/1.1\r\nHost: a.test\r\nContent-Length: 1000000\r\n\r\nhalf`
    : `GET ${target} HTTP/1.1\r\nHost: a.test\r\n\r\n`

test('a client that leaves takes its exchange at the upstream with it, wherever that is and by whichever way it came', async () => {
  await using origin = await endless()
  await using proxy = await withForward({ map: new Map([['a.test', origin.url]]) })
  const leave: (() => void)[] = []
  for (const way of TEXT_WAYS)
    for (const how of ['destroy', 'resetAndDestroy'] as const)
      for (const moment of MOMENTS) {
        const client = await openText(proxy, way)
        await client.send(textual(moment, client.targetOf(`/${moment}-${way}-${how}`)))
        // A FIN alone is no leaving: who has asked for all may still listen.
        leave.push(() => (moment === 'wait' ? client.raw.resetAndDestroy() : client.raw[how]()))
      }
  for (const how of ['stream', 'session', 'reset'] as const) {
    const client = await openH2(proxy)
    for (const moment of MOMENTS) {
      const headers = { ':path': `/${moment}-h2-${how}`, ':method': moment === 'up' ? 'POST' : 'GET' }
      const { stream } = client.open(headers)
      if (moment === 'up') stream.write('half')
      else stream.end()
      if (how === 'stream') leave.push(() => stream.close(8))
    }
    if (how === 'session') leave.push(() => client.session.destroy())
    if (how === 'reset') leave.push(() => client.raw.resetAndDestroy())
  }
  const all = TEXT_WAYS.length * 2 * MOMENTS.length + 3 * MOMENTS.length
  await eventually(origin.begun, begun => begun === all)
  expect(origin.ended).toEqual([])
  for (const go of leave) go()
  await eventually(
    () => origin.ended.length,
    ended => ended === all,
  )
  await eventually(
    () => proxy.facts('exchange.closed').map(({ end }) => end),
    ends => ends.length === all && ends.every(end => end === 'clientLeft'),
  )
})

/** Waits until no number has grown for a while. */
const settled = async (numbers: ReadonlyMap<string, number>): Promise<void> => {
  for (let before = ''; before !== JSON.stringify([...numbers]); ) {
    before = JSON.stringify([...numbers])
    await new Promise(resolve => setTimeout(resolve, 250))
  }
}

const byH2 = async (proxy: TestForward, path: string) => {
  const { open } = await openH2(proxy)
  return open({ ':path': path, ':method': path.startsWith('/up') ? 'POST' : 'GET' }).stream.pause()
}

test('whoever does not read holds the other side back, by whichever way clients come', async () => {
  const sent = new Map<string, number>()
  const pour = async (name: string, write: (bytes: Buffer) => Promise<unknown>) => {
    for (let count = 0; count < MOST; count++) {
      sent.set(name, count)
      await write(Buffer.alloc(MiB))
    }
    sent.set(name, MOST)
  }
  await using origin = await rawOrigin(async peer => {
    const [, path = ''] = / \/(\S+) HTTP/.exec(await peer.until('\r\n\r\n')) ?? []
    if (path.startsWith('up')) return peer.pause()
    await peer.send(`HTTP/1.1 200 OK\r\nContent-Length: ${MOST * MiB}\r\n\r\n`)
    await pour(path, peer.send)
  })
  await using proxy = await withForward({ map: new Map([['a.test', origin.url]]) })
  for (const way of TEXT_WAYS) {
    const down = await openText(proxy, way)
    await down.send(`GET ${down.targetOf(`/down-${way}`)} HTTP/1.1\r\nHost: a.test\r\n\r\n`)
    down.pause()
    const up = await openText(proxy, way)
    await up.send(`POST ${up.targetOf('/up')} HTTP/1.1\r\nHost: a.test\r\nContent-Length: ${MOST * MiB}\r\n\r\n`)
    pour(`up-${way}`, up.send).catch(() => {})
  }
  ;(await byH2(proxy, '/down-h2')).end()
  const up = await byH2(proxy, '/up')
  pour('up-h2', bytes => new Promise(resolve => up.write(bytes, resolve))).catch(() => {})
  await eventually(
    () => sent.size,
    size => size === 2 * WAYS_IN.length,
  )
  await settled(sent)
  // Of MiB; most of it is in the buffers of six sockets.
  for (const [name, count] of sent) expect(count, name).toBeLessThan(20)
})
