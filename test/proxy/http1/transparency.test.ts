import { expect, test } from 'vitest'
import { seeded } from '../../../src/core/random.js'
import { exchange, scripted, withoutHops } from '../../support/exchanged.js'
import { rawClient } from '../../support/raw-client.js'
import { withProxy } from '../../support/with-proxy.js'
import { exchangeOf, type Wire } from './exchanges.js'

test('200 exchanges pass byte for byte in everything but hop-by-hop fields', async () => {
  let wire: Wire = exchangeOf(seeded(1))
  let received = ''
  await using origin = await scripted(
    () => wire,
    request => {
      received = request
    },
  )
  await using proxy = await withProxy({ upstream: origin.url })
  for (let number = 0; number < 200; number++) {
    wire = exchangeOf(seeded(1).fork(number))
    const [directRequest, directReplies] = await exchangeOn(origin.port, wire, () => received)
    expect(directRequest).toBe(wire.request)
    const [request, replies] = await exchangeOn(proxy.port, wire, () => received)
    expect(withoutHops(request)).toBe(withoutHops(directRequest))
    expect(replies).toEqual(directReplies)
  }
  expect(proxy.facts('exchange.closed').filter(({ end }) => end !== 'complete')).toEqual([])
})

/** On a connection of its own. */
const exchangeOn = async (port: number, wire: Wire, received: () => string) => {
  await using client = await rawClient(port)
  return await exchange(client, wire, received)
}
