import { X509Certificate } from 'node:crypto'
import { createRequire } from 'node:module'
import net from 'node:net'
import * as library from 'http-mitm-proxy'
import { expect, test, vi } from 'vitest'
import { openFront } from '../../../src/proxy/forward/front.js'
import { openAuthority } from '../../../src/proxy/tls/authority.js'
import { httpOrigin } from '../../support/origin.js'
import { rawClient, talkRaw } from '../../support/raw-client.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { secured, talk, tunnelTo } from '../../support/tunnel.js'
import { forwardSpec, withForward } from '../../support/with-forward.js'
import { faultNamed } from '../../support/with-proxy.js'

test('the library is the one whose ways are known', () => {
  expect(createRequire(import.meta.url)('http-mitm-proxy/package.json').version).toBe('1.1.0')
})

test('the authority that it holds is ours, read from our folder', async () => {
  await using folder = temporaryFolder()
  const { certificate } = await openAuthority({ folder: folder.at('ca'), now: () => new Date() })
  const proxy = new library.Proxy()
  await new Promise<void>((resolve, reject) => {
    proxy.listen({ port: 0, host: '127.0.0.1', sslCaDir: folder.at('ca') }, error =>
      error ? reject(error) : resolve(),
    )
  })
  const { value } = proxy.ca.CAcert.subject.getField('CN')
  expect(new X509Certificate(certificate).subject).toBe(`CN=${value}`)
  proxy.wsServer?.close()
  await new Promise(resolve => proxy.httpServer?.close(resolve))
})

test('it listens for CONNECT and requests only, and nobody but us hears of upgrades', async () => {
  await using folder = temporaryFolder()
  await openAuthority({ folder: folder.at('ca'), now: () => new Date() })
  const asked: string[] = []
  const server = await openFront({ host: '127.0.0.1', port: 0, folder: folder.at('ca') }, (target, socket) => {
    asked.push(target)
    socket.end()
  })
  const counts = ['connect', 'request', 'upgrade'].map(event => server.listenerCount(event))
  expect(counts).toEqual([1, 1, 0])
  const at = server.address()
  const port = typeof at === 'object' ? (at?.port ?? 0) : 0
  await talkRaw(port, 'CONNECT a.test:443 HTTP/1.1\r\nHost: a.test\r\n\r\n')
  expect(asked).toEqual(['a.test:443'])
  await new Promise(resolve => server.close(resolve))
})

test('the library prints nothing, makes no certificates, and opens no ports, whatever clients do', async () => {
  const console_ = (['log', 'info', 'debug', 'warn', 'error'] as const).map(name => vi.spyOn(console, name))
  await using origin = await httpOrigin()
  await using proxy = await withForward({ map: new Map([['a.test', origin.url]]) })
  const listening = () => process.getActiveResourcesInfo().filter(kind => kind === 'TCPServerWrap').length
  const before = listening()
  for (let host = 0; host < 20; host++) {
    const ca = proxy.authority.certificate
    const secure = await secured(await tunnelTo(proxy.port, `h${host}.test:443`), { servername: `h${host}.test`, ca })
    secure.destroy()
  }
  await talkRaw(
    proxy.port,
    'GET http://a.test/ HTTP/1.1\r\nHost: a.test\r\nUpgrade: websocket\r\nConnection: close\r\n\r\n',
  )
  await talkRaw(proxy.port, 'nonsense\r\n\r\n')
  await talkRaw(proxy.port, 'CONNECT nonsense\r\n\r\n')
  expect(listening()).toBe(before)
  expect(console_.flatMap(spy => spy.mock.calls)).toEqual([])
  vi.restoreAllMocks()
})

test('that many clients wait at once is nothing to be warned of', async () => {
  const warned: string[] = []
  const hear = ({ message }: Error) => void warned.push(message)
  process.on('warning', hear)
  await using origin = await httpOrigin()
  await using proxy = await withForward({ map: new Map([['a.test', origin.url]]) })
  proxy.inject(faultNamed('reset', {}))
  const clients = await Promise.all(Array.from({ length: 12 }, () => rawClient(proxy.port)))
  for (const client of clients) await client.send('GET http://a.te')
  for (const client of clients) await client.send('st/ HTTP/1.1\r\nHost: a.test\r\n\r\n')
  expect(await Promise.all(clients.map(client => client.ended()))).toEqual(Array(12).fill('reset'))
  await new Promise(resolve => setImmediate(resolve))
  process.off('warning', hear)
  expect(warned).toEqual([])
})

test('a port that is taken is an error with its remedy', async () => {
  await using proxy = await withForward()
  const again = proxy.plane.listen(forwardSpec({ id: 'other', listen: { host: '127.0.0.1', port: proxy.port } }))
  await expect(again).rejects.toMatchObject({ exit: 'environment', message: expect.stringContaining('is in use') })
})

test('an address that this machine does not have is an error, and a closed plane closes again and opens nothing', async () => {
  const proxy = await withForward()
  const { folder } = proxy.authority
  await expect(openFront({ host: '192.0.2.1', port: 0, folder }, () => {})).rejects.toMatchObject({
    code: 'EADDRNOTAVAIL',
  })
  await proxy.plane.close(0)
  await proxy[Symbol.asyncDispose]()
  await expect(proxy.plane.listen(forwardSpec())).rejects.toMatchObject({ exit: 'environment' })
})

test('it listens on this machine only', async () => {
  await using proxy = await withForward()
  const open = proxy.plane.listen(forwardSpec({ id: 'open', listen: { host: '0.0.0.0', port: 0 } }))
  await expect(open).rejects.toMatchObject({ message: expect.stringContaining('where other machines can reach it') })
})

test('closing ends whatever is open: idle, half-asked, tunnelled, in a handshake, in the middle of a reply', async () => {
  await using origin = await httpOrigin((_, response) => void response.write('begun'))
  const proxy = await withForward({ map: new Map([['a.test', origin.url]]), tunnel: ['127.0.0.1'] })
  const idle = net.connect(proxy.port, '127.0.0.1')
  const half = net.connect(proxy.port, '127.0.0.1')
  half.write('CONNECT a.te')
  const tunnelled = await tunnelTo(proxy.port, `127.0.0.1:${origin.port}`)
  const shaking = await tunnelTo(proxy.port, 'a.test:443')
  shaking.write(Buffer.from([0x16, 3, 1]))
  const silent = await tunnelTo(proxy.port, 'a.test:443')
  const secure = await secured(await tunnelTo(proxy.port, 'a.test:443'), {
    ...{ servername: 'a.test', ca: proxy.authority.certificate },
  })
  const reply = talk(secure, 'GET / HTTP/1.1\r\nHost: a.test\r\n\r\n')
  await new Promise(resolve => secure.once('data', resolve))
  const ends = [idle, half, tunnelled, shaking, silent].map(socket => {
    socket
      .on('error', () => {})
      .once('end', () => socket.end())
      .resume()
    return new Promise(resolve => socket.once('close', resolve))
  })
  await proxy[Symbol.asyncDispose]()
  await Promise.all(ends)
  expect((await reply).text).not.toMatch(/0\r\n\r\n$/)
})
