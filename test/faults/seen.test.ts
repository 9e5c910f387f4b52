// Over 150 lines: one table of what clients see against what the journal says, and the clients that see it.
import type { Writable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Json } from '../../src/core/json.js'
import { faults } from '../../src/faults/index.js'
import { h2Origin } from '../support/h2.js'
import { turn } from '../support/hit.js'
import type { ManualClock } from '../support/manual-clock.js'
import { httpOrigin } from '../support/origin.js'
import { exampleFor } from '../support/pairs.js'
import { CLIENTS, type Sight } from '../support/sight.js'
import { stillProxy } from '../support/still-proxy.js'
import { faultNamed, type TestProxy } from '../support/with-proxy.js'

interface Row {
  readonly options?: Json
  readonly method?: 'GET' | 'POST'
  /** Another exchange before it. */
  readonly behind?: 'one that is over' | 'one under way'
  readonly accept?: string
}

/** How a fault shows in one exchange, where its first example would not, on a clock that stands still. */
const ROWS: Readonly<Record<string, Row>> = {
  loss: { options: { rate: '50%', rtt: '10s', rto: '10s' } },
  message: { options: { action: 'drop', nth: 1 }, accept: 'text/event-stream' },
  bandwidth: { options: { rate: '1B/s' } },
  concurrency: { options: { max: 1, over: 503 }, behind: 'one under way' },
  queue: { options: { rate: '0.1/s' }, behind: 'one that is over' },
  quota: { options: { bytes: '10B' }, behind: 'one that is over' },
  rateLimit: { options: { limit: 1, window: '1h' }, behind: 'one that is over' },
  slice: { options: { size: '1B', gap: '10s' } },
  slowReader: { options: { rate: '1B/s' }, method: 'POST' },
  maxAge: { options: { requests: 1 } },
  reroute: { options: { to: 'http://127.0.0.1:9' } },
  sizeLimit: { options: { body: '100B' }, method: 'POST' },
  stale: { behind: 'one that is over' },
  truncate: { options: { at: '5B' } },
}

const JSON_TYPE = 'application/json'
const BODY = JSON.stringify({ id: 1, total: 2, currency: 'EUR', items: Array(50).fill('item') })
const EVENTS = 'data: 1\n\ndata: 2\n\n'

/** How often each path was asked for. */
const asked = new Map<string, number>()
/** What any origin answers: it tells what it was asked, and how often. */
const answerTo = (path: string, accept: string, seen: readonly string[]) => {
  const count = (asked.get(path) ?? 0) + 1
  asked.set(path, count)
  const type = accept === 'text/event-stream' ? accept : JSON_TYPE
  const told = {
    etag: '"1"',
    'x-count': String(count),
    'x-seen': seen.join().replace(path, ''),
    date: 'Sun, 06 Nov 1994 08:00:00 GMT',
  }
  return { head: { ...told, 'content-type': type }, body: type === JSON_TYPE ? BODY : EVENTS }
}

/** The rest of a reply is sent when its client has been looked at. */
const waiting = new Map<string, () => void>()
const FIRST = 10
const inTwo = (path: string, body: string, stream: Writable) => {
  stream.write(body.slice(0, FIRST))
  const whole = () => stream.end(body.slice(FIRST))
  const before = waiting.get(path)
  waiting.set(path, () => {
    before?.()
    whole()
  })
}
const finish = (path: string) => {
  waiting.get(path)?.()
  waiting.delete(path)
}

const openOrigins = async () => {
  const one = await httpOrigin((request, response) => {
    const { url = '', headers, rawHeaders } = request
    request.on('end', () => {
      const { head, body } = answerTo(url, String(headers.accept), rawHeaders)
      response.writeHead(200, { ...head, 'content-length': body.length })
      inTwo(url, body, response)
    })
  })
  const two = await h2Origin((stream, headers, raw) => {
    const path = String(headers[':path'])
    stream.resume().on('end', () => {
      if (stream.destroyed) return
      const { head, body } = answerTo(path, String(headers.accept), raw)
      stream.respond({ ':status': 200, ...head, 'content-length': body.length })
      inTwo(path, body, stream)
    })
  })
  return { http1: one, http2: two }
}
let origins: Awaited<ReturnType<typeof openOrigins>>
beforeAll(async () => {
  origins = await openOrigins()
})
afterAll(() => Promise.all(Object.values(origins).map(origin => origin[Symbol.asyncDispose]())))

