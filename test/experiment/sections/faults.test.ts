// Over 150 lines: one section of the file, key by key.
import { expect, test } from 'vitest'
import type { SealedFault } from '../../../src/core/fault.js'
import { faults } from '../../../src/faults/index.js'
import { latency } from '../../../src/faults/latency.js'
import { changed, FEW, loaded, MINIMAL, problemsOf } from '../../support/load-text.js'

const FAULT = '{target: payments, latency: {add: 800ms}}'
const withFault = (fault: string): string => changed(MINIMAL, FAULT, fault)

const onTcpOnly = (fault: SealedFault): SealedFault => ({
  ...fault,
  bind(input) {
    const bound = fault.bind(input)
    return bound.ok ? { ok: true, value: { ...bound.value, protocols: ['tcp'] } } : bound
  },
})
const TCP_ONLY = { faults: [onTcpOnly(latency)], probes: [], formats: ['json'] }

test('the envelope says whom a fault hits', async () => {
  const text = withFault(
    '{target: payments, percent: 2.5%, per: connection, key: "header:x-user", first: 2, every: 3, after: 4, limit: 5, minHits: 0, latency: {add: 1s}}',
  )
  const { rules, plan } = await loaded(text)
  expect(rules[0]?.envelope).toEqual({
    percent: 0.025,
    per: 'connection',
    key: { from: 'header', name: 'x-user' },
    first: 2,
    every: 3,
    after: 4,
    limit: 5,
    cohort: null,
    maxActive: null,
    existing: 'apply',
  })
  expect(plan.faults[0]).toMatchObject({ percent: 0.025, minHits: 0 })
})

test.each([
  ['cookie:session', { from: 'cookie', name: 'session' }],
  ['query:q', { from: 'query', name: 'q' }],
  ['client', { from: 'client' }],
  ['connection', { from: 'connection' }],
])('the key %s is understood', async (key, expected) => {
  const { rules } = await loaded(withFault(`{target: payments, key: "${key}", latency: {add: 1s}}`))
  expect(rules[0]?.envelope.key).toEqual(expected)
})

test('header fields of a fault may start with x-, and stay', async () => {
  const { plan } = await loaded(withFault('{target: payments, respond: {status: 503, headers: {x-why: chaos}}}'))
  expect(plan.faults[0]?.options).toEqual({ status: 503, headers: { 'x-why': 'chaos' } })
})

test('a fault that speaks another protocol than its proxy is refused', async () => {
  const problems = await problemsOf(MINIMAL.replace(/probes:[\s\S]*/, 'hypotheses: []\n'), { catalogue: TCP_ONLY })
  expect(problems).toEqual(['E211 6:28 latency does not work on http, it works on tcp'])
})

test.each([
  ['respond: {status: 503}', 'respond does not work on tcp, it works on http1'],
  ['reset: {at: 50%}', 'expected a number of bytes, such as 500B, on tcp: a share of what passes has no meaning'],
  ['truncate: {at: 5B, end: clean}', 'expected end: close on tcp, where no framing can be mended, found end: clean'],
  ['queue: {rate: 5/s, onFull: 429}', 'expected onFull: block or reset on tcp, where nothing is answered'],
  ['concurrency: {max: 5, over: 503}', 'expected over: queue or refuse on tcp, where nothing is answered'],
  ['quota: {bytes: 5B}', 'expected over: close on tcp, where nothing is answered'],
])('on a proxy of TCP, %s is refused', async (fault, message) => {
  const text = withFault(`{target: payments, ${fault}}`).replace('http://127.0.0.1:9102', 'tcp://127.0.0.1:9102')
  expect(await problemsOf(text, { catalogue: { ...FEW, faults } })).toEqual([
    expect.stringMatching(new RegExp(`^E211 6:28 ${message}`)),
  ])
})

test.each([
  ['redirect: {to: "https://elsewhere.example/a"}', 'elsewhere.example'],
  ['reroute: {to: ["http://127.0.0.1:1", "http://elsewhere.example"]}', 'elsewhere.example'],
  ['dns: {answer: 203.0.113.7}', '203.0.113.7'],
])('a fault that sends traffic to a host that may not be touched is refused: %s', async (fault, host) => {
  const text = withFault(`{target: payments, ${fault}}`)
  const problem = `E301 6:${29 + fault.indexOf(' ')} host ${host} is not allowed by safety`
  expect(await problemsOf(text)).toEqual([problem])
  expect(await problemsOf(text, { ownHosts: [host] })).toEqual([])
})

test('an unknown key beside a fault is no fault', async () =>
  expect(await problemsOf(withFault('{target: payments, latency: {add: 1s}, rset: {}}'))).toEqual([
    'E103 6:48 unknown key "rset", did you mean "reset"?',
  ]))

