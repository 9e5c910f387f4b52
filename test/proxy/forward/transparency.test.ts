import { expect, test } from 'vitest'
import { seeded } from '../../../src/core/random.js'
import { exchange, scripted, withoutHops } from '../../support/exchanged.js'
import { rawClient } from '../../support/raw-client.js'
import { openText, TEXT_WAYS } from '../../support/ways-in.js'
import { withForward } from '../../support/with-forward.js'
import { exchangeOf, type Wire } from '../http1/exchanges.js'

test.each(TEXT_WAYS)('by %s, 20 exchanges pass byte for byte in everything but hop-by-hop fields', async way => {
  let wire: Wire = exchangeOf(seeded(2))
  let received = ''
  await using origin = await scripted(
    () => wire,
    request => {
      received = request
    },
  )
  await using proxy = await withForward({ map: new Map([['shop.test', origin.url]]) })
  for (let number = 0; number < 20; number++) {
    wire = exchangeOf(seeded(2).fork(number))
    await using alone = await rawClient(origin.port)
    const [directRequest, directReplies] = await exchange(alone, wire, () => received)
    await using client = await openText(proxy, way, 'shop.test')
    const request = wire.request.replace(' /', ` ${client.targetOf('/')}`)
    const [forwarded, replies] = await exchange(client, { ...wire, request }, () => received)
    expect(withoutHops(forwarded)).toBe(withoutHops(directRequest))
    expect(replies).toEqual(directReplies)
  }
  expect(proxy.facts('exchange.closed').map(({ end }) => end)).toEqual(Array(20).fill('complete'))
})
