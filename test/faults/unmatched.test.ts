// Over 150 lines: every fault on every protocol needs a setting for each of these, and they are told nowhere else.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BoundFault } from '../../src/core/bound-fault.js'
import type { Protocol } from '../../src/core/exchange.js'
import { FLAG, TYPE } from '../../src/proxy/http2/frames.js'
import { type H2Origin, h2Origin } from '../support/h2.js'
import { headers, REQUEST, rawH2Client } from '../support/h2-raw.js'
import { type RawOrigin, rawOrigin } from '../support/origin.js'
import { exampleFor, fitting } from '../support/pairs.js'
import { head, rawClient } from '../support/raw-client.js'
import type { RawPeer } from '../support/raw-peer.js'
import { type StillProxy, stillProxy } from '../support/still-proxy.js'
import { AGREED, ASKED } from '../support/talk.js'
import { type Aim, eventually } from '../support/with-proxy.js'

/** A client of one connection, which asks for what no fault is aimed at, and for what one is. */
interface Line extends AsyncDisposable {
  /** Everything that came back to a request that no fault is aimed at, byte for byte. */
  other(): Promise<string>
  hit(): Promise<void>
  isOver(): boolean
}

const ODD = ['hOsT: test', 'X-odd:  1', 'x-ODD: 2', 'Cookie: a=b', 'Authorization: Bearer a', 'Accept-Encoding: gzip']
const OTHER = head('GET /other', ...ODD)
const HIT = head('GET /hit', 'Accept-Encoding: gzip', 'Cookie: a=b')
const JSON_BODY = '{"id": 1, "total": 2}'
const HIT_REPLY = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${JSON_BODY.length}\r\n\r\n${JSON_BODY}`
const OTHER_END = 'the other\r\n0\r\nX-End: 1\r\n\r\n'
const OTHER_REPLY = `HTTP/1.1 200 Fine\r\nX-oDd:  1\r\neTag: "1"\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n${OTHER_END}`

/** What an upstream got of the latest request that no fault is aimed at. */
let latest = ''

/** Answers heads as they come; a WebSocket, or what is no HTTP, is sent back as it is. */
const answers = async (peer: RawPeer) => {
  let seen = 0
  peer.socket.on('data', (part: Buffer) => {
    const text = peer.text.slice(seen)
    if (!text.startsWith('GET ')) peer.socket.write(part)
    else if (text.includes('Upgrade')) peer.socket.write(part.includes('GET ') ? AGREED : part)
    else if (text.endsWith('\r\n\r\n')) {
      seen = peer.text.length
      const isHit = text.startsWith('GET /hit')
      if (!isHit) latest = text
      peer.socket.write(isHit ? HIT_REPLY : OTHER_REPLY)
    }
  })
  await peer.ended(60_000)
  if (!peer.text.includes('/hit') && seen === 0) latest = peer.text
  peer.finish()
}

const byHttp1 = async (port: number): Promise<Line> => {
  const client = await rawClient(port)
  return {
    async other() {
      client.take()
      await client.send(OTHER)
      const text = await client.until(OTHER_END)
      return text.slice(text.lastIndexOf('HTTP/1.1 '))
    },
    hit: () => client.send(HIT),
    isOver: () => client.ending !== 'open',
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  }
}

/** One connection for each exchange: bytes both ways, each side's end, and how the other took it. */
const byBytes =
  (asked: (path: string) => string) =>
  async (port: number): Promise<Line> => ({
    async other() {
      await using client = await rawClient(port)
      const begin = asked('/other')
      if (begin !== '') await client.send(begin)
      if (begin !== '') await client.until(AGREED)
      await client.send('\x81\x84\0\0\0\0ping')
      await client.until('ping')
      client.finish()
      return `${await client.ended()} ${client.text}`
    },
    async hit() {
      await using client = await rawClient(port)
      await client.send(asked('/hit'))
    },
    isOver: () => true,
    async [Symbol.asyncDispose]() {},
  })

const byHttp2 = async (port: number): Promise<Line> => {
  const client = rawH2Client(port)
  let stream = -1
  const isOver = () => client.socket.destroyed || client.frames.some(({ type }) => type === TYPE.goaway)
  const ask = (path: string) => {
    stream += 2
    client.socket.write(headers(stream, { ...REQUEST, ':path': path, cookie: 'a=b' }, FLAG.endHeaders | FLAG.endStream))
    return stream
  }
  return {
    async other() {
      const id = ask('/other')
      const own = () => client.frames.filter(frame => frame.stream === id)
      await eventually(own, frames => isOver() || frames.some(({ flags }) => (flags & FLAG.endStream) !== 0))
      if (isOver()) throw new Error('the connection is over')
      return own()
        .map(({ type, payload }) => `${type === TYPE.data ? '' : `type ${type} `}${payload.toString('latin1')}`)
        .join('')
    },
    hit: async () => void ask('/hit'),
    isOver,
    [Symbol.asyncDispose]: async () => client[Symbol.dispose](),
  }
}

let raw: RawOrigin
let streams: H2Origin
beforeAll(async () => {
  raw = await rawOrigin(answers)
  streams = await h2Origin((stream, { ':path': path }, fields) => {
    if (path === '/other') latest = fields.join()
    const body = path === '/other' ? 'the other' : JSON_BODY
    stream.respond({ ':status': 200, 'content-type': 'application/json', date: 'then' })
    stream.end(body)
  })
})
afterAll(() => Promise.all([raw, streams].map(origin => origin[Symbol.asyncDispose]())))

const LINES: Readonly<Record<Protocol, (port: number) => Promise<Line>>> = {
  http1: byHttp1,
  http2: byHttp2,
  websocket: byBytes(path => ASKED.replace('/chat', path)),
  tcp: byBytes(() => ''),
}

const namesOn = (protocol: Protocol) =>
  fitting(protocol).filter(name => exampleFor(name, protocol)?.reach !== 'handshake')
const ROUTES = [{ id: 'hit', method: null, path: '/hit', host: null, headers: {} }]
const ELSEWHERE = { id: 'elsewhere', listen: { host: '127.0.0.1', port: 0 }, routes: [] }

/** Beside what is asked for: on another route, by chance never, and on another proxy. */
const aimsOf = ({ reach }: BoundFault, protocol: Protocol): readonly Aim[] => {
  if (reach === 'door') return [{ target: 'elsewhere' }]
  const never = { envelope: { percent: 0 } }
  return reach === 'exchange' && protocol !== 'tcp' ? [{ target: 'payments/hit' }, never] : [never]
}

/** What a connection that is open already gets, and a fresh one, while the fault is in force and when it is lifted. */
const sparing = async ({ proxy, clock }: StillProxy, protocol: Protocol, fault: BoundFault) => {
  await using line = await LINES[protocol](proxy.port)
  const seen = async (by = line) => [await by.other(), latest]
  const plain = await seen()
  const aims = aimsOf(fault, protocol)
  const lifts = aims.map(aim => proxy.inject(fault, aim))
  await using fresh = await LINES[protocol](proxy.port)
  const hits = () => proxy.facts('fault.injected').length
  const none = hits()
  const got = [await seen(), await seen(fresh)]
  expect(hits()).toBe(none)
  for (const one of aims.length > 1 ? [fresh, line] : []) {
    const before = hits()
    await one.hit()
    await eventually(hits, count => count > before)
    if (one === fresh) got.push(await seen())
  }
  for (const lift of lifts) lift()
  await clock.advance(100)
  got.push(await seen().catch(error => (line.isOver() ? plain : Promise.reject(error))))
  return { plain, got }
}

describe.each(['http1', 'http2', 'websocket', 'tcp'] as const)('on %s', protocol => {
  let here: StillProxy
  beforeAll(async () => {
    const upstream = protocol === 'http2' ? streams.url : origin(protocol === 'tcp' ? 'tcp' : 'http')
    const spec = protocol === 'http2' ? ({ protocol: 'h2c' } as const) : {}
    here = await stillProxy({ upstream, routes: protocol === 'tcp' ? [] : ROUTES, spec })
    await here.proxy.plane.listen({ ...ELSEWHERE, upstream: origin() })
  })
  afterAll(() => here[Symbol.asyncDispose]())

  test.each(namesOn(protocol))('%s leaves what it is not aimed at as it is, byte for byte', async name => {
    const fault = exampleFor(name, protocol)
    if (fault === undefined) throw new Error(`no example of ${name} is meant for ${protocol}`)
    const { plain, got } = await sparing(here, protocol, fault)
    for (const one of got) expect(one).toEqual(plain)
    expect(here.proxy.plane.active()).toEqual([])
  })
})

const origin = (scheme = 'http') => new URL(`${scheme}://127.0.0.1:${raw.port}`)
