// Over 150 lines: wherever CONNECT may lead, and wherever it may not, is one list of what a client can say.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { h2Client } from '../../support/h2.js'
import { httpOrigin, rawOrigin } from '../../support/origin.js'
import { talkRaw } from '../../support/raw-client.js'
import { secured, talk, tunnelTo } from '../../support/tunnel.js'
import { withForward } from '../../support/with-forward.js'
import { eventually } from '../../support/with-proxy.js'

const asks = (authority: string) => `CONNECT ${authority} HTTP/1.1\r\nHost: x\r\n\r\n`

const hashes = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true })
    .map(name => join(folder, String(name)))
    .filter(path => statSync(path).isFile())
    .map(path => `${path} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`)

test.each(['../../x:443', 'a/b:443', '[::1', 'h:0', 'h:65536', `${'a'.repeat(300)}:443`, 'u@h:443', 'h'])(
  'CONNECT %s is a bad request',
  async authority => {
    await using proxy = await withForward()
    const { text, ending } = await talkRaw(proxy.port, asks(authority))
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n|^$/)
    expect(ending).toBe('fin')
  },
)

test('no name that a client gives becomes a name of a file', async () => {
  await using proxy = await withForward()
  const before = hashes(proxy.authority.folder)
  for (const host of ['ca', 'ca.private', 'certs', 'keys']) {
    const secure = await secured(await tunnelTo(proxy.port, `${host}:443`), {
      ...{ servername: host, ca: proxy.authority.certificate },
    })
    expect(secure.getPeerCertificate().subjectaltname).toBe(`DNS:${host}`)
    secure.destroy()
  }
  expect(hashes(proxy.authority.folder)).toEqual(before)
})

test('a tunnel whose first bytes came with CONNECT is established before they are answered', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withForward()
  const { text } = await talkRaw(
    proxy.port,
    `${asks(`127.0.0.1:${origin.port}`)}GET /early HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
  )
  expect(text).toMatch(/^HTTP\/1\.1 200 Connection Established\r\n\r\nHTTP\/1\.1 200 OK\r\n/)
  expect(origin.seen.map(({ target }) => target)).toEqual(['/early'])
})

test('plain requests in a tunnel go to its target, whatever their Host says', async () => {
  await using origin = await httpOrigin()
  await using other = await httpOrigin()
  await using proxy = await withForward()
  const socket = await tunnelTo(proxy.port, `127.0.0.1:${origin.port}`)
  const { text } = await talk(socket, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${other.port}\r\nConnection: close\r\n\r\n`)
  expect(text).toContain('200 OK')
  expect([origin.seen.length, other.seen.length]).toEqual([1, 0])
  expect(proxy.facts('exchange.opened')).toMatchObject([{ route: 'egress', protocol: 'http1', target: '/' }])
})

test('where the server speaks first, it is heard', async () => {
  await using origin = await rawOrigin(peer => void peer.send('220 mail.test\r\n'))
  await using proxy = await withForward()
  const socket = await tunnelTo(proxy.port, `127.0.0.1:${origin.port}`)
  const heard = await new Promise(resolve => socket.once('data', resolve).resume())
  expect(String(heard)).toBe('220 mail.test\r\n')
  socket.write('QUIT\r\n')
  await eventually(
    () => origin.peers[0]?.text,
    text => text === 'QUIT\r\n',
  )
  socket.destroy()
})

test('a client that is slow to speak is looked into all the same', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withForward({ map: new Map([['slow.test', origin.url]]) })
  const socket = await tunnelTo(proxy.port, 'slow.test:443')
  await eventually(
    () => origin.accepted,
    accepted => accepted === 1,
  )
  const secure = await secured(socket, { servername: 'slow.test', ca: proxy.authority.certificate })
  const { text } = await talk(secure, 'GET / HTTP/1.1\r\nHost: slow.test\r\nConnection: close\r\n\r\n')
  expect(text).toContain('200 OK')
  expect(proxy.facts('exchange.closed')).toHaveLength(1)
})

