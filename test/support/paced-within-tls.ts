import { httpOrigin } from './origin.js'
import { openH2, openText } from './ways-in.js'
import { withForward } from './with-forward.js'
import { faultNamed } from './with-proxy.js'

/** How long a download takes within TLS through a forward proxy whose fault paces it, in ms, and the bytes of its body. */
export const pacedWithinTls = async (way: 'tls' | 'h2', rate: string, size: number) => {
  await using origin = await httpOrigin((_, response) => {
    response.setHeader('Content-Length', size)
    response.end(Buffer.alloc(size, 'x'))
  })
  await using proxy = await withForward({ map: new Map([['a.test', origin.url]]) })
  proxy.inject(faultNamed('bandwidth', { rate, direction: 'down' }))
  if (way === 'h2') {
    await using client = await openH2(proxy)
    const start = performance.now()
    const { text } = await client.ask()
    return { ms: performance.now() - start, bytes: text.length }
  }
  await using client = await openText(proxy, way)
  const start = performance.now()
  await client.send('GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n')
  let bytes = 0
  client.socket.on('data', part => (bytes += part.length))
  await client.ended(60_000)
  const ms = performance.now() - start
  return { ms, bytes: bytes - client.text.indexOf('\r\n\r\n') - 4 }
}
