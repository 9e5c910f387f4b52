import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import tls from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { holdsRecord, readClientHello } from '../../../src/proxy/tls/client-hello.js'

let server: net.Server
beforeAll(async () => {
  server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(() => void server.close())

/** The first bytes of a client of TLS. */
const helloOf = async (options: tls.ConnectionOptions): Promise<Buffer> => {
  // A server that listens on TCP has an address of this shape.
  const { port } = server.address() as AddressInfo
  const client = tls.connect({ ...options, port, host: '127.0.0.1' }).on('error', () => {})
  const [socket] = await once(server, 'connection')
  const [bytes] = await once(socket, 'data')
  client.destroy()
  socket.destroy()
  return bytes
}

const OLD = { minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const
test.each<[tls.ConnectionOptions, object]>([
  [{}, { versions: ['TLSv1.3', 'TLSv1.2'], protocols: [] }],
  [{ ALPNProtocols: ['h2', 'http/1.1'] }, { versions: ['TLSv1.3', 'TLSv1.2'], protocols: ['h2', 'http/1.1'] }],
  [{ maxVersion: 'TLSv1.2' }, { versions: ['TLSv1', 'TLSv1.1', 'TLSv1.2'], protocols: [] }],
  [
    { ...OLD, maxVersion: 'TLSv1.1', ALPNProtocols: ['a'] },
    { versions: ['TLSv1', 'TLSv1.1'], protocols: ['a'] },
  ],
])('a client with %j says what it can do', async (options, says) => {
  expect(readClientHello(await helloOf(options))).toEqual(says)
})

test('what is no whole ClientHello says nothing', async () => {
  const whole = await helloOf({ ALPNProtocols: ['h2'] })
  expect(holdsRecord(whole)).toBe(true)
  for (let size = 1; size < whole.length; size++) {
    const part = whole.subarray(0, size)
    expect(holdsRecord(part)).toBe(false)
    expect(() => readClientHello(part)).not.toThrow()
  }
  for (const text of ['GET / HTTP/1.1\r\n\r\n', '\x16\x03\x01\0\0', '\x16\x03\x01\0\x05\x02\0\0\0\0'])
    expect(readClientHello(Buffer.from(text, 'latin1'))).toBeNull()
})