test('what is neither TLS nor HTTP passes untouched', async () => {
  await using origin = await rawOrigin(async peer => {
    await peer.until('PING\r\n')
    await peer.send('+OK\r\n')
    peer.finish()
  })
  await using proxy = await withForward()
  const socket = await tunnelTo(proxy.port, `127.0.0.1:${origin.port}`)
  const { text } = await talk(socket, '*1\r\n$4\r\nPING\r\n', { halfClose: true })
  expect(text).toBe('+OK\r\n')
  expect(origin.peers[0]?.text).toBe('*1\r\n$4\r\nPING\r\n')
})

test('a half-closed blind tunnel still carries the answer', async () => {
  await using proxy = await withForward({ tunnel: ['127.0.0.1'] })
  const server = net.createServer({ allowHalfOpen: true }, socket => {
    let asked = ''
    socket.on('data', part => (asked += part))
    socket.on('end', () => socket.end(`you said ${asked}`))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const at = server.address()
  const socket = await tunnelTo(proxy.port, `127.0.0.1:${typeof at === 'object' ? at?.port : ''}`)
  const { text, error } = await talk(socket, 'GET / all', { halfClose: true })
  expect({ text, error }).toEqual({ text: 'you said GET / all', error: null })
  await new Promise(resolve => server.close(resolve))
})

test('a tunnel to where nobody listens is a 502 when it is blind', async () => {
  await using gone = await httpOrigin()
  await gone.stop()
  await using proxy = await withForward({ intercept: [] })
  const { text } = await talkRaw(proxy.port, asks(`127.0.0.1:${gone.port}`))
  expect(text).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/)
  expect(text).toContain(`x-fallacy-error: connect ECONNREFUSED 127.0.0.1:${gone.port}`)
})

test('a refused host is refused, and the journal says so once', async () => {
  await using proxy = await withForward({ refuse: ['*.bank.test'] })
  for (const _ of [1, 2]) {
    const { text } = await talkRaw(proxy.port, asks('api.bank.test:443'))
    expect(text).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/)
  }
  expect((await talkRaw(proxy.port, 'GET http://api.bank.test/ HTTP/1.1\r\nHost: x\r\n\r\n')).text).toMatch(
    /^HTTP\/1\.1 403/,
  )
  expect(proxy.facts('warning.raised').map(({ message }) => message)).toEqual([
    'proxy egress: the experiment refuses api.bank.test',
  ])
})

test('a host that safety does not allow is refused, unless it is mapped', async () => {
  await using origin = await httpOrigin()
  const map = new Map([['api.example', origin.url]])
  await using proxy = await withForward({ judge: host => `host ${host} is not allowed by safety`, map })
  expect((await talkRaw(proxy.port, asks('www.example:443'))).text).toContain(
    'host www.example is not allowed by safety',
  )
  const { text } = await talkRaw(
    proxy.port,
    'GET http://api.example/a HTTP/1.1\r\nHost: api.example\r\nConnection: close\r\n\r\n',
  )
  expect(text).toContain('200 OK')
})

test.each(['169.254.169.254', '[fe80::1]', '[::ffff:169.254.169.254]', '2852039166'])(
  'link-local addresses are never touched: %s',
  async host => {
    await using proxy = await withForward()
    expect((await talkRaw(proxy.port, asks(`${host}:80`))).text).toMatch(/^HTTP\/1\.1 403 .*link-local/s)
    const { text } = await talkRaw(proxy.port, `GET http://${host}/ HTTP/1.1\r\nHost: x\r\n\r\n`)
    expect(text).toMatch(/^HTTP\/1\.1 403 .*link-local/s)
  },
)

