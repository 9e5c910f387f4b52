import { expect, test } from 'vitest'
import type { BoundFault, Stage } from '../../src/core/bound-fault.js'
import type { Middleware } from '../../src/core/exchange.js'
import type { Random } from '../../src/core/random.js'
import { httpOrigin } from '../support/origin.js'
import { head, rawClient, talkRaw } from '../support/raw-client.js'
import { faultOf } from '../support/rules.js'
import { withProxy } from '../support/with-proxy.js'

const CLOSE = 'Connection: close'

const answering = (stage: Stage, status: number): BoundFault => ({
  ...faultOf('answer'),
  stage,
  draw: () => ({
    dose: { status },
    inject: () => async () => ({ status, headers: [], body: (async function* () {})() }),
  }),
})

const pass: Middleware = (exchange, next) => next(exchange)

const passing = (stage: Stage): BoundFault => ({ ...faultOf('pass'), stage })

test.each([
  ['first', { first: 100 }, 100],
  ['every', { every: 8 }, 40],
  ['after', { after: 300 }, 20],
  ['limit', { limit: 33 }, 33],
] as const)('%s is exact under 64 concurrent connections', async (_, envelope, hits) => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(answering('answer', 503), { envelope })
  const clients = await Promise.all(Array.from({ length: 64 }, () => rawClient(proxy.port)))
  const statuses = await Promise.all(
    clients.map(async client => {
      const found: string[] = []
      for (let time = 0; time < 5; time++) {
        await client.send(head('GET /'))
        found.push((await client.until(/(\r\n0\r\n\r\n|ok)$/)).slice(9, 12))
        client.take()
      }
      return found
    }),
  )
  expect(statuses.flat().filter(status => status === '503')).toHaveLength(hits)
  expect(proxy.facts('fault.injected')).toHaveLength(hits)
  expect(origin.seen).toHaveLength(320 - hits)
  for (const client of clients) client.reset()
})

test('the same seed hits the same requests and draws the same doses', async () => {
  const doses = async () => {
    await using origin = await httpOrigin()
    await using proxy = await withProxy({ upstream: origin.url, seed: 42 })
    const draw = (random: Random) => ({ dose: random.float(), inject: () => pass })
    proxy.inject({ ...passing('delay'), draw }, { envelope: { percent: 0.5 } })
    for (let time = 0; time < 40; time++) await talkRaw(proxy.port, head('GET /', CLOSE))
    await proxy.closed(40)
    return proxy.facts('fault.injected').map(({ x, dose }) => [x, dose])
  }
  const first = await doses()
  expect(first.length).toBeGreaterThan(8)
  expect(first.length).toBeLessThan(32)
  expect(await doses()).toEqual(first)
})

test('one decision per connection holds for all its requests', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(answering('answer', 503), { envelope: { per: 'connection', every: 2 } })
  const statuses: string[] = []
  for (let one = 0; one < 4; one++) {
    await using client = await rawClient(proxy.port)
    for (let time = 0; time < 2; time++) {
      await client.send(head('GET /'))
      statuses.push((await client.until(/(\r\n0\r\n\r\n|ok)$/)).slice(9, 12))
      client.take()
    }
  }
  expect(statuses).toEqual(['200', '200', '503', '503', '200', '200', '503', '503'])
})
