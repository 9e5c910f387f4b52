// Over 150 lines: the same two ends on every face of a proxy, and each fault between them.
import { once } from 'node:events'
import { expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import type { Json } from '../../../src/core/json.js'
import { FACES, type Face, type SecureChat, secureChat } from '../../support/secure-chat.js'
import { eventually, faultNamed } from '../../support/with-proxy.js'

/** The next message, as text. */
const heard = async (socket: WebSocket): Promise<string> => String((await once(socket, 'message'))[0])

/** How a WebSocket ended for this side. */
const closed = (socket: WebSocket): Promise<readonly [code: number, reason: string]> =>
  new Promise(resolve => socket.once('close', (code, reason) => resolve([code, String(reason)])))

const served = async (chat: SecureChat): Promise<WebSocket> => {
  const [first] = await eventually(
    () => chat.served,
    all => all.length > 0,
  )
  if (first === undefined) throw new Error('nobody came')
  return first.socket
}

test.each(FACES)('%s: messages, pings, the subprotocol and compression are those of the two ends', async face => {
  await using chat = await secureChat(face)
  const socket = await chat.opened(['v1', 'v2'], { perMessageDeflate: { threshold: 0 } })
  expect([socket.protocol, socket.extensions]).toEqual(['v2', 'permessage-deflate'])
  const [first] = chat.served
  expect(first?.socket.extensions).toBe('permessage-deflate')
  expect(first?.asked.headers['sec-websocket-protocol']).toBe('v1,v2')
  for (const text of ['', 'ü', 'x'.repeat(200_000)]) {
    socket.send(text)
    expect(await heard(socket)).toBe(text)
  }
  socket.send(Buffer.from([0, 255, 128]))
  expect(await once(socket, 'message')).toEqual([Buffer.from([0, 255, 128]), true])
  socket.ping('are you there')
  expect(String(await once(socket, 'pong'))).toBe('are you there')
  socket.terminate()
})

test.each(FACES)('%s: however one end closes, the other one sees that', async face => {
  await using chat = await secureChat(face)
  const ways: readonly (readonly [close: (socket: WebSocket) => void, seen: readonly [number, string]])[] = [
    [socket => socket.close(), [1005, '']],
    [socket => socket.close(1000), [1000, '']],
    [socket => socket.close(4001, 'enough'), [4001, 'enough']],
    [socket => socket.terminate(), [1006, '']],
  ]
  for (const [close, seen] of ways) {
    const clients = [await chat.opened(), await chat.opened()] as const
    const [here, there] = [clients[0], chat.served.at(-1)?.socket]
    const [byClient, byServer] = [chat.served.at(-2)?.socket, clients[1]]
    if (there === undefined || byClient === undefined) throw new Error('nobody came')
    const all = Promise.all([closed(byClient), closed(byServer)])
    close(here)
    close(there)
    expect(await all).toEqual([seen, seen])
  }
  await eventually(
    () => chat.open,
    open => open === 0,
  )
})

test.each(FACES)(
  '%s: a handshake waits for its latency, and a client that leaves meanwhile is never seen by the server',
  async face => {
    await using chat = await secureChat(face)
    const lift = chat.inject(faultNamed('latency', { add: '60ms' }))
    const start = performance.now()
    const socket = await chat.opened()
    expect(performance.now() - start).toBeGreaterThanOrEqual(58)
    socket.terminate()
    lift()
    chat.inject(faultNamed('latency', { add: '10s' }))
    const { accepted } = chat
    const impatient = await chat.dial()
    await new Promise(resolve => setTimeout(resolve, 40))
    impatient.terminate()
    await closed(impatient)
    expect(chat.accepted).toBe(accepted)
  },
)

interface Met {
  readonly socket: WebSocket
  /** What came so far. */
  readonly messages: readonly string[]
  readonly errors: readonly string[]
  lift(): void
}

const count = ({ messages }: Met, number: number): Promise<readonly string[]> =>
  eventually(
    () => messages,
    all => all.length >= number,
  )
const quiet = () => new Promise(resolve => setTimeout(resolve, 40))
const saying = ({ socket }: Met, ...texts: readonly string[]) => {
  for (const text of texts) socket.send(text)
}

/** A fault, and what a client sees of it that sends messages of four letters, each a frame of six bytes when it comes back. */
const ROWS: readonly (readonly [fault: string, options: Json, sees: (met: Met) => Promise<unknown>])[] = [
  [
    'latency',
    { at: 'eachChunk', add: '50ms' },
    async met => {
      const start = performance.now()
      saying(met, 'ping')
      await count(met, 1)
      expect(performance.now() - start).toBeGreaterThanOrEqual(48)
    },
  ],
  [
    'bandwidth',
    { rate: '50kB/s' },
    async met => {
      const start = performance.now()
      saying(met, 'x'.repeat(10_000))
      await count(met, 1)
      expect(performance.now() - start).toBeGreaterThan(150)
      expect(met.messages[0]).toHaveLength(10_000)
    },
  ],
  [
    'stall',
    { at: '6B' },
    async met => {
      saying(met, 'ping', 'pong')
      await count(met, 1)
      await quiet()
      expect(met.messages).toEqual(['ping'])
      met.lift()
      expect(await count(met, 2)).toEqual(['ping', 'pong'])
    },
  ],
  [
    'blackhole',
    { at: '6B' },
    async met => {
      saying(met, 'ping', 'pong')
      await count(met, 1)
      await quiet()
      const over = closed(met.socket)
      met.lift()
      expect(await over).toEqual([1006, ''])
      expect([met.messages, met.errors]).toEqual([['ping'], []])
    },
  ],
  [
    'reset',
    { at: '6B' },
    async met => {
      saying(met, 'ping', 'pong')
      expect(await closed(met.socket)).toEqual([1006, ''])
      expect([met.messages, met.errors]).toEqual([['ping'], ['ECONNRESET']])
    },
  ],
  [
    'close',
    { at: '9B' },
    async met => {
      saying(met, 'ping', 'pong')
      expect(await closed(met.socket)).toEqual([1006, ''])
      expect([met.messages, met.errors]).toEqual([['ping'], []])
    },
  ],
  [
    'truncate',
    { at: '3B' },
    async met => {
      saying(met, 'ping')
      expect(await closed(met.socket)).toEqual([1006, ''])
      expect(met.messages).toEqual([])
    },
  ],
  [
    'slice',
    { size: '1B', gap: '1ms', direction: 'both' },
    async met => {
      const start = performance.now()
      saying(met, 'ping', 'pong')
      expect(await count(met, 2)).toEqual(['ping', 'pong'])
      expect(performance.now() - start).toBeGreaterThan(9)
    },
  ],
  [
    'message',
    { action: 'drop', nth: 1 },
    async met => {
      saying(met, 'ping', 'pong')
      expect(await count(met, 1)).toEqual(['pong'])
    },
  ],
  [
    'message',
    { action: 'duplicate', nth: 1 },
    async met => {
      saying(met, 'ping', 'pong')
      expect(await count(met, 3)).toEqual(['ping', 'ping', 'pong'])
    },
  ],
  [
    'message',
    { action: 'reorder', nth: 1 },
    async met => {
      saying(met, 'ping', 'pong')
      expect(await count(met, 2)).toEqual(['pong', 'ping'])
    },
  ],
  [
    'message',
    { action: 'delay', nth: 1, for: '50ms', direction: 'up' },
    async met => {
      const start = performance.now()
      saying(met, 'ping')
      await count(met, 1)
      expect(performance.now() - start).toBeGreaterThanOrEqual(48)
    },
  ],
  [
    'message',
    { action: 'corrupt', nth: 1 },
    async met => {
      saying(met, 'ping', 'pong')
      const [first, second] = await count(met, 2)
      expect([first?.length, first === 'ping', second]).toEqual([4, false, 'pong'])
    },
  ],
  [
    'message',
    { action: 'close', nth: 2, code: 1013 },
    async met => {
      saying(met, 'ping', 'pong')
      expect(await closed(met.socket)).toEqual([1013, ''])
      expect(met.messages).toEqual(['ping'])
    },
  ],
]

/** Behind TLS all is one: some of them show that. */
const ON_BOTH = ['stall', 'reset', 'slice']
const onFace = (face: Face) => ROWS.filter(([fault]) => face === 'forward' || ON_BOTH.includes(fault))

test.each(FACES.flatMap(face => onFace(face).map(([fault, options, sees]) => [face, fault, options, sees] as const)))(
  '%s: %s %j is what its client sees',
  async (face, fault, options, sees) => {
    await using chat = await secureChat(face)
    const lift = chat.inject(faultNamed(fault, options))
    const socket = await chat.opened([], { perMessageDeflate: fault === 'message' })
    const messages: string[] = []
    socket.on('message', data => messages.push(String(data)))
    await sees({ socket, messages, errors: chat.errors, lift })
    expect((await served(chat)).extensions).toBe('')
    socket.terminate()
  },
)