/** Turns of the event loop without any progress after which nothing is on its way any more. */
const STILL = 30

/** Until it holds; or, where that may never be, until nothing moves. */
const until = async (sight: Sight, holds: () => boolean, patience: 'until it does' | 'while it moves') => {
  let still = 0
  let seen = ''
  const end = performance.now() + 5_000
  while (!holds() && performance.now() < end && (patience === 'until it does' || still < STILL)) {
    await turn(1)
    const now = `${sight.status} ${sight.body.length} ${sight.ending} ${sight.interim}`
    still = now === seen ? still + 1 : 0
    seen = now
  }
}

let paths = 0
/** One exchange behind others, as its client sees it. */
const look = async (
  proxy: TestProxy,
  clock: ManualClock,
  protocol: 'http1' | 'http2',
  { behind, accept = JSON_TYPE, method = 'GET' }: Row,
  patience: 'until it does' | 'while it moves',
): Promise<Sight> => {
  const client = CLIENTS[protocol](proxy.port)
  const path = `/${++paths}`
  try {
    const first = behind === undefined ? null : client.ask(path, accept, method)
    if (first !== null) await until(first, () => first.body !== '', 'until it does')
    if (first !== null && behind === 'one that is over') {
      finish(path)
      await until(first, () => first.ending !== 'held', 'until it does')
    }
    const sight = client.ask(path, accept, method)
    await until(sight, () => sight.body !== '' || sight.ending !== 'held', patience)
    sight.isEarly = sight.body !== '' && sight.ending === 'held'
    finish(path)
    await clock.advance(25)
    await until(sight, () => sight.ending !== 'held', patience)
    return { ...sight, asked: asked.get(path) ?? 0 }
  } finally {
    client.close()
  }
}

const PAIRS = (['http1', 'http2'] as const).flatMap(protocol =>
  faults
    .filter(({ name }) => exampleFor(name, protocol, 'exchange') !== undefined)
    .map(({ name }) => [name, protocol] as const),
)

/** The journal's hits on the latest exchange that had something to do. */
const hit = (proxy: TestProxy): boolean => {
  const x = proxy.facts('exchange.opened').at(-1)?.x
  const [injected, passed, missed] = (['fault.injected', 'fault.passed', 'fault.missed'] as const).map(
    type => proxy.facts(type).filter(fact => fact.x === x).length,
  )
  return injected === 1 && passed === 0 && missed === 0
}

test.each(PAIRS)('what the journal says of %s on %s is what its client sees', async (name, protocol) => {
  const spec = protocol === 'http2' ? ({ protocol: 'h2c' } as const) : {}
  await using here = await stillProxy({ upstream: origins[protocol].url, spec })
  const { proxy, clock } = here
  const row = ROWS[name] ?? {}
  const fault = row.options === undefined ? exampleFor(name, protocol, 'exchange') : faultNamed(name, row.options)
  if (fault === undefined) throw new Error(`${name} has no example for ${protocol}`)
  const plain = await look(proxy, clock, protocol, row, 'until it does')
  expect(plain).toMatchObject({ status: 200, ending: 'well', isEarly: true })
  const off = proxy.inject(fault, { envelope: { percent: 0 } })
  expect(await look(proxy, clock, protocol, row, 'until it does')).toEqual(plain)
  expect(proxy.facts('fault.injected')).toEqual([])
  off()
  proxy.inject(fault)
  expect(await look(proxy, clock, protocol, row, 'while it moves')).not.toEqual(plain)
  expect(hit(proxy)).toBe(true)
})
