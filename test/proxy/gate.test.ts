import { expect, test } from 'vitest'
import type { Connection, Exchange } from '../../src/core/exchange.js'
import type { HeaderList } from '../../src/core/headers.js'
import { seeded } from '../../src/core/random.js'
import { openGate } from '../../src/proxy/gate.js'
import type { Envelope } from '../../src/proxy/rule.js'
import { everyRequest } from '../support/rules.js'

let exchanges = 0
const exchange = (connection: Connection = { id: 1, client: '127.0.0.1' }, headers: HeaderList = []): Exchange => ({
  ...{ id: ++exchanges, route: 'payments', protocol: 'http1', connection, signal: new AbortController().signal },
  request: { method: 'GET', target: '/', url: new URL('http://x.test/?user=7'), headers, body: null },
})

const gate = (envelope: Partial<Envelope>, seed = 1, phase = 'inject') =>
  openGate({ id: 'slow', envelope: { ...everyRequest, ...envelope } }, phase, seeded(seed))

/** Which of the first n requests are hit, counted from 1. */
const hits = (envelope: Partial<Envelope>, count: number, seed = 1, intensity = 1): number[] => {
  const { decide } = gate(envelope, seed)
  const ordinals = Array.from({ length: count }, (_, at) => at + 1)
  return ordinals.filter(() => decide(exchange(), intensity) !== null)
}

test.each<[string, Partial<Envelope>, number[]]>([
  ['everything', {}, [1, 2, 3, 4, 5, 6, 7, 8]],
  ['first 2', { first: 2 }, [1, 2]],
  ['every 3', { every: 3 }, [3, 6]],
  ['after 5', { after: 5 }, [6, 7, 8]],
  ['limit 3', { limit: 3 }, [1, 2, 3]],
  ['after 2, every 2', { after: 2, every: 2 }, [4, 6, 8]],
  ['after 2, first 2', { after: 2, first: 2 }, [3, 4]],
  ['every 2, first 2', { every: 2, first: 2 }, [2, 4]],
  ['every 2, limit 1', { every: 2, limit: 1 }, [2]],
  ['0 percent', { percent: 0 }, []],
])('%s hits exactly these of eight requests', (_, envelope, expected) => {
  expect(hits(envelope, 8)).toEqual(expected)
})

test('a percentage is held within three standard deviations and repeats by its seed', () => {
  const chosen = hits({ percent: 0.1 }, 20_000)
  expect(Math.abs(chosen.length - 2_000)).toBeLessThan(3 * Math.sqrt(20_000 * 0.1 * 0.9))
  expect(hits({ percent: 0.1 }, 20_000)).toEqual(chosen)
  expect(hits({ percent: 0.1 }, 20_000, 2)).not.toEqual(chosen)
})

test('the intensity scales the percentage at each decision, and whoever is hit at less is hit at more', () => {
  const half = hits({ percent: 0.5 }, 1_000, 1, 0.5)
  const full = hits({ percent: 0.5 }, 1_000)
  expect(half.length).toBeGreaterThan(200)
  expect(half.length).toBeLessThan(300)
  expect(full).toEqual(expect.arrayContaining(half))
  expect(hits({ percent: 1 }, 100, 1, 0)).toEqual([])
})

test('limit counts hits, not requests', () => {
  expect(hits({ percent: 0.5, limit: 3 }, 100)).toHaveLength(3)
})

test('with a key each value has its own counts', () => {
  const { decide } = gate({ first: 1, key: { from: 'header', name: 'X-User' } })
  const of = (user: string) => decide(exchange(undefined, [['x-user', user]]), 1) !== null
  expect([of('a'), of('b'), of('a'), of('b'), of('c')]).toEqual([true, true, false, false, true])
})

test('with a key the chance is drawn once for each value', () => {
  const { decide } = gate({ percent: 0.5, key: { from: 'header', name: 'x-user' } })
  const of = (user: number) => decide(exchange(undefined, [['x-user', String(user)]]), 1) !== null
  const once = Array.from({ length: 100 }, (_, user) => of(user))
  const again = Array.from({ length: 100 }, (_, user) => of(user))
  expect(again).toEqual(once)
  expect(new Set(once).size).toBe(2)
})

test('a request without the key is not hit', () => {
  expect(gate({ key: { from: 'cookie', name: 'sid' } }).decide(exchange(), 1)).toBeNull()
})

test.each<[string, Envelope['key'], HeaderList]>([
  ['a cookie', { from: 'cookie', name: 'sid' }, [['Cookie', 'a=1; sid=x']]],
  ['a query parameter', { from: 'query', name: 'user' }, []],
  ['the client', { from: 'client' }, []],
  ['the connection', { from: 'connection' }, []],
])('%s can be the key', (_, key, headers) => {
  const { decide } = gate({ first: 1, key })
  expect(decide(exchange(undefined, headers), 1)).not.toBeNull()
  expect(decide(exchange(undefined, headers), 1)).toBeNull()
})

test('only so many key values are remembered, and the oldest is forgotten', () => {
  const { decide } = gate({ first: 1, key: { from: 'header', name: 'k' } })
  const of = (value: number) => decide(exchange(undefined, [['k', String(value)]]), 1) !== null
  for (let value = 0; value <= 10_000; value++) of(value)
  expect(of(10_000)).toBe(false)
  expect(of(0)).toBe(true)
})

test('per connection one decision holds for all its requests', () => {
  const { decide } = gate({ per: 'connection', percent: 0.5 })
  const connections = Array.from({ length: 100 }, (_, id) => ({ id, client: '127.0.0.1' }))
  const decisions = connections.map(one => [1, 2, 3].map(() => decide(exchange(one), 1) !== null))
  expect(decisions.every(three => new Set(three).size === 1)).toBe(true)
  expect(new Set(decisions.flat()).size).toBe(2)
})

test('per connection, every counts connections', () => {
  const { decide } = gate({ per: 'connection', every: 2 })
  const connections = [1, 2, 3, 4].map(id => ({ id, client: '127.0.0.1' }))
  const hit = connections.map(one => [1, 2].map(() => decide(exchange(one), 1) !== null))
  expect(hit.map(([first]) => first)).toEqual([false, true, false, true])
})

test('doses differ from request to request, and repeat by the seed', () => {
  const doses = () => {
    const { decide } = gate({})
    return Array.from({ length: 5 }, () => decide(exchange(), 1)?.float())
  }
  expect(new Set(doses()).size).toBe(5)
  expect(doses()).toEqual(doses())
})
