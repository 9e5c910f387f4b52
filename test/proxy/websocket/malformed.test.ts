// Over 150 lines: every rule of frames, broken by either end, with and without a proxy.
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { httpOrigin, rawOrigin } from '../../support/origin.js'
import { head, rawClient, talkRaw } from '../../support/raw-client.js'
import { AGREED, ASKED } from '../../support/talk.js'
import { webSocketPairs } from '../../support/websocket-pairs.js'
import { faultNamed, type TestProxy, withProxy } from '../../support/with-proxy.js'
import { eight, frameOf, framesIn } from './frames.js'

/** What breaks a rule of RFC 6455 5; each is one side's last word, behind a message that breaks none. */
const kindsOf = (isMasked: boolean): Readonly<Record<string, Buffer>> => {
  const frame = (opcode: number, payload: string | Buffer, more = {}) => frameOf({ opcode, payload, isMasked, ...more })
  const sized = (length: Buffer) => {
    const mask = isMasked ? Buffer.alloc(4) : Buffer.alloc(0)
    length[0] = (length[0] ?? 0) | (isMasked ? 0x80 : 0)
    return Buffer.concat([Buffer.from([0x82]), length, mask, Buffer.from('payload')])
  }
  const long = (value: bigint) => sized(Buffer.concat([Buffer.from([127]), eight(value)]))
  const reserved = [1, 2, 3, 4, 5, 6, 7].map(
    bits => [`reserved bits ${bits}`, frame(1, 'x', { reserved: bits })] as const,
  )
  const opcodes = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map(code => [`opcode ${code}`, frame(code, 'x')] as const)
  const controls = [8, 9, 10].flatMap(opcode => [
    [`control ${opcode} in fragments`, Buffer.concat([frame(opcode, 'x', { isFinal: false }), frame(0, 'y')])] as const,
    [`control ${opcode} of 126 bytes`, frame(opcode, Buffer.alloc(126, 'x'))] as const,
    [`control ${opcode} of 70,000 bytes`, frame(opcode, Buffer.alloc(70_000, 'x'))] as const,
  ])
  return Object.fromEntries([
    ...[...reserved, ...opcodes, ...controls],
    ['a mask that should be, or should not', frame(1, 'x', { isMasked: !isMasked })],
    ['a continuation of nothing', frame(0, 'x')],
    ['a message within a message', Buffer.concat([frame(1, 'x', { isFinal: false }), frame(1, 'y')])],
    ['text that is not UTF-8', frame(1, Buffer.from([0xc3, 0x28]))],
    ['a close of one byte', frame(8, 'x')],
    ['a close with a code that is none', frame(8, Buffer.from([3, 237]))],
    ['a close whose reason is not UTF-8', frame(8, Buffer.from([3, 232, 0xc3, 0x28]))],
    ['a length that is longer than it need be', sized(Buffer.from([126, 0, 7]))],
    ['a length of 64 bits for a few bytes', long(7n)],
    ['a length of 2^53', long(2n ** 53n)],
    ['a length of 2^63', long(2n ** 63n)],
    ['a length of 2^64 - 1', long(2n ** 64n - 1n)],
    ['a length of 2 GiB', long(2n ** 31n)],
    ['bytes that are no frames', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
    ['nothing but 0xff', Buffer.alloc(64, 0xff)],
  ])
}

/** Takes the messages of both directions apart, and changes none. */
const takeApart = (proxy: TestProxy): void => {
  for (const direction of ['up', 'down'])
    proxy.inject(faultNamed('message', { action: 'drop', nth: 1_000_000, direction }))
}

/** The same said directly, through a proxy, and through one whose fault takes messages apart: all that came of it. */
const thrice = async <Seen>(upstream: URL, say: (port: number) => Promise<Seen>): Promise<readonly Seen[]> => {
  await using plain = await withProxy({ upstream })
  await using faulted = await withProxy({ upstream })
  takeApart(faulted)
  return await Promise.all([Number(upstream.port), plain.port, faulted.port].map(say))
}

const each = <Seen>(kinds: Readonly<Record<string, Buffer>>, see: (bytes: Buffer) => Promise<Seen>) =>
  Promise.all(Object.entries(kinds).map(async ([name, bytes]) => [name, await see(bytes)] as const))

test('what a client sends against the rules, its server hears and answers as without a proxy', async () => {
  await using origin = await httpOrigin()
  const server = new WebSocketServer({ server: origin.server, maxPayload: 1024 ** 2 })
  server.on('connection', socket => {
    socket.on('error', () => {})
    socket.on('message', data => socket.send(`heard ${data}`))
  })
  const [direct, ...proxied] = await thrice(origin.url, port =>
    each(kindsOf(true), async bytes => {
      await using client = await rawClient(port)
      await client.send(ASKED)
      await client.until('\r\n\r\n')
      client.take()
      await client.send(Buffer.concat([frameOf({ opcode: 1, payload: 'hello', isMasked: true }), bytes]))
      client.finish()
      await client.ended()
      return client.received.toString('latin1')
    }),
  )
  for (const seen of proxied) expect(seen).toEqual(direct)
  expect(direct?.filter(([, answer]) => !answer.startsWith('\x81\x0bheard hello'))).toEqual([])
  // A close with its code, but where the bytes ended before the server could tell.
  expect(direct?.filter(([, answer]) => answer.includes('\x88\x02\x03')).length).toBeGreaterThan(30)
})

test('what a server sends against the rules, its client hears and takes as without a proxy', async () => {
  const kinds = kindsOf(false)
  await using origin = await rawOrigin(async peer => {
    const [, name = ''] = /^GET \/(\S*)/.exec(await peer.until('\r\n\r\n')) ?? []
    const [, key = ''] = /^sec-websocket-key: *(\S+)/im.exec(peer.take()) ?? []
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
    await peer.send(AGREED.replace('\r\n\r\n', `\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`))
    await peer.send(frameOf({ opcode: 1, payload: 'hello' }))
    await peer.send(kinds[decodeURIComponent(name)] ?? '')
    peer.finish()
  })
  const say = async (port: number) => {
    const all = Object.keys(kinds).map(name => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/${encodeURIComponent(name)}`, { maxPayload: 1024 ** 2 })
      const seen: unknown[] = [name]
      socket.on('message', data => seen.push(String(data)))
      socket.on('error', ({ message }) => seen.push(message))
      return new Promise<readonly unknown[]>(resolve => {
        socket.on('close', (code, reason) => resolve([...seen, code, String(reason)]))
      })
    })
    return Promise.all(all)
  }
  const [direct, ...proxied] = await thrice(origin.url, say)
  for (const seen of proxied) expect(seen).toEqual(direct)
  expect(direct?.filter(([, first]) => first !== 'hello')).toEqual([])
})

const WHOLE = Buffer.concat([
  frameOf({ opcode: 1, payload: 'he', isFinal: false }),
  frameOf({ opcode: 9, payload: 'p' }),
  frameOf({ opcode: 0, payload: 'llo' }),
  frameOf({ opcode: 2, payload: Buffer.alloc(130, 'x'), isMasked: true }).subarray(0, 20),
])

test.each(['untouched', 'taken apart'])(
  'a stream that is cut at any of its bytes, by either end, ends there for the other (%s)',
  async how => {
    await using pairs = await webSocketPairs()
    await using proxy = await withProxy({ upstream: pairs.url })
    if (how === 'taken apart') takeApart(proxy)
    const cut = async (at: number, from: 'client' | 'server', end: 'finish' | 'reset') => {
      await using pair = await pairs.open(proxy.port)
      const [one, other] = from === 'client' ? [pair.client, pair.server] : [pair.server, pair.client]
      await one.send(WHOLE.subarray(0, at))
      one[end]()
      await other.ended()
      return { at, from, end, arrived: other.received }
    }
    const cuts = Array.from({ length: WHOLE.length + 1 }, (_, at) => at).flatMap(at =>
      (['client', 'server'] as const).flatMap(from => (['finish', 'reset'] as const).map(end => cut(at, from, end))),
    )
    for (const { at, from, end, arrived } of await Promise.all(cuts)) {
      const sent = WHOLE.subarray(0, at)
      const [before, after] = [framesIn(sent), framesIn(arrived)]
      const name = `${end} of the ${from} at ${at}`
      if (end === 'finish' && how === 'untouched') expect(arrived, name).toEqual(sent)
      else if (end === 'finish') expect(after, name).toEqual(before)
      // An RST may overtake bytes; whatever arrives was sent.
      else expect(before.messages.slice(0, after.messages.length), name).toEqual(after.messages)
    }
    await proxy.closed(cuts.length)
  },
)

test.each([
  ['without Upgrade', 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\n'],
  ['to another protocol', 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n'],
  ['with garbage behind it', `${AGREED}\0\xffgarbage\r\n\r\nHTTP/1.1 200 OK\r\n\r\n`],
  ['twice', `${AGREED}${AGREED}`],
  ['with a length and a body', AGREED.replace('\r\n\r\n', '\r\nContent-Length: 4\r\n\r\nbody')],
])('a 101 %s passes as it is, and what is behind it are bytes', async (_, reply) => {
  await using origin = await rawOrigin(async peer => {
    await peer.until('\r\n\r\n')
    await peer.send(reply)
    peer.finish()
  })
  const [direct, plain, faulted] = await thrice(origin.url, port => talkRaw(port, ASKED))
  expect([direct?.text, plain?.text]).toEqual([reply, reply])
  // A head that is written anew says nothing of a length that a 101 has not (RFC 9110 8.6).
  expect(faulted?.text).toBe(reply.replace('Content-Length: 4\r\n', ''))
})

test('a 101 that nobody asked for is a 502, and the next request is served', async () => {
  await using origin = await rawOrigin(async peer => {
    const asked = await peer.until('\r\n\r\n')
    await peer.send(asked.includes('/odd') ? `${AGREED}bytes` : 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
  })
  await using plain = await withProxy({ upstream: origin.url })
  await using faulted = await withProxy({ upstream: origin.url })
  takeApart(faulted)
  for (const { port } of [plain, faulted]) {
    await using client = await rawClient(port)
    await client.send(head('GET /odd'))
    expect(await client.until('\r\n\r\n')).toMatch(/^HTTP\/1\.1 502 /)
    client.take()
    await client.send(head('GET /even'))
    expect(await client.until(/ok$/)).toContain('HTTP/1.1 200 OK')
  }
})
