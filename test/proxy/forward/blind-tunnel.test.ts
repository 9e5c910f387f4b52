import { expect, test } from 'vitest'
import { rawOrigin } from '../../support/origin.js'
import { rawPeer } from '../../support/raw-peer.js'
import { tunnelTo } from '../../support/tunnel.js'
import { withForward } from '../../support/with-forward.js'
import { eventually, faultNamed } from '../../support/with-proxy.js'

const echo = () => rawOrigin(({ socket }) => void socket.pipe(socket))
const peerThrough = async (port: number, authority: string) => {
  const peer = rawPeer(await tunnelTo(port, authority))
  peer.resume()
  return peer
}
const route = { id: 'cache', method: null, path: null, host: '127.0.0.1', headers: {} }

test('a tunnel that is not looked into is an exchange of TCP, on the route of its host', async () => {
  await using origin = await echo()
  await using proxy = await withForward({ tunnel: ['127.0.0.1'], routes: [route] })
  await using client = await peerThrough(proxy.port, `127.0.0.1:${origin.port}`)
  await client.send('ping')
  await client.until('ping')
  client.finish()
  expect(await client.ended()).toBe('fin')
  const target = `127.0.0.1:${origin.port}`
  expect(proxy.facts('exchange.opened')).toMatchObject([
    { route: 'egress/cache', protocol: 'tcp', method: 'CONNECT', target },
  ])
  await eventually(
    () => proxy.facts('exchange.closed'),
    closed => closed.length === 1,
  )
  expect(proxy.facts('exchange.closed')).toMatchObject([{ end: 'complete', status: null, received: 4, sent: 4 }])
})

test.each([
  ['reset', 'reset', ['127.0.0.1']],
  ['close', 'fin', ['127.0.0.1']],
  ['reset', 'reset', []],
] as const)(
  '%s cuts a tunnel by %s at its very byte, whether it is blind by rule or by what is spoken: %j',
  async (name, ending, tunnel) => {
    await using origin = await echo()
    await using proxy = await withForward({ tunnel })
    proxy.inject(faultNamed(name, { at: '4B' }))
    await using client = await peerThrough(proxy.port, `127.0.0.1:${origin.port}`)
    await client.send('*1\r\n$4\r\nPING\r\n')
    expect(await client.ended()).toBe(ending)
    expect(client.text).toBe('*1\r\n')
  },
)