test('options of one fault are not looked for in another', async () =>
  expect(await problemsOf(withFault('{target: payments, respond: {status: 503, add: 1s}}'))).toEqual([
    expect.stringMatching(/^E103 6:51 unknown key "add"/),
  ]))

test('a fault that is in no phase is advised against', async () =>
  expect(await problemsOf(changed(MINIMAL, 'phases:', '  idle: {target: payments, reset: {}}\nphases:'))).toEqual([
    'W303 7:3 fault "idle" is in no phase',
  ]))

test('ids are short words', async () =>
  expect(await problemsOf(MINIMAL.replaceAll(' slow:', ' "so slow":').replace('[slow]', '["so slow"]'))).toEqual([
    'E110 6:4 an id is letters, digits, dashes and underscores, at most 64, found "so slow"',
  ]))

test.each([
  'http://127.0.0.1:9002',
  'http://localhost:9002/v2',
  'http://0x7f.1:9002',
  'http://[::ffff:127.0.0.1]:9002',
])('a fault that sends requests to a proxy of the file, as %s, is refused', async to => {
  const text = withFault(`{target: payments, reroute: {to: "${to}"}}`)
  expect(await problemsOf(text, { catalogue: { ...FEW, faults } })).toEqual([
    expect.stringMatching(/^E\d+ 6:28 .*:9002 is the proxy payments itself: what is sent there would go round$/),
  ])
})

test.each([
  ['http://127.0.0.1:9102', 'http://127.0.0.1:9102', null],
  ['tcp://127.0.0.1:9103', 'tcp://127.0.0.1:9102', null],
  ['http://127.0.0.1:9102', 'tcp://127.0.0.1:9103', 'expected to: http:// or https:// on http1, found tcp://127'],
  ['tcp://127.0.0.1:9102', 'http://127.0.0.1:9103', 'expected to: tcp://HOST:PORT on tcp, found http://127'],
])('behind a proxy of %s a fault may send to %s, or not', async (upstream, to, message) => {
  const text = withFault(`{target: payments, reroute: {to: "${to}"}}`).replace('http://127.0.0.1:9102', upstream)
  const problems = await problemsOf(text, { catalogue: { ...FEW, faults } })
  expect(problems.filter(problem => problem.includes('expected to:'))).toEqual(
    message === null ? [] : [expect.stringContaining(message)],
  )
})

test('only what acts on messages has them as its unit, and none of them lasts', async () => {
  const problem = async (fault: string) =>
    problemsOf(withFault(`{target: payments, ${fault}}`), { catalogue: { ...FEW, faults } })
  expect(await problem('per: message, latency: {add: 1s, at: eachMessage}')).toEqual([])
  expect(await problem('per: message, message: {action: drop}')).toEqual([])
  expect((await problem('per: message, latency: {add: 1s}')).join()).toContain(
    'latency does not act on single messages',
  )
  expect((await problem('per: message, maxActive: 1, message: {action: drop}')).join()).toContain(
    'expected no maxActive',
  )
})

test('a stream is a unit where HTTP/2 is spoken, by a fault that acts on it', async () => {
  const problem = async (fault: string, proxy: string) => {
    const text = changed(
      withFault(`{target: payments, per: stream, ${fault}}`),
      'upstream: "http',
      `${proxy}upstream: "http`,
    )
    return (await problemsOf(text, { catalogue: { ...FEW, faults } })).join()
  }
  expect(await problem('latency: {add: 1s}', 'protocol: h2c, ')).toBe('')
  expect(await problem('latency: {add: 1s}', 'tls: auto, ')).toBe('')
  expect(await problem('latency: {add: 1s}', '')).toContain('payments speaks no HTTP/2, which has streams')
  expect(await problem('slowHeaders: {rate: 20B/s}', 'tls: auto, ')).toContain('slowHeaders does not work on http2')
  expect(await problem('refuse: {}', 'tls: auto, ')).toContain(
    'refuse acts on the listener of a proxy, not on a stream',
  )
})

test('a file that a reply is made of is there, beside the experiment', async () => {
  const problem = async (file: string) =>
    problemsOf(withFault(`{target: payments, respond: {status: 503, file: ${file}}}`), {
      catalogue: { ...FEW, faults },
    })
  expect(await problem('./load-text.ts')).toEqual([])
  expect(await problem('./nothing.html')).toEqual(['E110 6:28 expected a file, found nothing at ./nothing.html'])
  expect(await problem('.')).toEqual(['E110 6:28 expected a file, found a folder at .'])
})