test.each([
  '127.0.0.1',
  '127.1',
  'localhost',
  'a.localhost',
  '0.0.0.0',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '127.0.0.2',
])('the proxy does not connect to itself as %s', async host => {
  await using proxy = await withForward()
  expect((await talkRaw(proxy.port, asks(`${host}:${proxy.port}`))).text).toMatch(/^HTTP\/1\.1 508 Loop Detected/)
  const { text } = await talkRaw(proxy.port, `GET http://${host}:${proxy.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`)
  expect(text).toMatch(/^HTTP\/1\.1 508 Loop Detected/)
  expect(proxy.facts('exchange.opened')).toEqual([])
})

test('a client reaches no other proxy of the run; the experiment may send it there', async () => {
  await using origin = await httpOrigin()
  const map = new Map<string, URL>()
  await using proxy = await withForward({ map })
  const listen = { host: '127.0.0.1', port: 0 }
  const { port, url } = await proxy.plane.listen({ id: 'shop', listen, upstream: origin.url, routes: [] })
  for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1']) {
    const place = `${host}:${port}`
    expect((await talkRaw(proxy.port, asks(place))).text).toMatch(/^HTTP\/1\.1 403 .*is another proxy of this run/s)
    const { text } = await talkRaw(proxy.port, `GET http://${place}/ HTTP/1.1\r\nHost: x\r\n\r\n`)
    expect(text).toMatch(/^HTTP\/1\.1 403 .*is another proxy of this run/s)
  }
  expect(origin.seen).toEqual([])
  map.set('shop.test', new URL(url))
  const line = 'GET http://shop.test/ HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n\r\n'
  expect((await talkRaw(proxy.port, line)).text).toContain('200 OK')
})

test('over HTTP/2 in a tunnel, too, all goes to where the tunnel leads', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withForward({ map: new Map([['a.test', origin.url]]) })
  const secure = await secured(await tunnelTo(proxy.port, 'a.test:443'), {
    ...{ servername: 'a.test', ca: proxy.authority.certificate, ALPNProtocols: ['h2'] },
  })
  await using client = h2Client('https://a.test', { createConnection: () => secure })
  for (const authority of ['169.254.169.254', `127.0.0.1:${proxy.port}`, 'b.test'])
    expect(await client.ask({ ':authority': authority })).toMatchObject({ status: 200, text: 'ok' })
  expect(origin.seen.map(({ target }) => target)).toEqual(['/', '/', '/'])
})

test('a request that names no host is told what this is', async () => {
  await using proxy = await withForward()
  const { text } = await talkRaw(proxy.port, 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
  expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request/)
  expect(text).toContain('http://fallacy.invalid/')
})

test('CONNECT that comes in single bytes is CONNECT', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withForward()
  const socket = net.connect(proxy.port, '127.0.0.1')
  socket.setNoDelay()
  for (const byte of asks(`127.0.0.1:${origin.port}`)) {
    socket.write(byte)
    await new Promise(resolve => setImmediate(resolve))
  }
  const heard = await new Promise(resolve => socket.once('data', resolve))
  expect(String(heard)).toMatch(/^HTTP\/1\.1 200 /)
  socket.destroy()
})

test('clients that leave, whenever they do, leave no connection behind', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withForward()
  const hello = Buffer.from('16030100f8010000f4', 'hex')
  const before = process.getActiveResourcesInfo().filter(kind => /TCP/.test(kind)).length
  for (const bytes of [
    '',
    'CON',
    asks(`127.0.0.1:${origin.port}`),
    `${asks(`127.0.0.1:${origin.port}`)}${hello.toString('latin1')}`,
  ])
    for (const leave of ['end', 'resetAndDestroy'] as const) {
      const socket = net.connect(proxy.port, '127.0.0.1')
      socket.on('error', () => {})
      await new Promise(resolve => socket.once('connect', resolve))
      socket.write(Buffer.from(bytes, 'latin1'))
      await new Promise(resolve => setTimeout(resolve, 20))
      socket[leave]()
      socket.resume()
    }
  await eventually(
    () => process.getActiveResourcesInfo().filter(kind => /TCP/.test(kind)).length,
    open => open <= before,
  )
})
