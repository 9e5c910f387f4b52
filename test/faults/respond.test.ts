import { rmSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Json } from '../../src/core/json.js'
import { seeded } from '../../src/core/random.js'
import { respond } from '../../src/faults/respond.js'
import { httpOrigin } from '../support/origin.js'
import { head, rawClient, talkRaw } from '../support/raw-client.js'
import { refusals } from '../support/refused.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

test('it answers on the same connection, and the upstream is not even connected to', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('respond', { status: 503, body: '{"error":"injected"}', retryAfter: '1500ms' }))
  await using client = await rawClient(proxy.port)
  for (const n of [1, 2]) {
    await client.send(head(`GET /${n}`))
    expect(await client.until('{"error":"injected"}')).toBe(
      [
        ...['HTTP/1.1 503 Service Unavailable', 'Content-Type: application/json', 'Retry-After: 2'],
        ...['Content-Length: 20', `x-fallacy-injected: fault-1; exchange=${n}`, '', '{"error":"injected"}'],
      ].join('\r\n'),
    )
    client.take()
  }
  expect(origin.accepted).toBe(0)
})

test('headers go out as they are written, and their type wins', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  const headers = { 'Content-Type': 'text/html', 'X-Odd': 'a, b' }
  proxy.inject(faultNamed('respond', { status: 500, headers, body: '<h1>Oops</h1>' }))
  const { text } = await talkRaw(proxy.port, head('GET /', 'Connection: close'))
  expect(text).toContain('\r\nContent-Type: text/html\r\nX-Odd: a, b\r\n')
  expect(text.match(/content-type/gi)).toHaveLength(1)
})

test.each([
  [204, 0],
  [304, 0],
  [205, 1],
  [503, 1],
])('status %i has %i lengths and no body of its own accord', async (status, lengths) => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('respond', { status }))
  const { text } = await talkRaw(proxy.port, head('GET /', 'Connection: close'))
  expect(text.match(/content-length: 0/gi) ?? []).toHaveLength(lengths)
  expect(text).toMatch(/\r\n\r\n$/)
})

test('a large upload is answered, and the connection serves the next request', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('respond', { status: 503 }), { envelope: { first: 1 } })
  await using client = await rawClient(proxy.port)
  await client.send(head('POST /', 'Content-Length: 1000000'))
  await client.send(Buffer.alloc(1_000_000))
  await client.until('503 Service Unavailable')
  await client.send(head('GET /after'))
  await client.until(/200 OK[\s\S]*ok$/)
  expect(origin.seen.map(({ target }) => target)).toEqual(['/after'])
})

test('weights are the shares of the statuses, and the same seed gives the same statuses', () => {
  const fault = faultNamed('respond', {
    weights: [
      { status: 500, weight: 3 },
      { status: 503, weight: 1 },
    ],
  })
  const statusOf = (dose: Json) => JSON.parse(JSON.stringify(dose)).status
  const drawn = (seed: number) =>
    Array.from({ length: 1_000 }, (_, n) => statusOf(fault.draw(seeded(seed).fork(n)).dose))
  const share = drawn(1).filter(status => status === 500).length / 1_000
  // 0.75 within 5 standard deviations of a binomial.
  expect(Math.abs(share - 0.75)).toBeLessThan(5 * Math.sqrt((0.75 * 0.25) / 1_000))
  expect(drawn(1)).toEqual(drawn(1))
  expect(drawn(2)).not.toEqual(drawn(1))
})

const STATUS = 'expected a final status from 200 to 599, found'
test.each<[string, Json, string | RegExp]>([
  ['nothing to say', {}, 'expected one of status, weights, grpcStatus, found none'],
  [
    ...(['both', { status: 500, weights: [{ status: 500, weight: 1 }] }] as const),
    'expected one of status, weights, grpcStatus, found status and weights',
  ],
  ['an interim status', { status: 103 }, `${STATUS} 103`],
  ['a status in words', { status: '5xx' }, `${STATUS} "5xx"`],
  ['a weight of 0', { weights: [{ status: 500, weight: 0 }] }, 'expected a weight above 0, found 0'],
  ['no weights', { weights: [] }, 'expected at least one {status, weight}, found none'],
  [
    'a length of its own',
    { status: 500, headers: { 'Content-Length': '5' } },
    /^expected a header name .*"Content-Length"$/,
  ],
  ['a bare number', { status: 500, headers: { 'retry-after': 1 } }, 'expected a header value in quotes, found 1'],
  ['a split header', { status: 500, headers: { a: 'b\r\nc: d' } }, /without line breaks/],
  ['a body where none can be', { status: 204, body: 'x' }, /^expected no body, or no status of 204, 205, 304/],
  [
    ...(['two Retry-After', { status: 503, retryAfter: '1s', headers: { 'Retry-After': '1' } }] as const),
    'expected either retryAfter or a header retry-after, found both',
  ],
  ['a long body', { status: 500, body: 'x'.repeat(65 * 1024) }, /^expected a body of at most 64KiB/],
  ['a file and a body', { status: 500, file: 'x', body: 'y' }, 'expected a body or a file, found both'],
  ['a file of a call of gRPC', { grpcStatus: 14, file: 'x' }, /^expected no body with grpcStatus/],
  ['a status of gRPC that there is not', { grpcStatus: 17 }, 'expected a status of gRPC from 0 to 16, found 17'],
  [
    'a body beside a status of gRPC',
    { grpcStatus: 14, body: 'x' },
    'expected no body with grpcStatus, which has trailers only; found both',
  ],
])('%s is refused', (_, options, message) => {
  expect(refusals('respond', options)).toEqual([typeof message === 'string' ? message : expect.stringMatching(message)])
})

test('a file is streamed as it is, with its type and its length; one that is gone is a miss', async () => {
  await using folder = temporaryFolder()
  const page = 'x'.repeat(300_000)
  writeFileSync(folder.at('page.html'), page)
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  const bound = respond.bind({ status: 503, file: './page.html' }, folder.at('.'))
  if (!bound.ok) throw new Error('it is valid')
  proxy.inject(bound.value)
  const reply = await fetch(proxy.url)
  expect([reply.status, reply.headers.get('content-type'), reply.headers.get('content-length')]).toEqual([
    ...[503, 'text/html; charset=utf-8', '300000'],
  ])
  expect((await reply.text()) === page).toBe(true)
  expect(proxy.facts('fault.injected')).toMatchObject([{ dose: { status: 503, file: './page.html' } }])
  rmSync(folder.at('page.html'))
  expect((await fetch(proxy.url)).status).toBe(200)
  expect(proxy.facts('fault.missed').map(({ why }) => why)).toEqual(['there is no file ./page.html any more'])
})
